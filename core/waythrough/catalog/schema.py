"""The form of a platform file, and its way into the model."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import msgspec

import waythrough_resources
from waythrough.catalog.category import Category
from waythrough.catalog.errors import CatalogError
from waythrough.catalog.hosts import HostError, host, web_address
from waythrough.catalog.text import is_clean
from waythrough.catalog.toml_file import TomlFile, decode, parse
from waythrough.catalog.toml_lines import KeyPath
from waythrough.model.platform import FlowKind, PassRule, Platform, Role, RollUp, Sensitivity, Target

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z][A-Za-z]{1,3})?", re.ASCII)
_STATUS = re.compile(r"([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?", re.ASCII)


class RuleTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """`rule` of a target, see model.platform.PassRule: `status` has numbers and ranges such as "200-499"."""

    status: list[int | str] = msgspec.field(default_factory=lambda: ["200-399"])
    text: list[str] = []
    headers: dict[str, str] = {}
    certificate_name: str = ""
    min_bytes: int = 0
    match: RollUp = RollUp.ALL_OF
    seen_live: bool = False


class TargetTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One `[[targets]]`, see model.platform.Target. `send` and `expect`: U+0000 to U+00FF are bytes."""

    role: Role
    flow: FlowKind = FlowKind.WEB
    url: str = ""
    host: str = ""
    port: int = 0
    tls: bool = False
    send: str = ""
    expect: str = ""
    group: str = ""
    required: bool = True
    sample: str = ""
    roots: str = ""
    rule: RuleTable = RuleTable()


class PlatformTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One platform: see model.platform.Platform. `aliases` are further words by which people look for it."""

    id: str
    names: dict[str, str]
    targets: list[TargetTable]
    category: Category = Category.OTHER
    aliases: list[str] = []
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    roll_up: RollUp = RollUp.ALL_OF
    reviewed: date | None = None
    sources: list[str] = []
    notes: dict[str, str] = {}


class ManyTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A file of several platforms, each a PlatformTable under `[[platform]]`."""

    platform: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A platform with the further words by which people look for it."""

    platform: Platform
    aliases: tuple[str, ...] = ()


def read_platforms(data: bytes, file: str) -> tuple[Entry, ...]:
    """The platforms of a TOML file: one at the top, or several under [[platform]]. Raises CatalogError."""
    entries: list[Entry] = []
    for found in each_platform(data, file):
        if isinstance(found, CatalogError):
            raise found
        entries.append(found)
    return tuple(entries)


def each_platform(data: bytes, file: str) -> Iterator[Entry | CatalogError]:
    """Like `read_platforms`, but a bad platform leaves an error in its place; the others are still read."""
    try:
        source = parse(data, file)
        if "platform" not in source.data:
            yield _entry(decode(source, PlatformTable), source, ())
            return
        count = len(decode(source, ManyTable).platform)
    except CatalogError as error:
        yield error
        return
    seen: set[str] = set()
    for number in range(count):
        at = ("platform", number)
        try:
            entry = _entry(decode(source, PlatformTable, at), source, at)
            name = entry.platform.id
            if name in seen:
                source.refuse("duplicate", f'the id "{name}" stands here twice', (*at, "id"))
        except CatalogError as error:
            yield error
        else:
            seen.add(name)
            yield entry


def _entry(table: PlatformTable, source: TomlFile, at: KeyPath) -> Entry:
    if not _ID.fullmatch(table.id) or len(table.id) > 64:
        hint = "an id has small letters, digits and single hyphens"
        source.refuse("bad_id", f'"{table.id[:64]}" is no id', (*at, "id"), hint)
    if "en" not in table.names:
        source.refuse("no_name", "the English name is missing", (*at, "names"), 'add en = "..."')
    for group in ("names", "notes"):
        for language, text in getattr(table, group).items():
            if not _LANGUAGE.fullmatch(language):
                source.refuse("bad_language", f'"{language}" is no language code', (*at, group, language))
            if not is_clean(text):
                source.refuse("bad_text", "this text is empty or unreadable", (*at, group, language))
    if not any(target.required for target in table.targets):
        source.refuse("no_target", "no target is required, so nothing would decide", (*at, "targets"))
    targets = tuple(_target(t, source, (*at, "targets", n)) for n, t in enumerate(table.targets))
    for n, target in enumerate(targets):
        if any(target.key == other.key for other in targets[:n]):
            what = "a target of the same role, host and port stands here already"
            source.refuse("duplicate", what, (*at, "targets", n))
    return Entry(platform=_platform(table, targets), aliases=tuple(table.aliases))


def _platform(table: PlatformTable, targets: tuple[Target, ...]) -> Platform:
    return Platform(
        id=table.id,
        names=MappingProxyType(dict(table.names)),
        targets=targets,
        category=table.category,
        sensitivity=table.sensitivity,
        roll_up=table.roll_up,
        reviewed=table.reviewed.isoformat() if table.reviewed else "",
        sources=tuple(table.sources),
        notes=MappingProxyType(dict(table.notes)),
    )


def _target(table: TargetTable, source: TomlFile, at: KeyPath) -> Target:
    url, name, port = (_web if table.flow is FlowKind.WEB else _tcp)(table, source, at)
    return Target(
        role=table.role,
        flow=table.flow,
        host=name,
        port=port,
        url=url,
        tls=table.tls,
        send=_bytes(table.send, source, (*at, "send")),
        expect=_bytes(table.expect, source, (*at, "expect")),
        group=table.group,
        required=table.required,
        roots=_roots(table, source, at),
        rule=_rule(table.rule, source, (*at, "rule")),
        sample=_sample(table, source, (*at, "sample")),
    )


def _sample(table: TargetTable, source: TomlFile, at: KeyPath) -> str:
    if not table.sample:
        return ""
    if table.flow is not FlowKind.WEB:
        source.refuse("key_of_other_flow", '"sample" belongs to the flow "web"', at)
    try:
        url = web_address(table.sample).url
    except HostError as error:
        source.refuse("bad_url", str(error), at)
    if not url.startswith("https://"):
        source.refuse("bad_url", "a sample must be fetched over https", at)
    return url


def _roots(table: TargetTable, source: TomlFile, at: KeyPath) -> str:
    if table.roots and f"{table.roots}.pem" not in waythrough_resources.names(waythrough_resources.ROOTS):
        source.refuse("bad_roots", f'"{table.roots[:64]}" is no authority that is shipped', (*at, "roots"))
    return table.roots


def _web(table: TargetTable, source: TomlFile, at: KeyPath) -> tuple[str, str, int]:
    if not table.url:
        source.refuse("missing_key", 'the key "url" is missing', at, 'or say flow = "tcp"')
    for key in ("host", "port", "tls", "send", "expect"):
        if getattr(table, key):
            source.refuse("key_of_other_flow", f'"{key}" belongs to the flow "tcp"', (*at, key))
    try:
        address = web_address(table.url)
    except HostError as error:
        source.refuse("bad_url", str(error), (*at, "url"))
    return address.url, address.host, address.port


def _tcp(table: TargetTable, source: TomlFile, at: KeyPath) -> tuple[str, str, int]:
    if table.url:
        source.refuse("key_of_other_flow", '"url" belongs to the flow "web"', (*at, "url"))
    for key in ("host", "port"):
        if not getattr(table, key):
            source.refuse("missing_key", f'the key "{key}" is missing', at)
    if not 1 <= table.port <= 65535:
        source.refuse("bad_port", "a port is a number from 1 to 65535", (*at, "port"))
    if table.expect and not table.send:
        source.refuse("missing_key", '"expect" needs "send"', (*at, "expect"))
    try:
        return "", host(table.host), table.port
    except HostError as error:
        source.refuse("bad_host", str(error), (*at, "host"))


def _bytes(text: str, source: TomlFile, at: KeyPath) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        source.refuse("bad_bytes", "only characters up to U+00FF can stand for bytes", at)


def _rule(table: RuleTable, source: TomlFile, at: KeyPath) -> PassRule:
    if table.min_bytes < 0:
        source.refuse("wrong_value", "a length is not negative", (*at, "min_bytes"))
    try:
        certificate_name = host(table.certificate_name) if table.certificate_name else ""
    except HostError as error:
        source.refuse("bad_host", str(error), (*at, "certificate_name"))
    return PassRule(
        status=tuple(_status(item, source, (*at, "status", n)) for n, item in enumerate(table.status)),
        text=tuple(table.text),
        headers=tuple((name.lower(), part) for name, part in table.headers.items()),
        certificate_name=certificate_name,
        min_bytes=table.min_bytes,
        match=table.match,
        seen_live=table.seen_live,
    )


def _status(item: int | str, source: TomlFile, at: KeyPath) -> tuple[int, int]:
    found = _STATUS.fullmatch(str(item))
    low, high = (int(found.group(1)), int(found.group(2) or found.group(1))) if found else (1, 0)
    if low > high:
        source.refuse("bad_status", f'"{str(item)[:20]}" is no HTTP status', at, 'write 200 or "200-399"')
    return low, high

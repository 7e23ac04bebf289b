"""Platforms that a user brings: a web address, a list of them, a test list, or a TOML file."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

from waythrough.catalog.category import Category
from waythrough.catalog.citizenlab import Columns, columns_of
from waythrough.catalog.errors import CatalogError
from waythrough.catalog.hosts import HostError, WebAddress, is_address, web_address
from waythrough.catalog.schema import each_platform
from waythrough.catalog.text import cleaned
from waythrough.model.platform import FlowKind, Platform, Role, Sensitivity, Target
from waythrough.verdict.clause import Clause, clause

MAX_CHARACTERS = 1024 * 1024
MAX_LINES = 20_000

_COMMENT = re.compile(r"(?:#|//|;)")
_TOML = re.compile(r"""^\s*(?:\[\[\s*(?:platform|targets)\s*\]\]|id\s*=\s*["'])""", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A line that was left out: its number from 1 (0: the whole text), its safe beginning, and why."""

    line: int
    text_excerpt: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a text gave."""

    platforms: tuple[Platform, ...] = ()
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """What one line asks for."""

    address: str
    category: Category = Category.OTHER
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    code: str = ""


def platform_of(text: str) -> Platform:
    """A platform for one page: a URL, or a domain with an optional port and path. Raises HostError."""
    address = _address(text)
    target = Target(role=Role.WEB, flow=FlowKind.WEB, host=address.host, port=address.port, url=address.url)
    names = MappingProxyType({"en": _label(address)})
    return Platform(id=_slug(address), names=names, targets=(target,), category=Category.OTHER)


def import_text(text: str, source_name: str, wanted: Callable[[], bool] = lambda: True) -> Imported:
    """Read a list of addresses, a Citizen Lab test list (CSV) or a TOML file; what it is shows in the text.

    Never raises: what cannot be used is in `rejected`, and the rest is kept. `source_name` (a file name)
    becomes the source of each platform. What is not `wanted` any more gives nothing.
    """
    if len(text) > MAX_CHARACTERS:
        return Imported(
            rejected=(Rejected(line=0, text_excerpt="", reason=clause("the text is larger than 1 MiB")),)
        )
    text = text.removeprefix("\ufeff")
    if source_name.lower().endswith(".toml") or _TOML.search(text):
        return _import_toml(text, source_name)
    lines = re.split(r"\r\n|\r|\n", text)
    first = next((n for n, line in enumerate(lines) if line.strip() and not _COMMENT.match(line.strip())), 0)
    columns = columns_of(lines[first])
    if columns is None:
        return _import_rows(lines, 0, _plain, source_name, wanted)
    return _import_rows(lines, first + 1, lambda line: _listed(line, columns), source_name, wanted)


def _import_toml(text: str, source_name: str) -> Imported:
    found = list(each_platform(text.encode("utf-8", "replace"), cleaned(source_name)))
    lines = text.split("\n")
    rejected = (
        Rejected(
            line=error.line,
            text_excerpt=cleaned(lines[error.line - 1]) if 0 < error.line <= len(lines) else "",
            reason=clause("{first}; {second}", first=Clause.of(error.problem), second=Clause.of(error.hint))
            if error.hint
            else error.problem,
        )
        for error in found
        if isinstance(error, CatalogError)
    )
    platforms = tuple(entry.platform for entry in found if not isinstance(entry, CatalogError))
    return Imported(platforms=platforms, rejected=tuple(rejected))


def _import_rows(
    lines: list[str],
    start: int,
    read: Callable[[str], _Row],
    source_name: str,
    wanted: Callable[[], bool],
) -> Imported:
    kept: dict[str, tuple[int, Platform]] = {}
    rejected: list[Rejected] = []
    for number, line in _told_apart(lines[:MAX_LINES], start):
        if not wanted():
            return Imported()
        try:
            row = read(line)
            platform = platform_of(row.address)
            if platform.id in kept:
                raise HostError(clause("the same as line {line}", line=kept[platform.id][0]))
        except HostError as error:
            rejected.append(Rejected(line=number, text_excerpt=cleaned(line), reason=error.what))
            continue
        source = f"{cleaned(source_name)}, line {number}" + (f", category {row.code}" if row.code else "")
        kept[platform.id] = (
            number,
            replace(platform, category=row.category, sensitivity=row.sensitivity, sources=(source,)),
        )
    if any(line.strip() for line in lines[MAX_LINES:]):
        reason = clause("only the first {most} lines are read", most=MAX_LINES)
        rejected.append(Rejected(line=MAX_LINES + 1, text_excerpt="", reason=reason))
    return Imported(platforms=tuple(platform for _, platform in kept.values()), rejected=tuple(rejected))


def _told_apart(lines: list[str], start: int) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers."""
    for number, line in enumerate(lines[start:], start + 1):
        if line.strip() and not _COMMENT.match(line.strip()):
            yield number, line


def _plain(line: str) -> _Row:
    """One address; a comment may follow after white space."""
    return _Row(address=re.split(r"\s+(?:#|//|;)", line.strip(), maxsplit=1)[0].strip("<>\"'`,"))


def _listed(line: str, columns: Columns) -> _Row:
    address, code = columns.read(line)
    return _Row(
        address=address, category=columns.category(code), sensitivity=columns.sensitivity(code), code=code
    )


def _address(text: str) -> WebAddress:
    address = web_address(text)
    if "." not in address.host and not is_address(address.host) and "://" not in text and ":" not in text:
        raise HostError("this is no web address")
    return address


def _label(address: WebAddress) -> str:
    """The address as people would say it: without https, www and the final slash."""
    rest = address.url.split("/", 3)[3]
    port = "" if address.port in (80, 443) else f":{address.port}"
    shown = f"[{address.shown}]" if ":" in address.shown else address.shown
    return cleaned(f"{shown.removeprefix('www.')}{port}{'/' if rest else ''}{rest}")


def _slug(address: WebAddress) -> str:
    """An id that is the same for the same page in every list."""
    plain = address.url == f"https://{address.host}/"
    words = re.sub(r"[^a-z0-9]+", "-", address.host.removeprefix("www.")).strip("-")[:48].strip("-") or "site"
    if plain and words.replace("-", ".") == address.host:
        return words
    return f"{words}-{hashlib.sha256(address.url.encode()).hexdigest()[:8]}"

"""Takes out of a run what could point to its user; what is not known to be harmless is hidden."""

import getpass
import platform
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from ipaddress import ip_address, ip_network
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from waythrough.model.network import NetworkProfile
from waythrough.model.observation import (
    Certificate,
    ConnectDetail,
    Detail,
    HttpDetail,
    Observation,
    PathDetail,
    ResolveDetail,
    ServiceDetail,
    TlsDetail,
    TransferDetail,
)
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, PathInfo, Run, TargetResult
from waythrough.model.step import Step
from waythrough.model.verdict import Label, Locus, Verdict
from waythrough.paths.registry import KINDS

HIDDEN: Final = "[hidden]"
ADDRESS: Final = "[address]"
MAC: Final = "[mac]"
HOME: Final = "[home]"
USER: Final = "[user]"

KEPT_HEADERS: Final = frozenset(
    {
        "age",
        "alt-svc",
        "cf-mitigated",
        "content-length",
        "content-type",
        "date",
        "location",
        "retry-after",
        "server",
        "strict-transport-security",
    }
)
"""Headers of answers that say what answered; all others may carry the address or the session of the user."""

_PATH_PARAMS = frozenset({"failure", "reply", "hop", "hops", "stage", "status", "count", "seconds"})
_PUBLIC_RESOLVERS = frozenset(
    {*NetworkProfile().resolvers, "8.8.8.8", "8.8.4.4", "1.0.0.1", "149.112.112.112"}
)
_V4 = r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)"
_V6 = r"(?<![0-9A-Za-z:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{1,4})?(?![0-9A-Za-z:])"
_IP = re.compile(f"{_V4}|{_V6}")
_MAC = re.compile(r"(?<![0-9A-Fa-f:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:-])")
_HOMES = re.compile(r"(?:/home/|/Users/|[A-Za-z]:\\Users\\)[^/\\\s\"'<>:]+")
_NOBODY = frozenset({"root", "user", "admin", "nobody", "test", "ubuntu", "debian", "runner", "localhost"})


class Redactor:
    """Redacts one run, or text of no run. `private` are further strings to hide, such as hosts of the stored ways."""

    def __init__(
        self,
        run: Run | None = None,
        *,
        private: Iterable[str] = (),
        include_names: bool = False,
        cells: Iterable[Cell] = (),
    ) -> None:
        """`cells`: results without their run, whose services' addresses are evidence as well."""
        self._include_names = include_names
        self._words = _own_words(private)
        anyone = "|".join(re.escape(word) for word in self._words)
        self._private = re.compile(rf"(?<![^\W_])(?:{anyone})(?![^\W_])", re.IGNORECASE) if anyone else None
        hidden = {word for word in self._words if _is_address(word)}
        seen = [cell.observations for cell in (*cells, *(run.cells.values() if run else ()))]
        self._servers = _server_addresses((*seen, run.network_observations if run else ())) - hidden

    def run(self, run: Run) -> Run:
        """The run without what could point to its user; ids of ways stay, so that two reports can be compared."""
        return replace(
            run,
            paths=self.paths(run.paths),
            cells=MappingProxyType({key: self.cell(cell) for key, cell in run.cells.items()}),
            network=tuple(self._verdict(verdict) for verdict in run.network),
            network_observations=tuple(self._observation(seen) for seen in run.network_observations),
        )

    def text(self, text: str) -> str:
        """Free text without addresses of unknown owners, hardware addresses, folders and names of the user."""
        text = _HOMES.sub(HOME, text)
        if self._private is not None:
            text = self._private.sub(lambda found: self._words[found.group(0).casefold()], text)
        text = _MAC.sub(MAC, text)
        return _IP.sub(self._address_in_text, text)

    def _address_in_text(self, found: "re.Match[str]") -> str:
        literal = found.group(0)
        if not _is_address(literal):
            return literal
        return literal if str(ip_address(literal)) in self._servers else ADDRESS

    def paths(self, paths: tuple[PathInfo, ...]) -> tuple[PathInfo, ...]:
        """Ways under the names that they have in reports."""
        names = {} if self._include_names else _names_in_reports(paths)
        shown = []
        for info in paths:
            verdict = None if info.verdict is None else self._verdict(info.verdict)
            shown.append(replace(info, name=names.get(info.id, info.name), verdict=verdict))
        return tuple(shown)

    def cell(self, cell: Cell) -> Cell:
        """One result without what could point to its user."""
        return replace(
            cell,
            verdict=self._verdict(cell.verdict),
            targets=tuple(self._target(target) for target in cell.targets),
            findings=tuple(self._verdict(finding) for finding in cell.findings),
            observations=tuple(self._observation(seen) for seen in cell.observations),
        )

    def _target(self, target: TargetResult) -> TargetResult:
        return replace(target, address=self.text(target.address), verdict=self._verdict(target.verdict))

    def _verdict(self, verdict: Verdict) -> Verdict:
        own = verdict.label is Label.PATH_FAILURE or verdict.locus is Locus.PATH_ENTRY
        params = tuple(
            (name, self._param(name, value))
            for name, value in verdict.params
            if not own or name in _PATH_PARAMS
        )
        return replace(verdict, params=params, qualifier=self.text(verdict.qualifier))

    def _param(self, name: str, value: str) -> str:
        if name == "resolver":
            return self._resolver(value)
        return self.text(value)

    def _observation(self, seen: Observation) -> Observation:
        failure = seen.failure
        if failure is not None and failure.text:
            failure = replace(failure, text=HIDDEN if seen.step is Step.PATH else self.text(failure.text))
        detail = self._path_detail(seen.detail) if seen.step is Step.PATH else self._detail(seen.detail)
        address = "" if seen.step is Step.PATH else self.text(seen.address)
        return replace(seen, failure=failure, detail=detail, address=address)

    def _path_detail(self, detail: Detail) -> Detail:
        """A way's own step: neither its host nor its address, certificate or words."""
        match detail:
            case PathDetail():
                return replace(detail, reply_text=HIDDEN if detail.reply_text else "")
            case ResolveDetail():
                return ResolveDetail(
                    resolver=self._resolver(detail.resolver), name=HIDDEN, rcode=detail.rcode
                )
            case TlsDetail():
                return replace(detail, server_name=HIDDEN, chain=(), plaintext=b"")
            case ConnectDetail():
                return replace(detail, local_port=None)
            case HttpDetail() | ServiceDetail() | TransferDetail():
                return None
        return detail

    def _detail(self, detail: Detail) -> Detail:
        match detail:
            case ResolveDetail():
                return self._resolve_detail(detail)
            case TlsDetail():
                chain = tuple(self._certificate(each) for each in detail.chain)
                return replace(detail, chain=chain, plaintext=self._bytes(detail.plaintext))
            case HttpDetail():
                return self._http_detail(detail)
            case ServiceDetail():
                return replace(detail, resolver=self._resolver(detail.resolver))
            case ConnectDetail():
                return replace(detail, local_port=None)
            case PathDetail():
                return replace(detail, reply_text=HIDDEN if detail.reply_text else "")
            case TransferDetail():
                return replace(detail, server_name=self.text(detail.server_name))
        return detail

    def _resolve_detail(self, detail: ResolveDetail) -> ResolveDetail:
        return replace(
            detail,
            resolver=self._resolver(detail.resolver),
            ede_text=self.text(detail.ede_text),
            addresses=tuple(self.text(address) for address in detail.addresses),
            late=tuple(tuple(self.text(address) for address in reply) for reply in detail.late),
        )

    def _http_detail(self, detail: HttpDetail) -> HttpDetail:
        headers = tuple(
            (name, self._url(value) if name == "location" else self.text(value))
            for name, value in detail.headers
            if name in KEPT_HEADERS
        )
        return replace(
            detail,
            url=self._url(detail.url),
            headers=headers,
            body=self._bytes(detail.body),
            title=self.text(detail.title),
        )

    def _certificate(self, certificate: Certificate) -> Certificate:
        return replace(
            certificate,
            subject=self.text(certificate.subject),
            issuer=self.text(certificate.issuer),
            names=tuple(self.text(name) for name in certificate.names),
        )

    def _bytes(self, content: bytes) -> bytes:
        """A sample of bytes, searched as UTF-8; bytes that are no UTF-8 come back as they were."""
        text = content.decode("utf-8", "surrogateescape")
        return self.text(text).encode("utf-8", "surrogateescape")

    def _url(self, url: str) -> str:
        """An address of a page without user, query and fragment, which may carry a session or the user's address."""
        try:
            parts = urlsplit(url)
            netloc = parts.netloc.rpartition("@")[2]
        except ValueError:
            return HIDDEN
        return self.text(urlunsplit((parts.scheme, netloc, parts.path, "…" if parts.query else "", "")))

    def _resolver(self, resolver: str) -> str:
        """A resolver by scope: a public one by name or network, one of the user's own side as "local"."""
        kind, colon, address = (
            resolver.rpartition(":") if resolver.count(":") == 1 else resolver.partition(":")
        )
        if not colon:
            kind, address = "", resolver
        return f"{kind}{colon}{_scope(address)}" if _is_address(address) else self.text(resolver)


def _names_in_reports(paths: Iterable[PathInfo]) -> Mapping[str, str]:
    """What stands for the name of each way, by id: never what another of them is called on its user's screen.

    A name that the program gave ("SOCKS5 1") says nothing about its user and stays; the others are numbered around.
    """
    ways = tuple(info for info in paths if info.id != DIRECT_ID)
    taken = {info.name for info in ways}
    names: dict[str, str] = {}
    for info in ways:
        stem = _kind_in_short(info)
        if re.fullmatch(rf"{re.escape(stem)} [1-9][0-9]{{0,2}}", info.name):
            names[info.id] = info.name
        else:
            names[info.id] = next(name for n in count(1) if (name := f"{stem} {n}") not in taken)
            taken.add(names[info.id])
    return names


def _kind_in_short(info: PathInfo) -> str:
    """What the program itself calls a way that has no name: the same words as on the screen of its user."""
    return next((kind.short for kind in KINDS if kind.id == info.kind), info.kind_name or info.kind)


def _scope(address: str) -> str:
    parsed = ip_address(address)
    if not parsed.is_global:
        return "local"
    if address in _PUBLIC_RESOLVERS:
        return address
    return str(ip_network(f"{address}/{24 if parsed.version == 4 else 48}", strict=False))


def _server_addresses(groups: Iterable[Iterable[Observation]]) -> frozenset[str]:
    """Addresses that were asked for or answered with: they belong to services and are evidence."""
    found: set[str] = set()
    for group in groups:
        for seen in group:
            if seen.step is Step.PATH:
                continue
            found.add(seen.address)
            if isinstance(seen.detail, ResolveDetail):
                found.update(seen.detail.addresses, *seen.detail.late)
    return frozenset(str(ip_address(address)) for address in found if _is_address(address))


def _own_words(private: Iterable[str]) -> Mapping[str, str]:
    """What must not be shown, longest first, with what stands in its place."""
    words = {word.casefold(): HIDDEN for word in private if len(word) >= 3}
    words[str(Path.home()).casefold()] = HOME
    for name in (_login(), platform.node()):
        if len(name) >= 3 and name.casefold() not in _NOBODY:
            words.setdefault(name.casefold(), USER)
    words.pop("/", None)
    return MappingProxyType(dict(sorted(words.items(), key=lambda item: -len(item[0]))))


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no name for this user id, or no such service on this system
        return ""


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True

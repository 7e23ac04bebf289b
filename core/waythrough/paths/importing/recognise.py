"""Everything a user may be handed, recognised: files, lists, mails and pictures become ways, and the rest is named."""

import re
import time
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Final

from waythrough.paths.base import ConfigError
from waythrough.paths.importing import pasted, prose
from waythrough.paths.importing.base import Imported, ImportedPaths, Rejected, excerpt
from waythrough.paths.importing.bridges import bridge_in
from waythrough.paths.importing.cautions import EXPIRED, WORDS_FOLLOW
from waythrough.paths.importing.clash import looks_like_clash, read_clash, read_proxy
from waythrough.paths.importing.collector import Collector
from waythrough.paths.importing.configurl import is_chain
from waythrough.paths.importing.data import parse_json
from waythrough.paths.importing.openvpn import looks_like_profile, read_profile
from waythrough.paths.importing.outline import looks_like_outline, read_outline_json, read_outline_yaml
from waythrough.paths.importing.pac import looks_like_pac, read_pac
from waythrough.paths.importing.paths_file import parse_file
from waythrough.paths.importing.proxies import not_understood, web_address
from waythrough.paths.importing.qr import is_picture, read_codes
from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.shadowsocks import read_sip008
from waythrough.paths.importing.sing_box import read_sing_box
from waythrough.paths.importing.subscription import expiry_of, unwrapped
from waythrough.paths.importing.values import Reading
from waythrough.paths.importing.wireguard_conf import read_conf

MAX_BYTES: Final = 4_000_000
MAX_LINES: Final = 250_000
_TOML: Final = re.compile(r"(?m)^[ \t]*\[\[[ \t]*path[ \t]*\]\]")
_LINK: Final = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]{0,20}://")
_JSON: Final = re.compile(r'\s*(?:\{|\[\s*[\[{"\]])')
_STARTS: Final = re.compile(r"(?:[^=:/@|?#\[\]]{1,80}=)?[A-Za-z][A-Za-z0-9+.-]{0,20}://")
_UNWRAP: Final = 2
_FILES: Final = 8


def recognise(
    data: bytes | str, source: str = "", *, default_kind: str | None = None
) -> list[Imported | Rejected]:
    """Every way that a text, a file or a picture holds, by lines; a bad line never spoils the good ones.

    `source` is the name of its file, which names the way in a file that holds one. `default_kind` is what a bare
    host:port is (None: told by its port). Raises nothing: what cannot be taken is among the Rejected.
    """
    found = Collector(default_kind)
    try:
        _Text(found, PurePath(source).stem if "." in source else "").read(_text_of(data), _UNWRAP)
    except ConfigError as error:
        found.refuse(1, error, source)
    return found.result()


def recognised(data: bytes | str, source: str, *, default_kind: str | None = None) -> ImportedPaths:
    """The same, under the name of its source."""
    return ImportedPaths(source=source, items=tuple(recognise(data, source, default_kind=default_kind)))


def _text_of(data: bytes | str) -> str:
    if len(data) > MAX_BYTES:
        raise refusal("path.too_large")
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    if is_picture(data):
        return read_codes(data)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise refusal("path.bad_text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # names in another alphabet; what makes a way is ASCII


class _Text:
    """One text: its form is told by its first marks, and what has none is read line by line."""

    def __init__(self, found: Collector, name: str, *, rest: bool = False, depth: int = _FILES) -> None:
        """`rest`: it stands around a file that was read; `depth`: as many further files may stand in it."""
        self._found = found
        self._name = name
        self._rest = rest
        self._depth = depth

    def read(self, text: str, unwrap: int) -> None:
        """Raises ConfigError when the text as a whole is no good."""
        if text.count("\n") > MAX_LINES:
            raise refusal("path.too_many")
        expiry = expiry_of(text)
        if expiry is not None and expiry < time.time():
            self._found.cautions = (EXPIRED,)
        if _TOML.search(text):
            self._toml(text)
        elif unwrap and (inside := unwrapped(text)) is not None:
            self.read(inside, unwrap - 1)
        else:
            self._forms(text, unwrap)

    def _forms(self, text: str, unwrap: int) -> None:
        """A file of one form, then what stands around it. Raises ConfigError."""
        rest = ""
        if not self._rest and looks_like_outline(text):
            self._found.draft(1, read_outline_yaml(text), "")
        elif not self._rest and looks_like_pac(text):
            self._numbered(read_pac(text))
            rest = pasted.around_pac(text)
        elif looks_like_profile(text):
            number, profile, rest = pasted.profile_in(text)
            self._attempt(number, "OpenVPN", lambda: read_profile(profile, self._name))
        elif (document := pasted.json_in(text)) is not None:
            number, inside, rest = document
            self._at(number, inside)
        elif _JSON.match(text) and not self._rest:
            self._json(text)
        elif looks_like_clash(text):
            inside, rest = pasted.clash_in(text)
            self._numbered(read_clash(inside))
        else:
            self._lines(text, unwrap)
        if pasted.is_worth_reading(rest) and self._depth:
            _Text(self._found, "", rest=True, depth=self._depth - 1).read(rest, unwrap)

    def _at(self, number: int, document: str) -> None:
        """A JSON document: all of it is told by the line on which it begins, as its ways have no lines."""
        with self._found.placed(number):
            try:
                self._json(document)
            except ConfigError as error:
                self._found.refuse(1, error, "")

    def _numbered(self, drafts: list[tuple[int, Reading]]) -> None:
        for number, draft in drafts:
            self._found.draft(number, draft, "")

    def _toml(self, text: str) -> None:
        file = parse_file(text, "[[path]]")
        for item in file.items:
            self._found.add(item)
        if not file.specs:  # plain links among the lines of a file that is no TOML as a whole
            for number, line in enumerate(text.splitlines(), start=1):
                if _LINK.match(line):
                    self._found.line(number, line, excerpt(line))

    def _json(self, text: str) -> None:
        value = parse_json(text)
        if isinstance(value, list):
            if all(isinstance(each, str) for each in value):
                self._lines("\n".join(map(str, value)), 0)
                return
            maps = [each for each in value if isinstance(each, Mapping)]
            boxes = [each for each in maps if "type" in each and "server_port" in each]
            self._drafts(read_sing_box({"outbounds": value}) if boxes else read_sip008(value))
        elif isinstance(value, Mapping):
            self._drafts(_read_map(value))
        else:
            raise refusal("path.not_a_way")

    def _drafts(self, drafts: list[Reading]) -> None:
        for number, draft in enumerate(drafts, start=1):
            self._found.draft(number, draft, "")

    def _lines(self, text: str, unwrap: int) -> None:
        lines = prose.numbered(text)
        stripped = [line.strip() for _, line in lines]
        sentences = self._rest or any(
            prose.is_sentence(line) and not bridge_in(line) for line in stripped if not prose.is_comment(line)
        )
        place = 0
        while place < len(lines) and not self._found.full:
            number = lines[place][0]
            if prose.is_conf_start(lines[place][1]):
                end = prose.conf_block(lines, place)
                self._conf(number, "\n".join(line for _, line in lines[place:end]))
                place = end
                continue
            if unwrap and (coded := pasted.coded_in(lines, place)) is not None:
                place, inside = coded
                with self._found.placed(number):
                    _Text(self._found, "").read(inside, unwrap - 1)
                continue
            if not prose.is_comment(stripped[place]):
                self._line(number, stripped[place], sentences=sentences)
            place += 1
        if self._found.empty and any(stripped):
            first = next(number for (number, _), line in zip(lines, stripped, strict=True) if line)
            self._found.refuse(first, refusal("path.not_a_way"), "")

    def _conf(self, number: int, block: str) -> None:
        self._attempt(number, "[Interface]", lambda: read_conf(block, self._name))

    def _line(self, number: int, line: str, *, sentences: bool) -> None:
        """One line: a way by itself, or what stands in it."""
        line = prose.unlisted(line)
        if prose.is_comment(line):
            return
        if bridge := bridge_in(line):
            self._found.line(number, bridge, excerpt(bridge))
            return
        words = line.split(None, 1)
        links = list(prose.links_in(line[:200_000]))
        alone = len(words) == 1 and (not links or _STARTS.match(line) or is_chain(line))
        if sentences and alone and (prose.is_page(line) if links else ":" not in line):
            if links:
                self._found.refuse(number, _page(line), excerpt(line))
            return
        if alone or (links and _is_way(line, links[0])):
            self._found.line(number, line, excerpt(line))
            return
        for link in links:
            if prose.is_page(link):
                self._found.refuse(number, _page(link), excerpt(link))
            else:
                self._found.line(number, link, excerpt(link))
        if not links:
            self._without_links(number, line, sentences=sentences)

    def _without_links(self, number: int, line: str, *, sentences: bool) -> None:
        """A line that holds several words and no link that is known."""
        servers = list(prose.servers_in(line[:200_000]))
        for server, words_follow in servers:
            self._found.line(number, server, excerpt(server), *((WORDS_FOLLOW,) if words_follow else ()))
        if servers:
            return
        if foreign := prose.foreign_link(line[:200_000]):
            self._found.line(number, foreign, excerpt(foreign))
        elif prose.is_attempt(line):
            self._found.refuse(number, not_understood(), excerpt(line))
        elif not sentences:
            self._found.line(number, line, excerpt(line))

    def _attempt(self, number: int, shown: str, read: Callable[[], Reading]) -> None:
        try:
            self._found.draft(number, read(), shown)
        except ConfigError as error:
            self._found.refuse(number, error, shown)


def _is_way(line: str, link: str) -> bool:
    """Whether a line with spaces is one way all the same: named in front, a chain, or a name with spaces behind."""
    start = line.find(link)
    before = line[:start]
    named = not before or re.fullmatch(r"[^=:/@|?#\[\]]{1,80}=", before.strip()) is not None
    return named and ("#" in link or not line[start + len(link) :].strip() or _chained(line))


def _chained(line: str) -> bool:
    return re.search(r"\s(?:->|→|\|)\s", line) is not None


def _page(link: str) -> ConfigError:
    return web_address(link.partition("://")[2])


def _read_map(value: Mapping[str, object]) -> list[Reading]:
    """The ways of a JSON document that is one object. Raises ConfigError."""
    if "servers" in value and isinstance(value["servers"], list):
        return [*read_sip008(value)]
    if "proxies" in value and isinstance(value["proxies"], list):
        return [read_proxy(each) for each in value["proxies"]]
    outbounds = value.get("outbounds")
    if isinstance(outbounds, list) and any(
        isinstance(each, Mapping) and "protocol" in each for each in outbounds
    ):
        raise refusal("path.xray_file")
    if "outbounds" in value or "endpoints" in value:
        return [*read_sing_box(value)]
    if "type" in value and ("server_port" in value or "peers" in value):
        return [*read_sing_box({"outbounds": [value]})]
    if "server" in value and "server_port" in value:
        return [read_outline_json(value)]
    raise refusal("path.empty_file")

"""Ways among other text: links inside sentences, in brackets and mails, WireGuard files pasted between paragraphs."""

import quopri
import re
from collections.abc import Iterator
from typing import Final

from waythrough.paths.importing.base import is_scheme

_REST: Final = r"[^\s<>\"'`«»“”]+"
_LINK: Final = re.compile(rf"(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]{{1,15}})://{_REST}")
_HOP: Final = re.compile(
    rf"\s{{1,9}}(?:->|→)\s{{1,9}}(?:[A-Za-z][A-Za-z0-9+.-]{{1,15}}://{_REST}|[\w.-]{{1,253}}:\d{{1,5}}\b{_REST}|[\w.-]{{1,253}}:\d{{1,5}}\b)"
)
_SERVER: Final = re.compile(
    r"(?<![\w.:/@-])(?:\d{1,3}\.){3}\d{1,3}:\d{1,5}(?::[^\s:,;]+:[^\s,;]+)?(?![\w.:@/-])"
)
_HOST: Final = r"(?<![\w.@/-])(?:(?:\d{1,3}\.){3}\d{1,3}|(?:[a-z0-9-]{1,63}\.){1,8}[a-z][a-z0-9-]{1,62})"
_HOST_PORT: Final = re.compile(
    rf"{_HOST}(?:\s{{0,3}}[:,;]\s{{0,3}}|\s{{1,3}})(?:port\s{{0,3}}[:=]?\s{{0,3}})?\d{{2,5}}(?![\w.:/])",
    re.IGNORECASE,
)
_ABOUT: Final = re.compile(
    r"\b(?:server|host|proxy|socks[45]?|http|https|port|user|username|login|pass|password|pw|key)\b",
    re.IGNORECASE,
)
_LOGIN: Final = re.compile(
    rf"\b(?:server|host|proxy|address|ip)\b[\s:=]{{1,4}}{_HOST}.{{0,80}}?\b(?:user|username|login)\b[\s:=]{{1,4}}\S.{{0,80}}?"
    r"\b(?:pass|password|pw)\b[\s:=]{1,4}\S",
    re.IGNORECASE,
)
_HEADER: Final = re.compile(r"\s*\[Interface\]\s*(?:[#;].*)?", re.IGNORECASE)
_CONF_LINE: Final = re.compile(
    r"\s*(?:[#;].*|\[\s*Peer\s*\]\s*(?:[#;].*)?|[A-Za-z][A-Za-z0-9]{1,24}\s*=.*)?", re.IGNORECASE
)
_SOFT: Final = re.compile(r"=\r?$")
_CODED: Final = re.compile(r"(?im)^content-transfer-encoding:\s*quoted-printable\s*$")
_MARK: Final = re.compile(r"(?:(?:\d{1,4}\s?[.):]|\(\d{1,4}\)|[-*•–—>]{1,3})(?:\s+|$)){1,4}")
_GLUED: Final = re.compile(rf"{_HOST}:\d{{2,5}}(?![\w.])", re.IGNORECASE)
_AFTER: Final = ".,;:!?*_~"
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}
WORDS: Final = 3


def numbered(text: str) -> list[tuple[int, str]]:
    """The lines with their numbers; lines that a mail has broken (quoted-printable) are joined again."""
    lines = list(enumerate(text.splitlines(), start=1))
    if not _CODED.search(text[:20_000]):
        return lines
    joined: list[tuple[int, str]] = []
    held = ""
    first = 0
    for number, line in lines:
        first = first if held else number
        if _SOFT.search(line) and len(held) < 100_000:
            held += _SOFT.sub("", line) or "\u200b"
            continue
        joined.append((first, _unquoted((held + line).replace("\u200b", ""))))
        held = ""
    return [*joined, (first, _unquoted(held))] if held else joined


def is_comment(line: str) -> bool:
    """Whether a line of a list says nothing to us."""
    return not line or line.startswith(("#", ";", "//"))


def unlisted(line: str) -> str:
    """A line without the number, dash or quotation mark that a list or a mail has put before it."""
    mark = _MARK.match(line)
    return line[mark.end() :] if mark is not None else line


def is_sentence(line: str) -> bool:
    """Whether a line is ordinary text: words, and nothing that a way could be."""
    return len(line.split(None, WORDS)) >= WORDS and not _LINK.search(line) and not _SERVER.search(line)


def links_in(line: str) -> Iterator[str]:
    """The links in a line, without the marks of the sentence around them; a chain "first -> second" is one."""
    place = 0
    while (match := _LINK.search(line, place)) is not None:
        place = match.end()
        if not is_scheme(match[1].lower()):
            continue
        while (hop := _HOP.match(line, place)) is not None:
            place = hop.end()
        yield _trimmed(line[match.start() : place])


def is_chain(link: str) -> bool:
    """Whether what `links_in` gave is more than one link."""
    return _HOP.search(link) is not None


def is_page(link: str) -> bool:
    """Whether a web address in a sentence is only mentioned: nothing but a host, as no proxy is written."""
    scheme, _, rest = link.partition("://")
    if scheme.lower() not in ("http", "https") or is_chain(link):
        return False
    return "@" not in rest and not re.fullmatch(r"[^/?#]*:\d{1,5}/?(?:[?#].*)?", rest)


def is_attempt(line: str) -> bool:
    """Whether a line of ordinary words is meant as a way: a server with its port, or with user and password."""
    line = line[:2000]
    if "." not in line:
        return False
    told = _HOST_PORT.search(line) and _ABOUT.search(line)
    return bool(told or _GLUED.search(line) or _LOGIN.search(line))


def foreign_link(line: str) -> str:
    """The first link in a line whose kind is not known here, "" without one."""
    for match in _LINK.finditer(line):
        if not is_scheme(match[1].lower()):
            return _trimmed(match.group())
    return ""


def servers_in(line: str) -> Iterator[tuple[str, bool]]:
    """Addresses with a port in a line, with user and password if they are told.

    The second says whether words follow a password directly: they may be its end, for passwords hold anything.
    """
    for match in _SERVER.finditer(line):
        server = match.group().rstrip(_AFTER)
        yield server, server.count(":") > 1 and bool(line[match.end() :].strip())


def is_conf_start(line: str) -> bool:
    """Whether a WireGuard file begins here."""
    return _HEADER.fullmatch(line[:200]) is not None


def conf_block(lines: list[tuple[int, str]], start: int) -> int:
    """The index behind the WireGuard file that begins at `start`."""
    end = start + 1
    while (
        end < len(lines) and not is_conf_start(lines[end][1]) and _CONF_LINE.fullmatch(lines[end][1][:9000])
    ):
        end += 1
    while end > start + 1 and not lines[end - 1][1].strip():
        end -= 1
    return end


def _trimmed(link: str) -> str:
    while link:
        last = link[-1]
        open_bracket = _PAIRS.get(last)
        if last in _AFTER or (open_bracket is not None and link.count(open_bracket) < link.count(last)):
            link = link[:-1]
        else:
            break
    # [text](link): what follows the bracket of Markdown is no part of the link
    cut = link.find("](")
    return link[:cut] if cut > 0 else link


def _unquoted(line: str) -> str:
    return quopri.decodestring(line.encode("utf-8", "replace")).decode("utf-8", "replace")

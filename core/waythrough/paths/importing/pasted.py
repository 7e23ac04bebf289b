"""Whole files pasted among other text: which lines are the file's own, and the rest with its line numbers kept."""

import json
import re
from typing import Final

from waythrough.paths.importing import prose
from waythrough.paths.importing.bridges import bridge_in
from waythrough.paths.importing.data import DEPTH
from waythrough.paths.importing.openvpn import is_directive
from waythrough.paths.importing.subscription import LEAST, unwrapped

_TAG: Final = re.compile(
    r"<(/?)(ca|cert|key|connection|tls-auth|tls-crypt|tls-crypt-v2|extra-certs|pkcs12|secret|dh|crl-verify"
    r"|auth-user-pass|peer-fingerprint)>"
)
_FURTHER: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+(?:\s.*)?")
_YAML: Final = re.compile(r"\s|[-#{}\]\"']|\[(?!\s*\w+\s*\])|[\w.-]+[ \t]*:(?:\s|$)")
_ITEM: Final = re.compile(r"\s*(?:-\s+)?['\"]?(?=[A-Za-z][A-Za-z0-9+.-]{1,15}://)")
_CODED: Final = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_OPENING: Final = re.compile(r"\s*(?:\{|\[\s*[\[{\"\]]|\[\s*$)")
_KEYS: Final = ('"outbounds"', '"endpoints"', '"servers"', '"server_port"', '"proxies"')
"""What documents with ways hold; an entry of a Clash file may look like JSON too, but has none of these."""
_TRIES: Final = 8


def profile_in(text: str) -> tuple[int, str, str]:
    """The line on which an OpenVPN profile begins, the profile, and the rest; for texts that look like one."""
    lines = text.splitlines()
    own = _profile_lines(lines)
    rest = _only(lines, set(range(len(lines))) - own)
    if not own or not is_worth_reading(rest):
        return 1, text, ""
    return min(own) + 1, "\n".join(lines[each] for each in sorted(own)) + "\n", rest


def clash_in(text: str) -> tuple[str, str]:
    """A Clash file, its lines where they were, and what stands around it."""
    lines = text.splitlines()
    own = {place for place, line in enumerate(lines) if not line or _YAML.match(line)}
    own -= {place for place in own if _ITEM.match(lines[place]) and _names_way(lines[place])}
    if len(own) == len(lines):
        return text, ""
    return _only(lines, own), _only(lines, set(range(len(lines))) - own)


def around_pac(text: str) -> str:
    """What stands before the first function of a PAC file and behind the end of its last."""
    lines = text.splitlines()
    begin = next(
        (place for place, line in enumerate(lines) if "function" in line or line.startswith(("var", "/"))), 0
    )
    ends = [place for place, line in enumerate(lines) if line.startswith("}")]
    if not ends:
        return ""
    return _only(lines, set(range(len(lines))) - set(range(begin, ends[-1] + 1)))


def json_in(text: str) -> tuple[int, str, str] | None:
    """The line on which a JSON document begins, the document, and the rest; None without a whole one."""
    lines = text.splitlines(keepends=True)
    starts = [place for place, line in enumerate(lines) if _OPENING.match(line)][:_TRIES]
    for place in starts:
        tail = "".join(lines[place:])
        begin = len(tail) - len(tail.lstrip())
        end = _end_of_json(tail, begin)
        if end is None:
            continue
        if any(map(str.strip, lines[:place])) and not any(key in tail[begin:end] for key in _KEYS):
            continue
        used = tail.count("\n", 0, end)
        behind = tail[end:].split("\n", 1)
        rest = "".join(lines[:place]) + "\n" * used + "\n".join(behind)
        return place + 1, tail[begin:end], rest
    return None


def coded_in(lines: list[tuple[int, str]], start: int) -> tuple[int, str] | None:
    """The index behind a list in Base64 that begins at `start`, and the list; it may be folded into several lines."""
    again = start > 0 and _CODED.fullmatch(lines[start - 1][1].strip()) is not None
    end = start
    while end < len(lines) and not (again and end > start) and _CODED.fullmatch(lines[end][1].strip()):
        end += 1
    # a run of such lines is joined once, at its first: at every line of a long one it would be slow
    for stop in dict.fromkeys((end, start + 1)):
        inside = unwrapped("\n".join(line for _, line in lines[start:stop])) if end > start else None
        if inside is not None:
            return stop, inside
    return None


def is_worth_reading(text: str) -> bool:
    """Whether anything in a text could be a way, or is meant as one."""
    lines = [line.strip() for line in text.splitlines()]
    return any(map(_holds_something, (line for line in lines if not prose.is_comment(line))))


def _holds_something(line: str) -> bool:
    return (
        prose.is_conf_start(line)
        or bool(bridge_in(line))
        or prose.is_attempt(line)
        or next(prose.links_in(line[:200_000]), None) is not None
        or next(prose.servers_in(line[:200_000]), None) is not None
        or line.startswith(("proxies:", "{"))
        or (len(line) >= LEAST and _CODED.fullmatch(line) is not None and unwrapped(line) is not None)
    )


def _profile_lines(lines: list[str]) -> set[int]:
    """Where the lines of a profile stand: from its first to its last, without foreign ways in between."""
    marks: list[int] = []
    inline: set[int] = set()
    block = ""
    for place, line in enumerate(lines):
        bare = line.strip()
        tag = _TAG.fullmatch(bare)
        if block:
            inline.add(place)
            block = "" if bare == f"</{block}>" else block
        elif tag is not None:
            inline.add(place)
            block = "" if tag[1] or tag[2] == "connection" else tag[2]
        elif is_directive(bare):
            marks.append(place)
    marks = sorted({*marks, *inline})
    if not marks:
        return set()
    end = marks[-1] + 1
    while end < len(lines) and _FURTHER.fullmatch(lines[end].strip()):
        end += 1
    span = set(range(marks[0], end))
    return {each for each in span if each in inline or not _is_foreign(lines[each].strip())}


def _is_foreign(line: str) -> bool:
    if prose.is_comment(line) or is_directive(line):
        return False
    return next(prose.links_in(line), None) is not None or next(prose.servers_in(line), None) is not None


def _names_way(line: str) -> bool:
    """Whether an entry of a list is a link by itself, and no address of a page or of a resolver."""
    link = next(prose.links_in(line), "")
    return bool(link) and not prose.is_page(link)


def _only(lines: list[str], places: set[int]) -> str:
    return "\n".join(line if place in places else "" for place, line in enumerate(lines))


def _end_of_json(text: str, begin: int) -> int | None:
    depth = max(text[begin : begin + 400].count("["), text[begin : begin + 400].count("{"))
    if depth > 4 * DEPTH:
        return None  # nested deeper than any real file: the reader of whole files says so
    try:
        value, end = json.JSONDecoder().raw_decode(text, begin)
    except (ValueError, RecursionError):
        return None
    return end if isinstance(value, dict | list) and value else None

"""Tor's control protocol (control-spec.txt) as far as an owner of a `tor` process needs it, without I/O."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

EVENTS: Final = ("STATUS_CLIENT", "STATUS_GENERAL", "ORCONN")
"""What is listened to: the bootstrap, the clock, and the connections to relays and bridges."""

_ASYNC: Final = 650
_LONGEST: Final = 1 << 20  # bytes of one reply; the longest that is asked for has a few hundred
_PART: Final = re.compile(r'(?:(\w+)=)?("(?:[^"\\]|\\.)*"|\S+)')
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class ControlError(Exception):
    """What came is not the control protocol, or Tor refused a command; the text holds nothing secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One reply: its status, and its lines without their numbers; lines of data are joined to theirs by newlines."""

    status: int
    lines: tuple[str, ...]

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def event(self) -> bool:
        """Whether it came unasked."""
        return self.status == _ASYNC

    def value(self, name: str) -> str:
        """The value after `name=`. Raises ControlError."""
        for line in self.lines:
            key, equals, value = line.partition("=")
            if equals and key == name:
                return value
        raise ControlError(f"no {name} in the reply")


class ControlReader:
    """Takes bytes and gives back whole replies."""

    def __init__(self) -> None:
        self._buffer = b""
        self._lines: list[str] = []
        self._data: list[str] | None = None
        self._size = 0

    def receive(self, data: bytes) -> list[Reply]:
        """The replies that these bytes complete. Raises ControlError."""
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        replies = [
            reply
            for line in lines
            if (reply := self._take(line.rstrip(b"\r").decode("utf-8", "replace"))) is not None
        ]
        if self._size + len(self._buffer) > _LONGEST:
            raise ControlError("a reply without end")
        return replies

    def _take(self, line: str) -> Reply | None:
        self._size += len(line)
        if self._data is not None:
            if line == ".":
                self._lines[-1] += "\n".join(self._data)
                self._data = None
            else:
                self._data.append(line[1:] if line.startswith(".") else line)
            return None
        status, kind = line[:3], line[3:4]
        if not status.isdecimal() or kind not in ("-", "+", " "):
            raise ControlError("this is not Tor's control protocol")
        self._lines.append(line[4:])
        if kind == "+":
            self._data = []
        if kind != " ":
            return None
        reply = Reply(status=int(status), lines=tuple(self._lines))
        self._lines.clear()
        self._size = 0
        return reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A line of Tor's taken apart: words in their order, and values by their names."""

    plain: tuple[str, ...]
    named: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bootstrap:
    """How far Tor has come, in per cent. `warning` and `reason` say what went wrong last, with how many (`count`)."""

    progress: int
    tag: str
    summary: str = ""
    warning: str = ""
    reason: str = ""
    count: int = 0
    address: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSkew:
    """The clock of the other side is `seconds` ahead of ours (negative: behind)."""

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A connection to a relay or bridge: LAUNCHED, CONNECTED, FAILED or CLOSED; `target` as Tor names it."""

    target: str = field(repr=False)
    state: str
    reason: str = ""

    @property
    def fingerprint(self) -> str:
        """Of the relay, "" where Tor knows only its address."""
        found = re.match(r"\$([0-9A-F]{40})", self.target)
        return found[1] if found else ""


Event = Bootstrap | ClockSkew | Connection


def read_words(text: str) -> Words:
    """Take a line apart: `WORD NAME=value NAME="quoted value"`."""
    plain: list[str] = []
    named: dict[str, str] = {}
    for name, value in _PART.findall(text):
        if value.startswith('"') and value.endswith('"') and len(value) > 1:
            value = re.sub(r"\\(.)", r"\1", value[1:-1])
        if name:
            named[name] = value
        else:
            plain.append(value)
    return Words(plain=tuple(plain), named=MappingProxyType(named))


def read_event(reply: Reply) -> Event | None:
    """What an unasked reply tells; None for what nobody waits for."""
    words = read_words(reply.lines[0])
    match words.plain:
        case ("STATUS_CLIENT", _, "BOOTSTRAP", *_):
            return read_bootstrap(words)
        case ("STATUS_GENERAL", _, "CLOCK_SKEW", *_):
            # positive: our clock is ahead (control-spec.txt, section 4.1.10)
            return ClockSkew(seconds=-_number(words.named.get("SKEW") or words.named.get("MIN_SKEW", "0")))
        case ("ORCONN", target, state, *_):
            return Connection(target=target, state=state, reason=words.named.get("REASON", ""))
    return None


def read_bootstrap(words: Words) -> Bootstrap:
    """A bootstrap event, or the answer to GETINFO status/bootstrap-phase."""
    named = words.named
    return Bootstrap(
        progress=_number(named.get("PROGRESS", "0")),
        tag=named.get("TAG", ""),
        summary=named.get("SUMMARY", ""),
        warning=named.get("WARNING", ""),
        reason=named.get("REASON", ""),
        count=_number(named.get("COUNT", "0")),
        address=named.get("HOSTADDR", ""),
    )


def read_cookie_file(reply: Reply) -> str:
    """Where the cookie lies, from the answer to PROTOCOLINFO. Raises ControlError."""
    for line in reply.lines:
        words = read_words(line)
        methods = words.named.get("METHODS", "").split(",")
        if words.plain[:1] == ("AUTH",) and "COOKIE" in methods and words.named.get("COOKIEFILE"):
            return words.named["COOKIEFILE"]
    raise ControlError("Tor offers no log-in by cookie")


def read_listener(value: str) -> tuple[str, int]:
    """Host and port of the first listener in the answer to GETINFO net/listeners/... Raises ControlError."""
    listeners = read_words(value).plain
    host, colon, port = listeners[0].rpartition(":") if listeners else ("", "", "")
    if not colon or not port.isdecimal():
        raise ControlError("Tor has not opened its proxy")
    return host, int(port)


def command(*words: str) -> bytes:
    """A command line. Raises ValueError for words that would end it."""
    line = " ".join(words)
    if not line.isprintable():
        raise ValueError("a command is one line")
    return line.encode() + b"\r\n"


def quoted(value: str) -> str:
    """A value in quotation marks, as commands and torrc take it."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        return 0

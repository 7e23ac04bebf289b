"""What goes to whoever mends the program: facts from a list of harmless ones, and where it broke, never with what."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from waythrough.report.redact import HIDDEN, Redactor

_FRAME: Final = re.compile(r'^\s*File "(?P<file>[^"]*)", line (?P<line>\d+), in (?P<where>[\w<>.]+)')
_FAULT: Final = re.compile(
    r"^(?P<kind>[A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Warning|Group|Iteration))\b"
)
_PLACES: Final = ("waythrough_desktop", "waythrough_resources", "waythrough", "site-packages", "lib")
_ELSEWHERE: Final = "…"
_MAIL: Final = re.compile(r"[^\s@<>()\"',;:/]{1,64}@(?:[^\W_](?:[\w-]{0,62})\.){1,8}[^\W\d_]{2,63}")
MAIL: Final = "[mail]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What somebody tells, the facts by their names, and the trace of the last fault, "" without one."""

    told: str = field(default="", repr=False)
    facts: Mapping[str, str]
    fault: str = field(default="", repr=False)


def problem_text(problem: Problem, *, private: Iterable[str] = ()) -> str:
    """The whole as plain text. `private` are words that must not be in it: see `document.private_words`."""
    redactor = Redactor(private=private)
    lines = ["Waythrough problem report", ""]
    lines += [f"{name}: {value}" for name, value in problem.facts.items()]
    if problem.fault:
        lines += ["", "Last error", *fault_lines(problem.fault)]
    if problem.told.strip():
        lines += ["", "What happened", problem.told.strip()]
    return redactor.text(_MAIL.sub(MAIL, "\n".join(lines))) + "\n"


def fault_lines(trace: str) -> tuple[str, ...]:
    """Where a fault happened: files of programs, lines and functions, and its kind. All other words are hidden."""
    found: list[str] = []
    for line in trace.splitlines():
        frame, fault = _FRAME.match(line), _FAULT.match(line)
        if frame is not None:
            found.append(f"  {_short(frame['file'])}, line {frame['line']}, in {frame['where']}")
        elif fault is not None:
            found.append(f"{fault['kind']}: {HIDDEN}" if len(line) > len(fault["kind"]) else fault["kind"])
    return tuple(found)


def _short(file: str) -> str:
    """A file from its package on: what stands before that is somebody's own folder."""
    parts = re.split(r"[/\\]", file)
    for place in _PLACES:
        if place in parts[:-1]:
            rest = parts[len(parts) - 1 - parts[::-1].index(place) :]
            return "/".join(rest)
    return _ELSEWHERE

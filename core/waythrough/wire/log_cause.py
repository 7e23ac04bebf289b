"""The line of a program's log that says best why it failed, without times, colours, paths and addresses."""

import re
from collections.abc import Iterable
from typing import Final

from waythrough.wire.proxy_answer import tidy

_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_TIME: Final = re.compile(
    r"^(?:[+-]\d{4} )?(?:\w{3} +\d{1,2} |\d{4}[-/]\d{2}[-/]\d{2}[T ])?\d{2}:\d{2}:\d{2}(?:[.,]\d+)?Z?\s*"
)
_PATH: Final = re.compile(r"(?<![\w/:])/(?:[\w.@+-]+/)+[\w.@+-]*|\b[A-Za-z]:\\\S+")
_HOST: Final = re.compile(r"\b(?:[a-z0-9_-]+\.)+[a-z]{2,}(?::\d+)?\b", re.IGNORECASE)
_LOUD: Final = re.compile(
    r"\b(?:fatal|panic|error|err|fail(?:ed|ure)?|cannot|can't|unable|invalid|denied|refused|unknown|usage)\b",
    re.IGNORECASE,
)


def cause(lines: Iterable[str], secrets: tuple[str, ...] = ()) -> str:
    """The last line that complains, else the last one that says anything; at most 200 characters."""
    plain = [_TIME.sub("", _COLOUR.sub("", line)).strip() for line in lines]
    told = [line for line in plain if line]
    if not told:
        return ""
    line = next((line for line in reversed(told) if _LOUD.search(line)), told[-1])
    line = _HOST.sub("[name]", _PATH.sub("[path]", line))
    return tidy(line, secrets)

"""JSON and YAML from strangers: bounded in size, depth and number, without tags, and every YAML entry with its line."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from waythrough.paths.importing.reasons import refusal

DEPTH: Final = 32
NODES: Final = 400_000
YAML_CHARS: Final = 2_000_000
"""Twice the largest list of servers seen; parsing it takes under a second."""

_BRACKETS: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]')
"""A string is taken to its end, or to that of the text, in one go: looking for its end again would be slow."""

LINE: Final = "\0line"
"""The key under which every YAML mapping tells the line on which it begins; no document can hold it."""

Yaml = None | bool | int | float | str | list["Yaml"] | dict[str, "Yaml"]


def parse_json(text: str) -> object:
    """What a JSON text holds. Raises ConfigError."""
    depth = 0
    for match in _BRACKETS.finditer(text):
        if (mark := match.group()) in "[{":
            depth += 1
            if depth > DEPTH:
                raise refusal("path.too_deep")
        elif mark in "]}":
            depth -= 1
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refusal("path.bad_json") from error
    return found


def parse_yaml(text: str) -> Yaml:
    """What a YAML text holds, read event by event: tags mean nothing, and an alias is never copied.

    Raises ConfigError.
    """
    import yaml  # some milliseconds that only YAML needs

    if len(text) > YAML_CHARS:
        raise refusal("path.too_large")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Builder().build(yaml.parse(text, Loader=loader))
    except (yaml.YAMLError, ValueError) as error:
        raise refusal("path.bad_yaml") from error


class _Builder:
    """Values from events, with a stack of its own: no document can exhaust the interpreter's."""

    def __init__(self) -> None:
        self._stack: list[list[Yaml] | dict[str, Yaml]] = []
        self._keys: list[str | None] = []
        self._anchors: dict[str, Yaml] = {}
        self._closing: list[str] = []
        self._merges: list[list[Yaml]] = []
        self._nodes = 0
        self._root: Yaml = None

    def build(self, events: Iterable[object]) -> Yaml:
        for event in self._first_document(events):
            match type(event).__name__:
                case "ScalarEvent":
                    value = _scalar(event)
                    self._anchor(event, value)
                    self._put(value)
                case "AliasEvent":
                    self._put(self._anchors.get(getattr(event, "anchor", "")))
                case "MappingStartEvent":
                    line = getattr(event, "start_mark").line + 1  # noqa: B009 - events are typed as objects
                    self._open(event, {LINE: line})
                case "SequenceStartEvent":
                    self._open(event, [])
                case "MappingEndEvent" | "SequenceEndEvent":
                    self._close()
                case _:
                    pass
        return self._root

    def _first_document(self, events: Iterable[object]) -> Iterator[object]:
        for event in events:
            if type(event).__name__ == "DocumentEndEvent":
                return
            yield event

    def _open(self, event: object, made: "list[Yaml] | dict[str, Yaml]") -> None:
        self._put(made)
        self._stack.append(made)
        self._keys.append(None)
        self._merges.append([])
        # an anchor is known once its value is whole, so that no value can hold itself
        self._closing.append(getattr(event, "anchor", None) or "")
        if len(self._stack) > DEPTH:
            raise refusal("path.too_deep")

    def _close(self) -> None:
        made = self._stack.pop()
        self._keys.pop()
        for merged in self._merges.pop():
            self._merge(made, merged)
        if anchor := self._closing.pop():
            self._anchors[anchor] = made

    def _anchor(self, event: object, value: Yaml) -> None:
        if anchor := getattr(event, "anchor", None):
            self._anchors[anchor] = value

    def _put(self, value: Yaml) -> None:
        self._nodes += 1
        if self._nodes > NODES:
            raise refusal("path.too_large")
        if not self._stack:
            self._root = value
            return
        top = self._stack[-1]
        if isinstance(top, list):
            top.append(value)
            return
        key = self._keys[-1]
        if key is None:
            self._keys[-1] = str(value) if isinstance(value, str | int | float) else "\0"
            return
        self._keys[-1] = None
        if key == "<<":
            self._merges[-1].append(value)
        else:
            top[key] = value

    def _merge(self, into: "list[Yaml] | dict[str, Yaml]", value: Yaml) -> None:
        """The merge key, once both sides are whole: what is given beside it counts more."""
        for each in value if isinstance(value, list) else [value]:
            if not isinstance(each, dict) or not isinstance(into, dict):
                continue
            self._nodes += len(each)
            if self._nodes > NODES:
                raise refusal("path.too_large")
            for key, held in each.items():
                into.setdefault(key, held)


def _scalar(event: object) -> Yaml:
    value: str = getattr(event, "value", "")
    plain = getattr(event, "style", None) in (None, "")
    if not plain:
        return value
    lowered = value.lower()
    if lowered in ("true", "false"):
        return lowered == "true"
    if lowered in ("", "~", "null"):
        return None
    # passwords of digits keep their leading zeros: only what reads back the same is a number
    return int(value) if re.fullmatch(r"0|-?[1-9]\d{0,9}", value) else value


def entries(value: object, message_id: str) -> list[object]:
    """A list, at most as long as any real one. Raises ConfigError."""
    if not isinstance(value, list):
        raise refusal(message_id)
    if len(value) > 20_000:
        raise refusal("path.too_many")
    return value

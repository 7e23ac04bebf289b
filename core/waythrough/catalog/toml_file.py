"""From the bytes of a TOML file to a checked structure, with every fault told by file, line and key."""

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn, TypeVar

import msgspec

from waythrough.catalog.errors import CatalogError, suggestion
from waythrough.catalog.toml_lines import KeyPath, Lines
from waythrough.verdict.clause import clause

MAX_BYTES = 1024 * 1024

T = TypeVar("T", bound=msgspec.Struct)

_KINDS = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list in square brackets",
    "object": "a table of keys",
    "date": "a date such as 2026-11-22",
    "null": "nothing",
    "datetime": "a date with a time",
    "time": "a time",
}


@dataclass(frozen=True, kw_only=True)
class TomlFile:
    """One parsed file. `data` is what the standard library read from `text`."""

    name: str
    text: str
    data: dict[str, Any]

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    def refuse(self, message_id: str, what: str, path: KeyPath, hint: str = "") -> NoReturn:
        """Raise the CatalogError for the key at `path`."""
        line = self._lines.of(path)
        raise CatalogError(message_id, what, file=self.name, line=line, key=dotted(path), hint=hint)


def parse(data: bytes, name: str) -> TomlFile:
    """Parse a file of at most 1 MiB. Raises CatalogError; `name` is only used to say where."""
    if len(data) > MAX_BYTES:
        raise CatalogError("too_large", "the file is larger than 1 MiB", file=name)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CatalogError(
            "encoding", "this is not UTF-8 text", file=name, line=line, hint="save the file as UTF-8"
        ) from error
    try:
        return TomlFile(name=name, text=text, data=tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        line, what = _syntax(str(error), text)
        raise CatalogError(
            "syntax", clause("not valid TOML: {what}", what=what), file=name, line=line
        ) from error
    except RecursionError as error:
        raise CatalogError("syntax", "lists or tables are nested too deeply", file=name) from error


def decode(source: TomlFile, kind: type[T], path: KeyPath = ()) -> T:
    """The table at `path` of the file as a structure. Raises CatalogError for unknown keys, wrong types."""
    table: Any = source.data
    for key in path:
        table = table[key]
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        _explain(source, str(error), kind, path, table)


def dotted(path: KeyPath) -> str:
    """A path as people write it: targets[1].rule.text[0]."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text


def _syntax(message: str, text: str) -> tuple[int, str]:
    """Line and reason out of the standard library's message, which ends in (at line 3, column 4)."""
    found = re.search(r"\(at line (\d+), column \d+\)", message)
    reason = message.split(" (at ")[0]
    line = int(found.group(1)) if found else text.rstrip("\n").count("\n") + 1
    return line, reason[:1].lower() + reason[1:]


def _explain(
    source: TomlFile, message: str, kind: type[msgspec.Struct], path: KeyPath, table: Any
) -> NoReturn:
    """Turn msgspec's sentence ("... - at `$.targets[0].port`") into ours."""
    reason, _, place = message.partition(" - at `")
    inner = _inner(place.rstrip("`"), table)
    where = (*path, *inner)
    if found := re.search(r"unknown field `(.*)`", reason):
        key = found.group(1)
        source.refuse(
            "unknown_key", f'the key "{key}" is not known', (*where, key), _suggest(key, kind, inner)
        )
    if found := re.search(r"missing required field `(.*)`", reason):
        source.refuse("missing_key", f'the key "{found.group(1)}" is missing', where)
    key = dotted(where) or "the file"
    if found := re.search(r"Invalid enum value '?(.*?)'?$", reason):
        value = found.group(1)
        source.refuse(
            "unknown_value", f'"{value}" is no value for {key}', where, _suggest(value, kind, inner)
        )
    if found := re.search(r"Expected (.*), got (.*)", reason):
        wanted, got = (_words(part) for part in found.groups())
        source.refuse("wrong_type", f"{key} must be {wanted}, not {got}", where)
    if "RFC3339" in reason:
        source.refuse("wrong_type", f"{key} must be {_KINDS['date']}", where)
    source.refuse("wrong_value", f"{key}: {reason[:1].lower()}{reason[1:]}", where)


def _words(kinds: str) -> str:
    words = (_KINDS.get(kind, kind) for kind in re.findall(r"\w+", kinds))
    return " or ".join(word for word in words if word != "nothing")


def _inner(place: str, table: Any) -> KeyPath:
    """The keys in a path such as $.targets[0].names[...]; [...] is the first value that is no text.

    (Every mapping with free keys that our files have maps to text.)
    """
    keys: list[str | int] = []
    for name, index, any_value in re.findall(r"\.([^.\[]+)|\[(\d+)\]|(\[\.\.\.\])", place):
        if any_value:
            keys.append(next(key for key, value in table.items() if not isinstance(value, str)))
            break
        keys.append(name or int(index))
        table = table[keys[-1]]
    return tuple(keys)


def _suggest(word: str, kind: Any, path: KeyPath) -> str:
    """What a wrong key or value at `path` of a structure may have been meant for."""
    for key in path:
        if isinstance(key, int):
            kind = kind.__args__[0]
        else:
            kind = next(field.type for field in msgspec.structs.fields(kind) if field.encode_name == key)
    if issubclass(kind, msgspec.Struct):
        return suggestion(word, kind.__struct_encode_fields__)
    return suggestion(word, [str(member) for member in kind.__members__.values()])

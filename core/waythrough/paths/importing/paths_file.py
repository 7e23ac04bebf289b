"""The paths file: TOML with one [[path]] a way, read with the line of every mistake, and written."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from waythrough.model.path import DIRECT_ID, FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.base import SECRETS, ConfigError, FieldType
from waythrough.paths.hosts import to_host
from waythrough.paths.importing.base import Imported, ImportedPaths, Rejected, rejected
from waythrough.paths.program import KIND as PROGRAM
from waythrough.paths.registry import KINDS, check, display_names, kind, new_id
from waythrough.verdict.clause import clause

_COMMON: Final = ("id", "name", "kind", "via", "private")
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HEADER: Final = re.compile(r"\s*\[\[\s*path\s*\]\]\s*(?:#.*)?$")
_LOOP: Final = "path.via_loop"
_AT_LINE: Final = re.compile(r"\(at line (\d+)")


class _Entry:
    """One [[path]] table with the place where it stands."""

    def __init__(self, table: Mapping[str, object], lines: list[str], first: int, last: int) -> None:
        self.table = table
        self.line = first
        self._lines = lines[first - 1 : last]

    @property
    def name(self) -> str:
        name = self.table.get("name", "")
        return name if isinstance(name, str) else ""

    @property
    def shown(self) -> str:
        return f"[[path]] {self.name[:40]}".rstrip()

    def line_of(self, key: str) -> int:
        """Where a key stands; the table's own line when it cannot be told."""
        pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
        for offset, text in enumerate(self._lines):
            if pattern.match(text):
                return self.line + offset
        return self.line


class _AtKeyError(Exception):
    """A mistake at one key of an entry."""

    def __init__(self, key: str, error: ConfigError) -> None:
        super().__init__(key)
        self.key = key
        self.error = error


def parse_file(text: str, source: str, *, own: bool = False) -> ImportedPaths:
    """Read a paths file. A bad entry does not spoil the others; a file that is no TOML is refused as a whole.

    `own`: it is the file in which the user's ways are kept. Only that one may name programs to be run here.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # the parser's own words may quote the value it fell over
        place = _AT_LINE.search(str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        return _refuse_all(source, line, "this is not valid TOML", "check quotes and brackets in this line")
    tables = document.get("path")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        return _refuse_all(
            source, 1, "there is no [[path]] in this file", "begin every way with a line [[path]]"
        )
    entries = _entries(text, tables)
    reader = _Reader(entries, own=own)
    items: list[Imported | Rejected] = [_unknown_key(text, key) for key in document if key != "path"]
    taken: dict[str, tuple[int, PathSpec]] = {}
    for entry in entries:
        try:
            spec = reader.read(entry)
            if spec.id in taken:
                raise _at(
                    "id",
                    "path.id_twice",
                    clause("two ways have this id"),
                    clause("remove it, a new one is made"),
                )
            taken[spec.id] = entry.line, spec
        except _AtKeyError as error:
            items.append(rejected(entry.line_of(error.key), entry.shown, error.error))
    names = display_names(spec for _, spec in taken.values())
    items += [Imported(line=line, spec=spec, name=names[spec.id]) for line, spec in taken.values()]
    items.sort(key=lambda item: item.line)
    return ImportedPaths(source=source, items=tuple(items))


def format_file(specs: Iterable[PathSpec], *, ids: bool = True) -> str:
    """The paths file for these ways and those in front of them. It holds the passwords in the clear.

    Without `ids` every reader of the file makes its own.
    """
    import tomlkit  # only what writes such a file waits for it

    everything: dict[str, PathSpec] = {}
    for spec in specs:
        _collect(spec, everything)
    names = display_names(everything.values())
    tables = tomlkit.aot()
    for spec in everything.values():
        table = tomlkit.table()
        if ids:
            table["id"] = spec.id
        table["name"] = names[spec.id]
        table["kind"] = spec.kind
        for name, value in spec.fields.items():
            table[name] = value.reveal() if isinstance(value, Secret) else value
        if spec.private:
            table["private"] = True
        if spec.via is not None and not spec.via.is_direct:
            table["via"] = names[spec.via.id]
        tables.append(table)
    document = tomlkit.document()
    document["path"] = tables
    return tomlkit.dumps(document)


def _collect(spec: PathSpec, into: dict[str, PathSpec]) -> None:
    if spec.via is not None:
        _collect(spec.via, into)
    if not spec.is_direct:
        into[spec.id] = spec


class _Reader:
    """Builds specs in any order of the file; each way in front is built once."""

    def __init__(self, entries: list[_Entry], *, own: bool) -> None:
        self._own = own
        self._named: dict[str, list[_Entry]] = {}
        for entry in entries:
            self._named.setdefault(entry.name, []).append(entry)
        self._built: dict[int, PathSpec] = {}
        self._open: list[int] = []

    def read(self, entry: _Entry) -> PathSpec:
        if id(entry) not in self._built:
            self._open.append(id(entry))
            try:
                spec = _own_part(entry)
                if spec.kind == PROGRAM and not self._own:
                    todo = "if you trust it, type its command yourself: waythrough paths program NAME COMMAND"
                    what = "it names a program to be run on this computer, which is never taken from a file"
                    raise _at("kind", "path.foreign_program", what, todo)
                self._built[id(entry)] = replace(spec, via=self._via(entry))
            finally:
                self._open.pop()
        return self._built[id(entry)]

    def _via(self, entry: _Entry) -> PathSpec | None:
        wanted = entry.table.get("via", "")
        if not isinstance(wanted, str):
            raise _at(
                "via",
                "path.bad_via",
                clause("“via” is not a name"),
                clause("write the name of another way in quotes"),
            )
        if wanted in ("", DIRECT_ID):
            return None
        found = self._named.get(wanted, [])
        if len(found) != 1:
            what = (
                "“via” names a way that is given twice"
                if found
                else "“via” names a way that is not in this file"
            )
            near = difflib.get_close_matches(wanted, [name for name in self._named if name], 1)
            todo = "give every way its own name" if found else "write the name of another way of this file"
            raise _at(
                "via",
                "path.unknown_via",
                what,
                clause("did you mean “{name}”?", name=near[0]) if near and not found else todo,
            )
        if id(found[0]) in self._open:
            raise _at(
                "via",
                _LOOP,
                clause("these ways stand in front of each other in a circle"),
                clause("break the circle"),
            )
        try:
            return self.read(found[0])
        except _AtKeyError as error:
            if error.error.message_id == _LOOP:
                raise _AtKeyError("via", error.error) from error
            todo = "correct that one first"
            raise _at("via", "path.bad_via", clause("the way named by “via” cannot be used"), todo) from error


def _own_part(entry: _Entry) -> PathSpec:
    """The spec of an entry without its `via`."""
    kind_id = entry.table.get("kind")
    if not isinstance(kind_id, str) or kind_id not in [item.id for item in KINDS if item.id != DIRECT_ID]:
        near = difflib.get_close_matches(str(kind_id), [item.id for item in KINDS], 1)
        todo = "use one of: " + ", ".join(item.id for item in KINDS if item.id != DIRECT_ID)
        todo = clause("did you mean “{name}”?", name=near[0]) if near and kind_id is not None else todo
        raise _at("kind", "path.unknown_kind", clause("the kind is missing or not known"), todo)
    types = {item.name: item.type for item in kind(kind_id).fields}
    fields: dict[str, FieldValue] = {}
    for key, value in entry.table.items():
        if key in types:
            fields[key] = _value(key, types[key], value)
        elif key not in _COMMON:
            raise _unknown_field(key, (*_COMMON, *types))
    spec_id, name = entry.table.get("id", ""), entry.table.get("name", "")
    if not isinstance(name, str) or not name.isprintable() or len(name) > 80:
        raise _at(
            "name",
            "path.bad_name",
            clause("the name cannot be used"),
            clause("write up to 80 characters in quotes"),
        )
    if not isinstance(spec_id, str) or spec_id == DIRECT_ID or (spec_id and not _ID.fullmatch(spec_id)):
        raise _at(
            "id", "path.bad_id", clause("the id cannot be used"), clause("remove it, a new one is made")
        )
    private = entry.table.get("private", False)
    if not isinstance(private, bool):
        raise _at(
            "private",
            "path.bad_field",
            clause("“private” has a value of the wrong type"),
            clause("write true or false"),
        )
    spec = PathSpec(
        id=spec_id or new_id(),
        kind=kind_id,
        name=name,
        fields=MappingProxyType(fields),
        private=private,
    )
    try:
        check(spec)
    except ConfigError as error:
        raise _AtKeyError("kind", error) from error
    return spec


def _value(key: str, wanted: FieldType, value: object) -> FieldValue:
    if wanted in SECRETS and isinstance(value, str):
        return Secret(value)
    if wanted is FieldType.HOST and isinstance(value, str):
        try:
            return to_host(value)
        except ValueError as error:
            todo = "write a host name or an address, without a scheme or a port"
            raise _at(key, "path.bad_host", clause("the host is not a name or an address"), todo) from error
    if isinstance(value, str | int | bool) and wanted not in SECRETS:
        return value
    raise _at(
        key,
        "path.bad_field",
        clause("“{key}” has a value of the wrong type", key=key),
        clause("write text in quotes"),
    )


def _entries(text: str, tables: list[dict[str, object]]) -> list[_Entry]:
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines, 1) if _HEADER.match(line)]
    if not heads or len(heads) != len(
        tables
    ):  # written in another of TOML's forms: mistakes are named without a line
        return [_Entry(table, lines, 1, len(lines)) for table in tables]
    ends = [*(head - 1 for head in heads[1:]), len(lines)]
    return [_Entry(table, lines, *place) for table, *place in zip(tables, heads, ends, strict=True)]


def _unknown_key(text: str, key: str) -> Rejected:
    place = re.search(rf"(?m)^\s*\[*\s*[\"']?{re.escape(key)}", text)
    line = text.count("\n", 0, place.start()) + 1 if place else 1
    return rejected(line, key[:40], _unknown_field(key, ("path",)).error)


def _unknown_field(key: str, known: Iterable[str]) -> _AtKeyError:
    known = tuple(known)
    near = difflib.get_close_matches(key, known, 1)
    todo = clause("did you mean “{name}”?", name=near[0]) if near else "use one of: " + ", ".join(known)
    return _at(key, "path.unknown_key", clause("this key is not known here"), todo)


def _at(key: str, message_id: str, what: str, todo: str) -> _AtKeyError:
    return _AtKeyError(key, ConfigError(message_id, what, todo=todo))


def _refuse_all(source: str, line: int, what: str, todo: str) -> ImportedPaths:
    error = ConfigError("path.bad_file", what, todo=todo)
    return ImportedPaths(source=source, items=(rejected(line, source, error),))

"""The stored ways: one paths file that only its owner can read, with the passwords in it."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from waythrough.model.path import PathSpec
from waythrough.paths.importing.base import ImportedPaths
from waythrough.paths.importing.paths_file import format_file, parse_file
from waythrough.paths.registry import chain, new_id
from waythrough.store.atomic import remove_if_there
from waythrough.store.dirs import StoreError
from waythrough.store.keyring import read_kept, write_kept
from waythrough.verdict.clause import clause
from waythrough.verdict.words import Text, msg

SECRETS_NOTE: Final[Text] = msg(
    "Ways are kept with their passwords in a file that only you can read. Whoever uses your account can read it too."
)
"""Said wherever a way is added: there is no keyring behind it."""


def load_ways(path: Path) -> ImportedPaths:
    """The ways of a file with the entries that were refused; none when there is no file. Raises StoreError."""
    content = read_kept(path)
    if content is None:
        return ImportedPaths(source=str(path))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise StoreError(
            "ways.not_text",
            clause("the file of ways {path} is damaged", path=path),
            still_works="the direct line can be checked",
            todo="mend it, or move it away and add your ways again",
        ) from error
    return parse_file(text, str(path), own=True)


def save_ways(path: Path, specs: Iterable[PathSpec]) -> None:
    """Replace the stored ways in one step; without any left the file goes. Raises StoreError."""
    kept = tuple(specs)
    if kept:
        write_kept(path, format_file(kept).encode("utf-8"))
    else:
        remove_if_there(path)


def add_ways(path: Path, specs: Iterable[PathSpec]) -> None:
    """Put ways behind those that are stored, never in place of one.

    A way, or one in front of it, whose id belongs to another gets a new one. Raises StoreError when a name is
    taken, or when the file holds something not understood.
    """
    known = list(_whole(path))
    fresh = _Fresh({hop.id: hop for other in known for hop in chain(other)})
    for spec in specs:
        if spec.name and any(spec.name == other.name for other in known):
            raise StoreError(
                "ways.name_taken",
                clause("there is a way called “{name}” already", name=spec.name),
                todo="choose another name, or remove that one first",
            )
        known.append(fresh.of(spec))
    save_ways(path, known)


class _Fresh:
    """Gives new ids to the ways whose ids belong to other ways; a way that stands in front of several stays one."""

    def __init__(self, taken: dict[str, PathSpec]) -> None:
        self._taken = taken
        self._made: dict[str, PathSpec] = {}

    def of(self, spec: PathSpec) -> PathSpec:
        if spec.id not in self._made:
            other = self._taken.get(spec.id)
            ours = spec if other is None or other == spec else replace(spec, id=new_id())
            self._made[spec.id] = replace(ours, via=None if spec.via is None else self.of(spec.via))
        return self._made[spec.id]


def remove_way(path: Path, name: str) -> PathSpec:
    """Take out the way with this name or id. Raises StoreError when there is none, or when another needs it."""
    known = _whole(path)
    found = _called(name, known)
    needed = next((spec for spec in known if spec.via is not None and spec.via.id == found.id), None)
    if needed is not None:
        raise StoreError(
            "ways.needed",
            clause("“{name}” goes through “{front}”", name=needed.name, front=name),
            todo=clause("remove “{name}” first", name=needed.name),
        )
    save_ways(path, (spec for spec in known if spec is not found))
    return found


def find_way(path: Path, name: str) -> PathSpec:
    """The way with this name or id. Raises StoreError when there is none."""
    return _called(name, load_ways(path).specs)


def change_way(path: Path, spec: PathSpec) -> None:
    """Put a way in the place of the one with its id, also where it stands in front of others. Raises StoreError."""
    save_ways(path, tuple(put_in(each, spec) for each in _whole(path)))


def put_in(way: PathSpec, spec: PathSpec) -> PathSpec:
    """A way with `spec` in the place of the one with its id: of the way itself, or of one in front of it."""
    if way.id == spec.id:
        return spec
    return way if way.via is None else replace(way, via=put_in(way.via, spec))


def _called(name: str, known: Iterable[PathSpec]) -> PathSpec:
    found = next((spec for spec in known if name in {spec.name, spec.id}), None)
    if found is None:
        raise StoreError(
            "ways.unknown", clause("no way is called “{name}”", name=name), todo="see: waythrough paths list"
        )
    return found


def _whole(path: Path) -> tuple[PathSpec, ...]:
    """The stored ways, when the file was understood to its end: writing it would lose what was not."""
    imported = load_ways(path)
    if imported.rejected:
        first = imported.rejected[0]
        raise StoreError(
            "ways.not_understood",
            clause("{path}, line {line}: something in it is not understood", path=path, line=first.line),
            still_works="the file was left as it is",
            todo="mend that line first",
        )
    return imported.specs

"""From what is typed after --path and --paths to the ways of a run; the command line is no place for a password."""

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from waythrough.model.errors import WaythroughError
from waythrough.model.path import PathSpec
from waythrough.paths.base import ConfigError
from waythrough.paths.importing.base import ImportedPaths, content_of
from waythrough.paths.importing.cautions import cautions_of
from waythrough.paths.importing.links import assumed_port, parse_spec
from waythrough.paths.importing.recognise import MAX_BYTES, recognised
from waythrough.paths.registry import chain, holds_secret, new_id
from waythrough.verdict.clause import clause

STDIN: Final = "-"
_NAMED: Final = re.compile(r"([^=:/@|?#\[\]]{1,80})=(.+)", re.DOTALL)
_BEHIND: Final = re.compile(r"\s+(?:->|→|\|)\s+")
_MOST_HOPS: Final = 8
_MOST_NAMES: Final = 6

PASSWORD_SEEN = clause(
    "a password on the command line can be read by other programs of this computer;"
    " put the address into a file and give @FILE, or give - and paste it"
)


@dataclass(slots=True, kw_only=True)
class WayReader:
    """Reads ways one after the other. `stored` gives the stored ways, `paste` the text of standard input.

    `notes` collects what the user should know although it stops nothing.
    """

    stored: Callable[[], tuple[PathSpec, ...]]
    paste: Callable[[], str]
    notes: list[str] = field(default_factory=list)

    def read(self, typed: str) -> tuple[PathSpec, ...]:
        """The ways of one [NAME=]SPEC: a URL, host:port, a file, @FILE, -, or the name of a stored way.

        Several written "first -> second" stand behind each other, stored ones among them. Raises WaythroughError.
        """
        if (kept := self._kept(typed)) is not None:
            return (kept,)
        named = _NAMED.fullmatch(typed)
        name, spec = (named[1].strip(), named[2].strip()) if named else ("", typed.strip())
        if spec == STDIN:
            return _called(name, self._all_of(self.paste(), "standard input"))
        if spec.startswith("@"):
            return _called(name, self.file(Path(spec[1:])))
        if (kept := self._kept(spec)) is not None:
            return _called(name, (kept,))
        if "://" not in spec and Path(spec).is_file():
            return _called(name, self.file(Path(spec)))
        return _called(name, (self._chain(spec) or self._typed(spec),))

    def file(self, path: Path) -> tuple[PathSpec, ...]:
        """The ways of a file of any form; what it holds besides is told in the notes. Raises WaythroughError."""
        return self._all_of(read_bytes(path), path.name)

    def _kept(self, name: str) -> PathSpec | None:
        if not name or "://" in name or name[0] in "@-" or re.search(r":\d+$", name):
            return None
        return next((spec for spec in self.stored() if name in {spec.name, spec.id}), None)

    def _chain(self, text: str) -> PathSpec | None:
        """Ways behind each other, of which one at least is a stored one; None when there is none among them."""
        hops: list[PathSpec] = []
        typed: list[str] = []
        for piece in _BEHIND.split(text):
            if (kept := self._kept(piece)) is None:
                typed.append(piece)
                continue
            if typed:  # together, because the mark of a chain may stand in the name of a link
                hops.append(self._typed(" -> ".join(typed)))
                typed = []
            hops.append(kept)
        if not hops:
            return None
        if typed:
            hops.append(self._typed(" -> ".join(typed)))
        spec = hops[0]
        for hop in hops[1:]:
            spec = behind(hop, spec)
        if len(chain(spec)) > _MOST_HOPS:
            what = clause("more than {most} ways stand behind each other", most=_MOST_HOPS)
            raise ConfigError("path.too_many_hops", what, todo="leave some of them out")
        return spec

    def _typed(self, text: str) -> PathSpec:
        try:
            spec = parse_spec(text)
        except ConfigError as error:
            word = next((piece for piece in _BEHIND.split(text) if ":" not in piece), "")
            if error.message_id not in {"path.not_understood", "path.spaces"} or not word:
                raise
            names = [each.name for each in self.stored() if each.name]
            near = difflib.get_close_matches(word, names, 1)
            todo = clause("write a link or host:port")
            if near:
                todo = clause("did you mean the stored way “{name}”?", name=near[0])
            elif names:
                todo = clause("{todo}; ways are stored as {names}", todo=todo, names=_listed(names))
            what = clause("a way is neither an address, nor a file, nor the name of a stored way")
            raise ConfigError("path.not_understood", what, todo=todo) from error
        if holds_secret(spec) and PASSWORD_SEEN not in self.notes:
            self.notes.append(PASSWORD_SEEN)
        self.notes += [clause("a way: {told}", told=told) for told in cautions_of(spec)]
        if port := assumed_port(text):
            self.notes.append(
                clause("the address of a way names no port, so {port} is assumed", port=str(port))
            )
        return spec

    def _all_of(self, data: bytes | str, source: str) -> tuple[PathSpec, ...]:
        found = recognised(data, source)
        if not found.specs:
            raise _nothing_in(found)
        self.notes += rejected_lines(found)
        self.notes += [
            clause("{name}: {text}", name=each.name, text=text)
            for each in found.imported
            for text in each.warnings
        ]
        return found.specs


def behind(spec: PathSpec, front: PathSpec) -> PathSpec:
    """A way with another in front of all its hops: it is another way than it was, so that it gets another id."""
    via = front if spec.via is None else behind(spec.via, front)
    return replace(spec, id=new_id(), name="", via=via)


def rejected_lines(found: ImportedPaths) -> list[str]:
    """One sentence for each entry that was left out."""
    return [
        f"{found.source}, line {each.line}, left out: {each.reason}" + (f"; {each.todo}" if each.todo else "")
        for each in found.rejected
    ]


def read_bytes(path: Path) -> bytes:
    """What a user's file holds. Raises WaythroughError."""
    try:
        with path.expanduser().open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise WaythroughError(
            "file.unreadable",
            clause(
                "the file “{path}” cannot be read ({strerror})", path=path, strerror=error.strerror or error
            ),
            todo="check its name and its permissions",
        ) from error
    if len(content) > MAX_BYTES:
        what = clause("the file “{path}” is larger than {most} MB", path=path, most=MAX_BYTES // 1_000_000)
        raise WaythroughError("file.too_large", what, todo="split it into smaller files")
    return content


def read_text(path: Path) -> str:
    """The text of a user's file. Raises WaythroughError."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise not_text(path) from error


def read_lines(path: Path) -> str:
    """The text of a user's list. Raises WaythroughError.

    What is no UTF-8 in it becomes U+FFFD, so that only its own lines are refused; a file of zeros is no list.
    """
    content = read_bytes(path)
    if b"\0" in content:
        raise not_text(path)
    return content.decode("utf-8-sig", "replace")


def not_text(path: Path) -> WaythroughError:
    """What is said of a file that is no text."""
    return WaythroughError(
        "file.not_text", clause("the file “{path}” is not UTF-8 text", path=path), todo="save it as UTF-8"
    )


def apart(specs: Iterable[PathSpec]) -> tuple[PathSpec, ...]:
    """The ways in their order, each once: a way that was named twice is one column.

    Different ways that carry the same id (copies of one file, changed since) get new ones.
    """
    kept: dict[str, PathSpec] = {}
    for spec in specs:
        other = kept.get(spec.id)
        fresh = other is not None and content_of(other) != content_of(spec)
        each = replace(spec, id=new_id()) if fresh else spec
        kept[each.id] = each
    return tuple(kept.values())


def _called(name: str, specs: tuple[PathSpec, ...]) -> tuple[PathSpec, ...]:
    """The ways under the name that was given; several from one file are told apart by their numbers."""
    return tuple(replace(spec, name=name) for spec in specs) if name else specs


def _listed(names: list[str]) -> str:
    first = ", ".join(f"“{name}”" for name in names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return f"{first} and {more} more: waythrough paths list" if more > 0 else first


def _nothing_in(found: ImportedPaths) -> WaythroughError:
    if not found.rejected:
        return ConfigError(
            "path.empty",
            clause("there is no way in {source}", source=found.source),
            todo="write one way a line",
        )
    first = found.rejected[0]
    return ConfigError(
        first.message_id,
        clause("{source}, line {line}: {reason}", source=found.source, line=first.line, reason=first.reason),
        todo=first.todo,
    )

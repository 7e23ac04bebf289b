"""Keeping a way that is a program: its command is typed by its owner, word by word, and shown once more."""

import shlex
from pathlib import Path
from types import MappingProxyType

from waythrough.cli.render.plain import note, say
from waythrough.cli.ways import read_text
from waythrough.cli.wishes import Home
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.net.programs import find_program
from waythrough.paths.program import KIND, told_command
from waythrough.paths.registry import check, kind, new_id
from waythrough.store.ways import add_ways
from waythrough.verdict.clause import clause
from waythrough.verdict.words import msg


def add_program_way(
    home: Home,
    name: str,
    words: tuple[str, ...],
    *,
    proxy: str,
    port: int | None = None,
    config: Path | None = None,
    ready: int | None = None,
) -> None:
    """Keep it. Raises WaythroughError when it cannot be used as it is, or when the name is taken."""
    fields: dict[str, FieldValue] = {"command": shlex.join(words), "proxy": proxy}
    if port is not None:
        fields["port"] = port
    if config is not None:
        fields["config"] = Secret(read_text(config))
    if ready is not None:
        fields["ready_seconds"] = ready
    spec = PathSpec(id=new_id(), kind=KIND, name=name, fields=MappingProxyType(fields))
    check(spec)
    add_ways(home.dirs.ways, (spec,))
    say(clause("Kept: {name} ({kind})", name=name, kind=msg(kind(KIND).label)))
    note(
        clause(
            "This will be run on this computer whenever the way is checked: {command}",
            command=told_command(spec),
        )
    )
    if find_program(words[0]) is None:
        note("The program of this command was not found; install it, or write its whole path")

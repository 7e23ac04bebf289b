"""The work behind `paths export`: kept ways written down for others, secrets and all, for the owner's eyes only."""

from collections.abc import Sequence
from pathlib import Path

from waythrough.cli.output import save_private
from waythrough.cli.render.plain import hand_over, note, say
from waythrough.cli.wishes import Home
from waythrough.model.errors import WaythroughError
from waythrough.model.path import PathSpec
from waythrough.paths.exporting.forms import Exported, Form, export
from waythrough.paths.registry import display_names, holds_secret
from waythrough.store.atomic import make_folder
from waythrough.store.ways import load_ways
from waythrough.verdict.clause import clause

_SECRET = clause(
    "passwords and keys are in it: give it only to whom you trust, over a channel that others cannot read"
)


def export_ways(home: Home, names: tuple[str, ...], form: Form, output: Path | None) -> int:
    """Do it. Raises WaythroughError when nothing can be written."""
    specs = _chosen(load_ways(home.dirs.ways).specs, names)
    if form is Form.QR and len(specs) > 1:
        raise WaythroughError(
            "paths.one_code",
            "a picture of a code is for one way",
            todo=clause(
                "name one way: waythrough paths export “{name}” --format qr --output code.png",
                name=_name(specs[0]),
            ),
        )
    written = export(specs, form)
    for name, error in written.left_out:
        note(clause("“{name}” is left out: {error}", name=name, error=error))
    if not written.count:
        raise WaythroughError(
            "paths.nothing_to_export",
            clause("none of it can be written as {form}", form=form),
            todo="use --format toml",
        )
    if form is Form.QR and output is None:
        raise WaythroughError("paths.no_output", "a picture needs a file", todo="give --output code.png")
    folder = _folder(written, output)
    _hand_out(written, output, folder)
    if any(map(holds_secret, specs)):
        note(_SECRET)
    return 1 if written.left_out else 0


def _folder(written: Exported, output: Path | None) -> Path | None:
    """The folder for files of their own, None when there is one only. Raises WaythroughError when none is given."""
    target = None if output is None else output.expanduser()
    if target is not None and written.files and target.is_dir():
        return target
    if len(written.files) < 2:
        return None
    if target is None or target.is_file() or target.suffix.lower() in (".conf", ".ovpn"):
        raise WaythroughError(
            "paths.one_file_each",
            "each of these ways needs a file of its own, for no app reads several from one",
            todo="name one way, or give a folder: --output FOLDER",
        )
    return target


def _name(spec: PathSpec) -> str:
    return display_names([spec])[spec.id]


def _hand_out(written: Exported, output: Path | None, folder: Path | None) -> None:
    if folder is not None:
        make_folder(folder)
        for name, content in written.files.items():
            save_private(content, folder / name)
            say(clause("Written: {place}", place=folder / name))
        return
    if output is None:
        hand_over(written.content)
        return
    save_private(written.content, output.expanduser())
    say(clause("Written: {place} ({count})", place=output, count=written.count))


def _chosen(known: Sequence[PathSpec], names: tuple[str, ...]) -> tuple[PathSpec, ...]:
    if not known:
        raise WaythroughError(
            "paths.none", "no way is kept yet", todo="add one with: waythrough paths add NAME SPEC"
        )
    if not names:
        return tuple(known)
    by_name = {key: each for each in known for key in (each.id, each.name) if key}
    missing = next((name for name in names if name not in by_name), None)
    if missing is not None:
        raise WaythroughError(
            "ways.unknown",
            clause("no way is called “{name}”", name=missing),
            todo="see: waythrough paths list",
        )
    return tuple({by_name[name].id: by_name[name] for name in names}.values())

"""Reading links of ways while they are pasted: what each line is, or why it cannot be used."""

from dataclasses import dataclass, replace

from waythrough.model.path import PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.importing.base import Rejected
from waythrough.paths.importing.text import import_paths
from waythrough.paths.registry import chain, display_names, kind
from waythrough_desktop.i18n import _, facts, ltr, plural, translated
from waythrough_desktop.presenters.way_words import seen_by_provider, server
from waythrough_desktop.theme import ToneName


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFace:
    """One line of the pasted text as it was understood; nothing secret is in it."""

    icon: str
    tone: ToneName
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text holds."""

    specs: tuple[PathSpec, ...] = ()
    faces: tuple[LineFace, ...] = ()
    refused: tuple[int, ...] = ()
    """Numbers of the lines that cannot be used, from 1."""

    @property
    def summary(self) -> str:
        """How many lines were understood and how many not; "" for an empty text."""
        if not self.faces:
            return ""
        bad = len(self.faces) - len(self.specs)
        good = plural("{count} understood", "{count} understood", len(self.specs))
        return facts(good, plural("{count} not", "{count} not", bad) if bad else "")

    def rest(self, text: str) -> str:
        """The lines that could not be used, to be mended."""
        lines = text.splitlines()
        return "\n".join(lines[number - 1] for number in self.refused if number <= len(lines))

    def instead_of(self, spec: PathSpec, name: str) -> PathSpec:
        """The way with another name, and with another link where one was pasted, under its old id."""
        fresh = self.specs[0] if self.specs else spec
        return replace(fresh, id=spec.id, name=name.strip())

    @property
    def button(self) -> str:
        """What the button that adds them says."""
        count = len(self.specs)
        return plural("Add {count} way", "Add {count} ways", count) if count > 1 else _("Add this way")

    def named(self, name: str) -> tuple[PathSpec, ...]:
        """The ways, a single one by the name that was typed."""
        if len(self.specs) == 1 and name.strip():
            return (replace(self.specs[0], name=name.strip()),)
        return self.specs


def read(text: str) -> Reading:
    """Understand a pasted text. Never raises: what cannot be used is told by its face."""
    found = import_paths(text, "")
    names = display_names(found.specs)
    lines = _lines_of_ways(text, {line.line for line in found.rejected})
    if len(lines) != len(found.specs):  # not a list of links but a file
        lines = [""] * len(found.specs)
    faces = [_way(spec, names[spec.id], line) for spec, line in zip(found.specs, lines, strict=True)]
    twice = "path.twice"
    return Reading(
        specs=found.specs,
        faces=(*(_refused(line) for line in found.rejected), *faces),
        refused=tuple(line.line for line in found.rejected if line.message_id != twice) if all(lines) else (),
    )


def _lines_of_ways(text: str, refused: set[int]) -> list[str]:
    lines = enumerate((line.strip() for line in text.splitlines()), start=1)
    return [
        line
        for number, line in lines
        if line and not line.startswith(("#", ";", "//")) and number not in refused
    ]


def _assumed(spec: PathSpec, line: str) -> str:
    """What the link itself did not tell."""
    port = spec.fields.get("port", "")
    if not line or spec.via is not None:
        return ""
    if "://" not in line:
        return _("its kind is assumed")
    return "" if f":{port}" in line else _("port {port} assumed", port=ltr(str(port)))


def _way(spec: PathSpec, name: str, line: str) -> LineFace:
    hops = chain(spec)
    secret = any(isinstance(value, Secret) for hop in hops for value in hop.fields.values())
    return LineFace(
        icon="tick_disc",
        tone=ToneName.GREEN,
        title=name,
        text=facts(
            " → ".join(translated(kind(hop.kind).label) for hop in hops),
            server(spec),
            _assumed(spec, line),
            _("with a password") if secret else _("without a password"),
            seen_by_provider(spec),
        ),
    )


def _refused(line: Rejected) -> LineFace:
    return LineFace(
        icon="octagon_outline",
        tone=ToneName.RED,
        title=_(
            "Line {number} cannot be used: {reason}",
            number=line.line,
            reason=translated(line.reason),
        ),
        text=translated(line.todo),
    )

"""Reading links of ways while they are pasted: what each line is, or why it cannot be used."""

from dataclasses import dataclass, replace

from waythrough.model.path import PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.importing.base import Rejected
from waythrough.paths.importing.text import import_paths
from waythrough.paths.registry import chain, display_names, encrypts_to_exit, kind
from waythrough_desktop.i18n import _, facts, ltr, plural, translated
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
    faces = [_way(spec, names[spec.id]) for spec in found.specs]
    return Reading(specs=found.specs, faces=(*faces, *(_refused(line) for line in found.rejected)))


def _way(spec: PathSpec, name: str) -> LineFace:
    hops = chain(spec)
    server = ltr(f"{hops[-1].fields.get('host', '')}:{hops[-1].fields.get('port', '')}")
    secret = any(isinstance(value, Secret) for hop in hops for value in hop.fields.values())
    return LineFace(
        icon="tick_disc",
        tone=ToneName.GREEN,
        title=name,
        text=facts(
            " → ".join(translated(kind(hop.kind).label) for hop in hops),
            server,
            _("with a password") if secret else _("without a password"),
            "" if encrypts_to_exit(spec) else _("your provider can still see which services you open"),
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

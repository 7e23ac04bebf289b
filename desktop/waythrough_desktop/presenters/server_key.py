"""What is said of the key that the server of an SSH way shows, and the way once that key is confirmed."""

from dataclasses import dataclass, replace
from types import MappingProxyType

from waythrough.model.path import PathSpec
from waythrough.net.base import DialError
from waythrough.paths.base import ConfigError
from waythrough.paths.host_key import FIELD, ShownKey
from waythrough.paths.registry import chain
from waythrough.verdict.explain_failure import way_clause
from waythrough.verdict.explain_path import stage_advice
from waythrough_desktop.i18n import _, say, translated
from waythrough_desktop.theme import ToneName


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFace:
    """A key to be confirmed, or why there is none; only with `question` may it be confirmed."""

    icon: str
    tone: ToneName
    title: str
    sentences: tuple[str, ...] = ()
    fingerprint: str = ""
    kind: str = ""
    question: bool = False


def unconfirmed(spec: PathSpec) -> tuple[PathSpec, ...]:
    """The SSH servers of a way whose keys nobody has confirmed in it, nearest to the user first."""
    return tuple(hop for hop in chain(spec) if hop.kind == "ssh" and not hop.fields.get(FIELD))


def confirm_advice() -> str:
    """What to do about a way whose key nobody has confirmed, where it can be done at once."""
    return _("Compare the fingerprint of its key with the one that you were given, then confirm it once.")


def confirmed(spec: PathSpec, fingerprint: str) -> PathSpec:
    """The way that takes no other key than this one."""
    return replace(spec, fields=MappingProxyType({**spec.fields, FIELD: fingerprint}))


def waiting_face(name: str) -> KeyFace:
    """Before the server has answered."""
    return KeyFace(
        icon="clock", tone=ToneName.BLUE, title=_("Asking the server of {name} for its key…", name=name)
    )


def key_face(name: str, key: ShownKey | None) -> KeyFace:
    """What the server showed, None for a key that is confirmed already. Another key is a danger, not a question."""
    if key is None:
        return KeyFace(
            icon="tick_disc",
            tone=ToneName.GREEN,
            title=_("The server of {name} is known already", name=name),
            sentences=(_("Nothing needs to be confirmed. Check again to see what this way opens."),),
        )
    if key.changed:
        return KeyFace(
            icon="triangle",
            tone=ToneName.RED,
            title=_("The server of {name} shows another key than it should", name=name),
            sentences=(
                _("Somebody may stand between you and it, so nothing was sent through it."),
                _("Do not use this way before whoever runs its server has told you the new fingerprint."),
            ),
            fingerprint=key.fingerprint,
            kind=key.kind,
        )
    return KeyFace(
        icon="shield",
        tone=ToneName.AMBER,
        title=_("Is this the key of {name}?", name=name),
        sentences=(
            _("Compare it sign by sign with the fingerprint that your contact told you."),
            _("A wrong key means that somebody sits between you and the server."),
        ),
        fingerprint=key.fingerprint,
        kind=key.kind,
        question=True,
    )


def no_key_face(name: str, error: ConfigError | DialError) -> KeyFace:
    """Why no key was shown."""
    if isinstance(error, ConfigError):
        sentences = [translated(error.what), translated(error.todo)]
    else:
        stage, kind = error.legs[-1].stage, error.failure.kind
        why = _("This way did not connect: {why}.", why=way_clause(stage, kind))
        sentences = [why, say(stage_advice(stage, kind))]
    return KeyFace(
        icon="minus_disc",
        tone=ToneName.GREY,
        title=_("The server of {name} showed no key", name=name),
        sentences=tuple(each for each in sentences if each),
    )

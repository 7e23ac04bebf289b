"""A way as a form: its kind's fields with what is known of them, and the way that a filled form comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from waythrough.model.path import DIRECT_ID, FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.base import SECRETS, ConfigError, Field, FieldType
from waythrough.paths.hosts import to_host
from waythrough.paths.registry import KINDS, chain, check, display_names, kind, new_id
from waythrough_desktop.i18n import _, facts, translated

Typed = str | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One field of a form. `value` is what is known of it; a secret is never shown, only that there is one (`kept`)."""

    name: str
    label: str
    value: Typed
    choices: tuple[str, ...] = ()
    secret: bool = False
    many_lines: bool = False
    required: bool = False
    advanced: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WayForm:
    """What stands in a form when it opens; `through` is the id of the way in front, "" for the line itself."""

    kind: str
    entries: tuple[Entry, ...]
    through: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What somebody typed into a form."""

    kind: str
    name: str
    typed: Mapping[str, Typed]
    through: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a filled form comes to: a way, or what is wrong and what to do about it."""

    spec: PathSpec | None = None
    problem: str = ""


def kinds() -> tuple[tuple[str, str], ...]:
    """Id and label of every kind that a way can be of."""
    return tuple((each.id, translated(each.label)) for each in KINDS if each.id != DIRECT_ID)


def form_of(spec: PathSpec) -> WayForm:
    """The form of a known way."""
    return WayForm(
        kind=spec.kind,
        entries=tuple(_entry(item, spec.fields.get(item.name)) for item in kind(spec.kind).fields),
        through=spec.via.id if spec.via is not None else "",
        private=spec.private,
    )


def empty_form(kind_id: str) -> WayForm:
    """The form of a way that is yet to be made."""
    return WayForm(kind=kind_id, entries=tuple(_entry(item, None) for item in kind(kind_id).fields))


def fronts(ways: Sequence[PathSpec], spec: PathSpec | None) -> tuple[tuple[str, str], ...]:
    """Id and name of the ways that may stand in front of this one: never itself, nor one that stands behind it."""
    names = display_names(ways)
    own = spec.id if spec is not None else ""
    free = (each for each in ways if own not in {hop.id for hop in chain(each)})
    return (("", _("the line itself")), *((each.id, names[each.id]) for each in free))


def way_of(filled: Filled, before: PathSpec | None, ways: Sequence[PathSpec]) -> Made:
    """The way that a filled form describes; a secret that was left empty stays as it was `before`."""
    known = before.fields if before is not None and before.kind == filled.kind else {}
    fields: dict[str, FieldValue] = {}
    for item in kind(filled.kind).fields:
        value = _value(item, filled.typed.get(item.name, ""))
        if value is None and item.secret:
            value = known.get(item.name)
        if value is not None:
            fields[item.name] = value
    spec = PathSpec(
        id=before.id if before is not None else new_id(),
        kind=filled.kind,
        name=filled.name.strip(),
        fields=MappingProxyType(fields),
        via=next((each for each in ways if each.id == filled.through), None),
        private=filled.private,
    )
    empty = [item for item in kind(filled.kind).fields if item.required and item.name not in fields]
    if empty:
        return Made(problem=_("“{field}” is needed: fill it in.", field=translated(empty[0].label)))
    try:
        check(spec)
    except ConfigError as error:
        return Made(problem=_by_labels(filled.kind, facts(translated(error.what), translated(error.todo))))
    return Made(spec=spec)


def _by_labels(kind_id: str, text: str) -> str:
    """The fields of a file have short names; who fills in a form knows them by their labels."""
    for item in kind(kind_id).fields:
        text = text.replace(f"“{item.name}”", f"“{translated(item.label)}”")
    return text


def _entry(item: Field, value: FieldValue | None) -> Entry:
    shown: Typed = value is True if item.type is FieldType.FLAG else ""
    if value is not None and item.type is not FieldType.FLAG and not isinstance(value, Secret):
        shown = str(value)
    return Entry(
        name=item.name,
        label=translated(item.label),
        value=shown,
        choices=("", *item.choices) if item.choices and not item.required else item.choices,
        secret=item.secret,
        many_lines=item.type in (FieldType.LINES, FieldType.SECRET_LINES),
        required=item.required,
        advanced=item.advanced,
        kept=isinstance(value, Secret) and bool(value.reveal()),
    )


def _value(item: Field, typed: Typed) -> FieldValue | None:
    """What is stored of a typed field, None for an empty one; what cannot be is left for the kind to refuse."""
    if isinstance(typed, bool):
        return True if typed else None
    if item.type in SECRETS:
        return Secret(typed) if typed.strip() else None
    text = typed.strip()
    if not text:
        return None
    if item.type in (FieldType.PORT, FieldType.NUMBER):
        return int(text) if text.isdecimal() else text
    if item.type is FieldType.HOST:
        try:
            return to_host(text)
        except ValueError:
            return text
    return text

"""How to use what was recommended: the guide of each way as finished sentences, and the way in the form it needs."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.model.run import Recommendation
from waythrough.paths.base import ConfigError
from waythrough.paths.howto.base import SYSTEM_NAMES, Guide, Step, System, Take, this_system
from waythrough.paths.howto.guide import guide, take_along
from waythrough.paths.registry import chain, kind
from waythrough.verdict.explain import Naming
from waythrough_desktop.i18n import Names, _, plural, say, translated

NAMED: Final = 4
"""As many services are named; of further ones there is a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueFace:
    """One value to copy; `name` is what screen readers call it, which never holds a secret."""

    label: str
    name: str
    text: str = field(repr=False)
    secret: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFace:
    """One step, with its number where it has one."""

    number: str
    text: str
    values: tuple[ValueFace, ...]
    takes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideFace:
    """All that the window shows for one way on one system."""

    title: str
    opens: str
    steps: tuple[StepFace, ...]
    also: tuple[StepFace, ...]
    test: tuple[str, ...]
    limits: tuple[str, ...]
    copied: str = field(repr=False)
    warning: str = ""
    """Why there are no steps: the way must not be used; "" for one that may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFace:
    """A way in one form; `content` holds its secrets."""

    file_name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A way whose guide can be shown; `opens` are names of services that it opened and the line did not."""

    spec: PathSpec
    name: str
    opens: tuple[str, ...] = ()
    first: bool = False
    unsafe: bool = False


class HowToUse:
    """The guides of the ways of an advice."""

    def __init__(self, choices: Sequence[Choice], *, practice: bool = False) -> None:
        self.choices = tuple(choices)
        self._practice = practice
        self.systems = tuple((str(system), name) for system, name in SYSTEM_NAMES.items())
        self.this_system = str(this_system())

    @property
    def names(self) -> tuple[str, ...]:
        """What the ways are called, in the order of their use."""
        return tuple(choice.name for choice in self.choices)

    @property
    def sentence(self) -> str:
        """Why there are several ways, where there are."""
        if all(choice.unsafe for choice in self.choices):
            return ""
        if self._practice:
            return _("These are invented servers of the practice network: try it with your own.")
        if any(choice.first for choice in self.choices):
            return _("This way leads through another one: set up both, in this order.")
        if len(self.choices) > 1:
            return _(
                "No single way opens everything, so these work together: set up both, use each where it opens."
            )
        return _("Follow the steps once; after that it only has to be switched on.")

    def face(self, place: int, system: str) -> GuideFace:
        """The guide of a way on a system."""
        choice = self.choices[place]
        if choice.unsafe:
            return _warned(choice)
        made = guide(choice.spec, choice.name, System(system), choice.opens[:NAMED], practice=self._practice)
        steps = tuple(_step(step, number) for number, step in enumerate(made.steps, start=1))
        return GuideFace(
            title=say(made.title),
            opens=_opens(choice.opens),
            steps=steps,
            also=tuple(_step(step, 0) for step in made.also),
            test=tuple(map(say, made.test)),
            limits=tuple(map(say, made.limits)),
            copied=_copied(choice, made, steps),
        )

    def take(self, place: int, form: str, system: str) -> TakenFace | str:
        """A way in a form, or the sentence why that does not go."""
        choice = self.choices[place]
        try:
            taken = take_along(choice.spec, choice.name, Take(form), System(system))
        except ConfigError as error:
            return sentence_of(error)
        return TakenFace(file_name=taken.name, content=taken.content)


def choices_for(
    path_id: str,
    specs: Iterable[PathSpec],
    advice: Recommendation | None,
    names: Naming,
    unsafe: Collection[str] = (),
) -> tuple[Choice, ...]:
    """The ways that somebody wants to use: the one that was named, or "" for all of the advice.

    `unsafe` are ids of ways that were seen to read along: they have no steps, nor has what leads into them.
    """
    known = {spec.id: spec for spec in specs}
    wanted = (path_id,) if path_id else () if advice is None else advice.cover
    found: list[Choice] = []
    for each in wanted:
        spec = known.get(each)
        if spec is not None:
            hops = _hops(spec, names.path(each), _opened(each, advice, names))
            found += [replace(hop, unsafe=each in unsafe) for hop in hops]
        elif each == DIRECT_ID and len(wanted) == 1:
            found.append(Choice(spec=PathSpec(id=DIRECT_ID, kind=DIRECT_ID), name=names.path(each)))
    return tuple(found)


def _hops(spec: PathSpec, name: str, opens: tuple[str, ...]) -> list[Choice]:
    """The way itself, after those in front of it."""
    before = [
        Choice(spec=replace(hop, via=None), name=hop.name or kind(hop.kind).short, first=True)
        for hop in chain(spec)[:-1]
    ]
    return [*before, Choice(spec=spec, name=name, opens=opens)]


def _opened(path_id: str, advice: Recommendation | None, names: Naming) -> tuple[str, ...]:
    """Services for which this way is the choice and the line is none."""
    if advice is None:
        return ()
    found = [
        choice.platform_id
        for choice in advice.choices
        if path_id in (choice.first, choice.second) and choice.platform_id in advice.direct_fails
    ]
    return tuple(names.platform(each) for each in found)


def _opens(services: tuple[str, ...]) -> str:
    if not services:
        return ""
    names, more = Names(services[:NAMED]), len(services) - NAMED
    if more <= 0:
        return _("Opens: {services}", services=names)
    return plural(
        "Opens: {services} and {count} more", "Opens: {services} and {count} more", more, services=names
    )


def _warned(choice: Choice) -> GuideFace:
    warning = _("Do not use this way: it opens your safe connections and can read what you type.")
    return GuideFace(
        title=choice.name, opens="", steps=(), also=(), test=(), limits=(), copied=warning, warning=warning
    )


def _step(step: Step, number: int) -> StepFace:
    called = say(step.text).rstrip(":")  # several steps have something to copy: each is called by its own
    values = tuple(
        ValueFace(label=value.label, name=value.label or called, text=value.text, secret=value.secret)
        for value in step.values
    )
    return StepFace(
        number=_("{number}.", number=number) if number else "",
        text=say(step.text),
        values=values,
        takes=tuple(map(str, step.takes)),
    )


def _copied(choice: Choice, made: Guide, steps: tuple[StepFace, ...]) -> str:
    """The steps as plain text, for a message: without the secrets."""
    lines: list[str] = [
        _("How to use {way} on {system}", way=choice.name, system=SYSTEM_NAMES[made.system]),
        "",
    ]
    for step in steps:
        lines.append(f"{step.number} {step.text}")
        lines += [
            f"   {value.label}: {value.text}".replace(" : ", " ") for value in step.values if not value.secret
        ]
    lines += ["", *(f"- {say(text)}" for text in (*made.test, *made.limits))]
    return "\n".join(lines)


def sentence_of(error: ConfigError) -> str:
    """Why something does not go, and what helps."""
    return _("This does not go: {what}. {todo}", what=translated(error.what), todo=translated(error.todo))

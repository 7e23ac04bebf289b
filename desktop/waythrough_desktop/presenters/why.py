"""Why a cell is as it is: the headline, what to do, the steps, how sure that is, and the support staff's lines."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.model.run import Cell, PathInfo, Recommendation
from waythrough.model.verdict import Confidence, Label, Tries
from waythrough.report.document import private_words
from waythrough.report.redact import Redactor
from waythrough.verdict.explain import (
    CONFIDENCE_TEXT,
    LOOK,
    OPENS,
    TAKEN_OVER,
    Naming,
    PartLine,
    StepLine,
    StepState,
    Word,
    advice,
    cause,
    detail_lines,
    finding_lines,
    headline,
    level,
    parts,
    steps,
    sureness,
    word,
)
from waythrough.verdict.explain_moment import moment
from waythrough_desktop.i18n import Seconds, _, current, facts, plural, say
from waythrough_desktop.theme import ToneName

_STEP_LOOKS = {
    StepState.OK: ("tick_disc", ToneName.GREEN),
    StepState.WARNING: ("triangle", ToneName.AMBER),
    StepState.PROBLEM: ("octagon_filled", ToneName.RED),
    StepState.STOPPED: ("octagon_outline", ToneName.RED),
    StepState.NOT_TRIED: ("minus_disc", ToneName.GREY),
}
_PART_LOOKS = {
    True: ("tick_disc", ToneName.GREEN),
    False: ("ring", ToneName.ROSE),
    None: ("minus_disc", ToneName.GREY),
}
_LEVELS = {Confidence.CONFIRMED: 3, Confidence.LIKELY: 2, Confidence.NONE: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFace:
    """One step as it is shown."""

    icon: str
    tone: ToneName
    title: str
    sentence: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFace:
    """One server, address family or kind of connection as it is shown; `place` is written left to right."""

    icon: str
    tone: ToneName
    place: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyState:
    """Everything in the Why window; `level` is how many of three bars are filled, `lines` are technical.

    `use` is the way whose use can be explained, "" for none; `advice_time` how quick the advised way was.
    """

    icon: str
    tone: ToneName
    headline: str
    where: str
    cause: str
    advice: str
    advice_tone: ToneName
    advice_time: str
    use: str
    steps: tuple[StepFace, ...]
    level: int
    level_text: str
    sureness: str
    findings: tuple[str, ...]
    parts: tuple[PartFace, ...]
    lines: tuple[str, ...]
    for_support: "WhyState | None" = field(default=None, repr=False)
    """The same with what a report would hide taken out."""

    @property
    def copied(self) -> str:
        """The whole as plain text, for a message to support."""
        walk = [f"{face.title}: {face.sentence} {face.time}".rstrip() for face in self.steps]
        parts: Sequence[str] = (
            self.headline,
            self.where,
            self.cause,
            f"{self.advice} {self.advice_time}".rstrip(),
            *walk,
            # How sure it is mostly begins with its own word.
            self.sureness
            if self.sureness.startswith(self.level_text)
            else f"{self.level_text}: {self.sureness}",
            *self.findings,
            *(f"{face.place}: {face.text}" for face in self.parts),
            "",
            *self.lines,
        )
        return "\n".join(parts)


def why(
    cell: Cell,
    recommendation: Recommendation | None,
    names: Naming,
    *,
    has_ways: bool,
    cells: Mapping[tuple[str, str], Cell] | None = None,
    began: float = 0.0,
    hidden: Iterable[PathSpec] = (),
    ways: Iterable[PathInfo] = (),
) -> WhyState:
    """The state of the Why window of a cell; `began`: when its run did, in Unix seconds, 0 where it goes on.

    `ways` are those of its table, `hidden` those whose servers and secrets no copy for support may hold.
    """
    redactor = Redactor(private=private_words(hidden), cells=(cell,))
    renamed = {info.id: info.name for info in redactor.paths(tuple(ways))}
    safe = replace(names, paths={**names.paths, **renamed})
    for_support = _why(redactor.cell(cell), recommendation, safe, has_ways=has_ways, cells=cells, began=began)
    shown = _why(cell, recommendation, names, has_ways=has_ways, cells=cells, began=began)
    return replace(shown, for_support=for_support)


def _why(
    cell: Cell,
    recommendation: Recommendation | None,
    names: Naming,
    *,
    has_ways: bool,
    cells: Mapping[tuple[str, str], Cell] | None,
    began: float,
) -> WhyState:
    look = LOOK[word(cell)]
    path_name = names.path(cell.path_id)
    use = _way_to_use(cell, recommendation)
    used = (cells or {}).get((cell.platform_id, use)) if use != cell.path_id else None
    quick = used.seconds if used is not None else None
    return WhyState(
        icon=look.shape,
        tone=ToneName(look.tone),
        headline=say(headline(cell, names.platform(cell.platform_id), path_name)),
        where=_where(cell, path_name, began),
        cause=say(cause(cell)),
        advice=say(advice(cell, recommendation, names, has_ways=has_ways)),
        advice_tone=_advice_tone(cell, recommendation),
        advice_time="" if quick is None else _("It took {time} that way.", time=Seconds(quick)),
        use=use if use != DIRECT_ID else "",
        steps=tuple(_step(number, line) for number, line in enumerate(steps(cell, path_name), start=1)),
        level=_LEVELS[level(cell)],
        level_text=say(CONFIDENCE_TEXT[level(cell)]),
        sureness=say(sureness(cell)),
        findings=tuple(say(finding) for finding in finding_lines(cell)),
        parts=tuple(_part(line) for line in parts(cell)),
        lines=detail_lines(cell),
    )


def _where(cell: Cell, path_name: str, began: float) -> str:
    direct = cell.path_id == DIRECT_ID
    place = _("Checked directly (no VPN or proxy)") if direct else _("Checked with {path}", path=path_name)
    when = moment(current(), began + cell.finished, time.time()) if began else ""
    took = cell.seconds if cell.works is True else None  # how long a failure took says nothing to anybody
    again = _("is being checked again, this may change") if cell.preliminary else ""
    counted = cell.verdict.label not in (Label.OK, Label.PARTIAL)  # what opens needs no second try
    return facts(
        place,
        when,
        say(TAKEN_OVER) if cell.earlier else "",
        _tries(cell.verdict.tries) if counted else "",
        "" if took is None else _("took {time}", time=current().seconds(took)),
        again,
    )


def _tries(tries: Tries) -> str:
    if not tries.of:
        return ""
    if tries.seen == tries.of:
        return plural("{count} try", "{count} tries, same answer each time", tries.of)
    return plural(
        "the same answer in {seen} of {count} try",
        "the same answer in {seen} of {count} tries",
        tries.of,
        seen=tries.seen,
    )


def _way_to_use(cell: Cell, recommendation: Recommendation | None) -> str:
    """The way that the advice leads to: this one where it opens, else the first that does; "" for none."""
    if word(cell) in OPENS:
        return "" if recommendation is not None and cell.path_id in recommendation.unsafe else cell.path_id
    choices = recommendation.choices if recommendation else ()
    return next((choice.first for choice in choices if choice.platform_id == cell.platform_id), "")


def _advice_tone(cell: Cell, recommendation: Recommendation | None) -> ToneName:
    """Green only where the advice is to use something; amber where it warns."""
    shown = word(cell)
    unsafe = recommendation is not None and cell.path_id in recommendation.unsafe
    if (unsafe and shown in OPENS) or shown in {Word.NOT_SAFE, Word.SLOW}:
        return ToneName.AMBER
    if shown is Word.WORKS:
        visible = recommendation is not None and cell.path_id in recommendation.visible
        return ToneName.BLUE if visible else ToneName.GREEN
    if shown in OPENS:
        return ToneName.BLUE
    choices = recommendation.choices if recommendation else ()
    other = next((choice for choice in choices if choice.platform_id == cell.platform_id), None)
    return ToneName.GREEN if other is not None and other.first else ToneName.BLUE


def _part(line: PartLine) -> PartFace:
    icon, tone = _PART_LOOKS[line.works]
    text = _("{part}: {state}", state=line.state, part=line.part)
    return PartFace(icon=icon, tone=tone, place=f"{line.place} {line.kind}".rstrip(), text=text)


def _step(number: int, line: StepLine) -> StepFace:
    icon, tone = _STEP_LOOKS[line.state]
    title = _("{number}. {step} – {result}", number=number, step=line.title, result=line.state_text)
    time = "" if line.seconds is None else current().seconds(line.seconds)
    return StepFace(icon=icon, tone=tone, title=title, sentence=say(line.sentence), time=time)

"""The walk of a cell as four plain steps (five over a way), each with what was seen there."""

from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from waythrough.model.failure import CERT_FAILURES
from waythrough.model.observation import HttpDetail, Observation
from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import Role
from waythrough.model.run import Cell, CellStatus
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Label, Stage
from waythrough.verdict.explain_failure import failure_sentence, way_clause
from waythrough.verdict.explain_names import param, role_text
from waythrough.verdict.explain_path import path_failure_kind, path_stage
from waythrough.verdict.explain_steps_verdict import told_by_verdict
from waythrough.verdict.words import Text, msg, word_in


class StepState(StrEnum):
    """How a step went; `STOPPED` is our own decision not to go on."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"
    STOPPED = "stopped"
    NOT_TRIED = "not_tried"


STATE_TEXT: Final = MappingProxyType(
    {
        StepState.OK: word_in("step", "Fine"),
        StepState.WARNING: word_in("step", "Look here"),
        StepState.PROBLEM: word_in("step", "Problem"),
        StepState.STOPPED: word_in("step", "Stopped"),
        StepState.NOT_TRIED: word_in("step", "Not tried"),
    }
)


class Walk(StrEnum):
    """The plain steps in their order."""

    WAY = "way"
    ADDRESS = "address"
    REACH = "reach"
    SAFE_LINE = "safe_line"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One plain step; `seconds` is None when it was not walked."""

    step: Walk
    title: Text
    state: StepState
    sentence: Text
    seconds: float | None = None

    @property
    def state_text(self) -> Text:
        """The state as a word."""
        return STATE_TEXT[self.state]


_TITLES: Final = {
    Walk.ADDRESS: msg("Find the address"),
    Walk.REACH: msg("Reach the server"),
    Walk.SAFE_LINE: msg("Open a safe line"),
    Walk.PAGE: msg("Load the page"),
}

_GOOD: Final = {
    Walk.WAY: msg("The way is connected."),
    Walk.ADDRESS: msg("The address was found."),
    Walk.REACH: msg("The server answered."),
    Walk.SAFE_LINE: msg("The server proved who it is."),
    Walk.PAGE: msg("It loaded."),
}

_PART_NOT_TRIED: Final = msg(
    "The step before it did not succeed for this part; other parts of the service work."
)

_WALKS: Final = {
    Step.RESOLVE: Walk.ADDRESS,
    Step.CONNECT: Walk.REACH,
    Step.TLS: Walk.SAFE_LINE,
    Step.HTTP: Walk.PAGE,
    Step.BODY: Walk.PAGE,
    Step.EXCHANGE: Walk.PAGE,
    Step.TRANSFER: Walk.PAGE,
}

_STAGE_WALKS: Final = {
    Stage.EXIT_DNS: Walk.ADDRESS,
    Stage.EXIT_CONNECT: Walk.REACH,
    Stage.REQUEST: Walk.REACH,
}


def steps(cell: Cell, path_name: str = "") -> tuple[StepLine, ...]:
    """The plain steps of the part that decides; none when the cell was masked or nothing was kept of it."""
    if cell.status is CellStatus.MASKED:
        return ()
    seen = _deciding(cell)
    over_way = cell.path_id != DIRECT_ID
    if not seen:
        return _of_dead_way(cell, path_name) if cell.verdict.label is Label.PATH_FAILURE and over_way else ()
    walks = [walk for walk in Walk if over_way or walk is not Walk.WAY]
    groups = {walk: tuple(item for item in seen if _walk(item) is walk) for walk in walks}
    if not groups[Walk.SAFE_LINE] and groups[Walk.PAGE]:
        walks.remove(Walk.SAFE_LINE)  # a plain line was all that this part asked for
    lines: list[StepLine] = []
    for number, walk in enumerate(walks):
        later = any(groups[other] for other in walks[number + 1 :])
        lines.append(_line(cell, walk, groups[walk], later, path_name))
    return tuple(lines)


def _walk(observation: Observation) -> Walk:
    if observation.step is Step.PATH:
        stage = observation.stage
        return Walk.WAY if stage is None else _STAGE_WALKS.get(stage, Walk.WAY)
    return _WALKS[observation.step]


def _deciding(cell: Cell) -> tuple[Observation, ...]:
    """The observations of one try of the part that decides: the failed one, else the first."""
    own = [seen for seen in cell.observations if seen.purpose is Purpose.TARGET and seen.target]
    if not own:
        return ()
    failed = [target.target for target in cell.targets if target.required and target.works is False]
    first = [target.target for target in cell.targets if target.required]
    known = {seen.target for seen in own}
    key = next((target for target in (*failed, *first) if target in known), own[0].target)
    part = [seen for seen in own if seen.target == key]
    cited = [seen.attempt for seen in part if seen.id in cell.evidence]
    attempt = cited[-1] if cited else max(seen.attempt for seen in part)
    return tuple(seen for seen in part if seen.attempt == attempt)


def _title(walk: Walk, group: tuple[Observation, ...], path_name: str) -> Text:
    if walk is Walk.WAY:
        return msg("Connect to {path}", path=path_name)
    if walk is Walk.PAGE and group and group[-1].step is Step.EXCHANGE:
        return msg("Talk to the service")
    return _TITLES[walk]


def _line(cell: Cell, walk: Walk, group: tuple[Observation, ...], later: bool, path_name: str) -> StepLine:
    title = _title(walk, group, path_name)
    if not group:
        line = _unseen(walk, title, later, cell.path_id != DIRECT_ID)
        if line.state is StepState.NOT_TRIED and cell.verdict.label is Label.PARTIAL:
            return replace(line, title=_title_of_part(cell, walk), sentence=_PART_NOT_TRIED)
        return line
    last = group[-1]
    line = StepLine(
        step=walk,
        title=title,
        state=StepState.OK,
        sentence=_GOOD[walk],
        seconds=sum(item.duration for item in group),
    )
    if last.failure is not None and not (later and last.step is not Step.TLS):
        stopped = last.failure.kind in CERT_FAILURES
        sentence = failure_sentence(last.step, last.failure)
        if last.step is Step.PATH:
            sentence = msg("The way reports: {why}.", why=way_clause(last.stage, last.failure.kind))
        line = replace(line, state=StepState.STOPPED if stopped else StepState.PROBLEM, sentence=sentence)
    elif walk is Walk.REACH and any(item.step is Step.CONNECT and not item.ok for item in group):
        line = replace(line, sentence=msg("One address could not be reached, another could."))
    answers = [item.detail.status for item in group if isinstance(item.detail, HttpDetail)]
    status = next((answer for answer in reversed(answers) if answer is not None), None)
    told = told_by_verdict(cell, str(walk), line.state == StepState.OK, status)
    return line if told is None else replace(line, state=StepState(told[0]), sentence=told[1])


def _title_of_part(cell: Cell, walk: Walk) -> Text:
    """What the step is called for the part that fails: other parts of the service may have loaded."""
    role = param(cell.verdict, "role")
    if walk is Walk.PAGE and role in set(Role):
        return msg("Load this part: {part}", part=role_text(Role(role)))
    return _TITLES[walk]


def _unseen(walk: Walk, title: Text, later: bool, over_way: bool) -> StepLine:
    if not later:
        return StepLine(
            step=walk,
            title=title,
            state=StepState.NOT_TRIED,
            sentence=msg("The step before it did not succeed."),
        )
    if walk is Walk.WAY:
        sentence = msg("The way was connected already.")
    elif over_way:
        sentence = msg("The way does this at its far end.")
    else:
        sentence = msg("It was known already.")
    return StepLine(step=walk, title=title, state=StepState.OK, sentence=sentence)


def _of_dead_way(cell: Cell, path_name: str) -> tuple[StepLine, ...]:
    why = way_clause(path_stage(cell.verdict), path_failure_kind(cell.verdict))
    first = StepLine(
        step=Walk.WAY,
        title=_title(Walk.WAY, (), path_name),
        state=StepState.PROBLEM,
        sentence=msg("The way did not connect: {why}.", why=why),
    )
    rest = (_unseen(walk, _TITLES[walk], False, True) for walk in Walk if walk is not Walk.WAY)
    return (first, *rest)

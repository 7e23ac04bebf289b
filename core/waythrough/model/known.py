"""Results of an earlier run that a new one takes over instead of testing again, and which of them it may."""

import time
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, CellStatus, EarlierRun, Run, RunPlan
from waythrough.model.verdict import Confidence, Verdict

FRESH: Final = 600.0
"""Seconds for which an earlier result may be compared with a new one; later the world may have changed meanwhile."""

_JUDGED: Final = (CellStatus.DONE, CellStatus.INFERRED)

Key = tuple[str, str]


def shifted(cell: Cell, seconds: float) -> Cell:
    """The same cell with its times on another clock, which shows `seconds` more."""
    seen = tuple(replace(each, started=each.started + seconds) for each in cell.observations)
    started, finished = cell.started + seconds, cell.finished + seconds
    return replace(cell, started=started, finished=finished, observations=seen)


def taking_over(plan: RunPlan, run: Run, keys: Collection[Key]) -> RunPlan:
    """The plan with these results of an earlier run, and with what that run knew of its ways."""
    wanted = {each.id for each in plan.platforms}, {each.id for each in plan.paths} | {DIRECT_ID}
    kept = [key for key in run.cells if key in keys and key[0] in wanted[0] and key[1] in wanted[1]]
    ways = {path_id for _, path_id in kept}
    found = {taken_from(run, run.cells[key]) or EarlierRun(id=run.id, started=run.started) for key in kept}
    return replace(
        plan,
        continues=(),
        taken_from=tuple(sorted(found, key=lambda each: each.started)),
        known=tuple(shifted(run.cells[key], run.started) for key in kept),
        known_paths=tuple(info for info in run.paths if info.id in ways),
    )


def taken_from(run: Run, cell: Cell) -> EarlierRun | None:
    """The run of which a cell was taken over: the last that began before it was tested; None where none is known."""
    when = run.started + cell.finished
    known = (each for each in run.taken_from if each.started <= when)
    return max(known, key=lambda each: each.started, default=None) if cell.earlier else None


def finished_keys(run: Run) -> frozenset[Key]:
    """The results of a run that was cut short which need no more testing.

    What was concluded from a way's own state, or went over one that reads along, holds only while the way need not
    be opened again. A word that a second look was still to confirm is not finished, nor is what the network as a
    whole explained. Why something fails is told by comparing: what is not confirmed, or by ways that are still to
    be asked, is tested again.
    """
    safe = {path.id for path in run.paths if path.safe}
    rows = {
        platform.id
        for platform in run.platforms
        if all(_judged(run.cells.get((platform.id, path.id))) for path in run.paths)
    }
    reached = len(rows) == len(run.platforms)
    final = {key for key, cell in run.cells.items() if reached or _final(cell, compared=key[0] in rows)}
    whole = {
        path.id for path in run.paths if all((platform.id, path.id) in final for platform in run.platforms)
    }
    return frozenset(
        key
        for key in final
        if (run.cells[key].status is CellStatus.DONE and key[1] in safe) or key[1] in whole
    )


def keys_beside(run: Run, key: Key, now: float | None = None) -> frozenset[Key]:
    """The results of a run that stay when one of them is tested again.

    With a result that was only concluded from its way's state, those go that were concluded alike. Where nothing
    fresh opens the same platform, the best safe way that did is asked again, too: a failure cannot be explained
    without something to compare it with.
    """
    again = {key}
    asked = run.cells.get(key)
    if asked is not None and asked.status is CellStatus.INFERRED:
        again |= {
            each.key
            for each in run.cells.values()
            if each.path_id == key[1] and each.status is CellStatus.INFERRED
        }
    oldest = (time.time() if now is None else now) - FRESH
    open_by = [each for each in _safe_order(run) if each != key[1] and _opens(run, (key[0], each))]
    if not any(run.started + run.cells[key[0], each].finished >= oldest for each in open_by):
        again |= {(key[0], each) for each in open_by[:1]}
    return frozenset(run.cells) - again


def next_number(cells: Iterable[Cell]) -> int:
    """The first number for an observation that neither these cells hold nor their verdicts cite."""
    numbers = [int(name[1:]) for cell in cells for name in _named(cell) if name[1:].isdecimal()]
    return max(numbers, default=0) + 1


def _judged(cell: Cell | None) -> bool:
    return cell is not None and cell.status in _JUDGED and not cell.preliminary


def _final(cell: Cell, *, compared: bool) -> bool:
    """Whether the uncut run would have said the same. `compared`: whether every way was asked for the same."""
    if not _judged(cell):
        return False
    if cell.works is True or cell.status is CellStatus.INFERRED:
        return True
    return cell.verdict.confidence is Confidence.CONFIRMED and (compared or cell.verdict.accuses)


def _opens(run: Run, key: Key) -> bool:
    cell = run.cells.get(key)
    return cell is not None and cell.works is True and cell.status is CellStatus.DONE


def _safe_order(run: Run) -> list[str]:
    """The safe ways of a run, the recommended ones first."""
    safe = [info.id for info in run.paths if info.safe]
    cover = [each for each in run.recommendation.cover if each in safe]
    return [*cover, *(each for each in safe if each not in cover)]


def _named(cell: Cell) -> Iterable[str]:
    verdicts: list[Verdict] = [cell.verdict, *cell.findings, *(each.verdict for each in cell.targets)]
    yield from (each.id for each in cell.observations)
    for verdict in verdicts:
        yield from verdict.evidence

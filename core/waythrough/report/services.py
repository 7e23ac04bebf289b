"""Why services do not open: one entry a service, what is alike said once."""

from collections.abc import Iterable
from dataclasses import replace

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, Run
from waythrough.model.verdict import Label
from waythrough.report.marks import cell_mark, date_of
from waythrough.report.shown import Part, Service, Walk, Why
from waythrough.verdict.explain import (
    Naming,
    PartLine,
    StepLine,
    Word,
    advice,
    cause,
    cell_taken_over,
    finding_lines,
    headline,
    parts,
    steps,
    sureness,
    word,
)
from waythrough.verdict.words import Names, Translator

_STEP_LOOK = {
    "ok": ("tick_disc", "green"),
    "warning": ("triangle", "amber"),
    "problem": ("octagon_filled", "red"),
    "stopped": ("minus_disc", "rose"),
    "not_tried": ("empty", "none"),
}

_PART_LOOK = {True: ("tick_disc", "green"), False: ("ring", "rose"), None: ("empty", "none")}
_MOST_NAMES = 12


def explained(run: Run, platform_id: str, names: Naming, translate: Translator) -> Service | None:
    """A service whose cells are not all open; None when there is nothing to explain."""
    cells = [run.cells[platform_id, info.id] for info in run.paths if (platform_id, info.id) in run.cells]
    unsafe = {info.id for info in run.paths if not info.safe} - {DIRECT_ID}
    own = [cell for cell in cells if not _of_the_way(cell, unsafe)]
    troubled = [cell for cell in own if word(cell) is not Word.WORKS or finding_lines(cell)]
    if not troubled:
        return None
    first = next((cell for cell in troubled if cell.path_id == DIRECT_ID), troubled[0])
    others = [cell for cell in troubled if cell is not first and word(cell) is not Word.WORKS]
    if word(first) is Word.SERVICE_DOWN:  # it is the same everywhere: said once
        others = [cell for cell in others if word(cell) is not Word.SERVICE_DOWN]
    alike = [cell for cell in others if _likeness(cell) == _likeness(first)]
    rest = [cell for cell in others if cell not in alike]
    top = _why(run, (first,), names, translate, full=True)
    return Service(
        name=names.platform(platform_id),
        anchor=f"s-{platform_id}",
        first=replace(top, same=translate.value(_row(alike, names)) if alike else ""),
        others=tuple(_why(run, group, names, translate, full=False) for group in _groups(rest)),
    )


def _of_the_way(cell: Cell, unsafe: set[str]) -> bool:
    """Whether the trouble is that of the way: it did not connect, is slow as a whole, or is known to read along."""
    if word(cell) is Word.NOT_CONNECTED or is_slow_way(cell):
        return True
    return cell.path_id in unsafe and word(cell) is Word.NOT_SAFE


def is_slow_way(cell: Cell) -> bool:
    """Whether a service opens slowly because everything does by this way."""
    slow = word(cell) is Word.SLOW and cell.verdict.label is Label.NETWORK_TROUBLE
    return slow and cell.path_id != DIRECT_ID


def _likeness(cell: Cell) -> tuple[Word, str]:
    """What two cells have in common of which the same can be said."""
    return word(cell), str(cause(cell))


def _groups(cells: Iterable[Cell]) -> tuple[tuple[Cell, ...], ...]:
    groups: dict[tuple[Word, str], list[Cell]] = {}
    for cell in cells:
        groups.setdefault(_likeness(cell), []).append(cell)
    return tuple(tuple(group) for group in groups.values())


def _row(cells: Iterable[Cell], names: Naming) -> Names:
    return Names(tuple(names.path(cell.path_id) for cell in cells), most=_MOST_NAMES)


def _why(run: Run, cells: tuple[Cell, ...], names: Naming, translate: Translator, *, full: bool) -> Why:
    cell, platform, paths = cells[0], names.platform(cells[0].platform_id), _row(cells, names)
    path = names.path(cell.path_id)
    lines = steps(cell, path) if full and word(cell) is not Word.WORKS else ()
    next_step = advice(cell, run.recommendation, names, has_ways=run.has_ways)
    return Why(
        headline=translate.render(headline(cell, platform, paths)),
        mark=cell_mark(cell, path, translate),
        cause=translate.render(cause(cell)),
        advice=translate.render(next_step),
        sure=translate.render(sureness(cell)),
        steps=tuple(_walk(line, translate) for line in lines),
        parts=tuple(_part(line, translate) for line in parts(cell)) if full else (),
        findings=tuple(translate.render(finding) for finding in finding_lines(cell)),
        older=translate.render(cell_taken_over(run, cell, lambda when: date_of(when, translate))),
    )


def _part(line: PartLine, translate: Translator) -> Part:
    shape, tone = _PART_LOOK[line.works]
    return Part(
        place=line.place,
        kind=line.kind,
        state=translate.render(line.state),
        part=translate.render(line.part),
        shape=shape,
        tone=tone,
    )


def _walk(line: StepLine, translate: Translator) -> Walk:
    shape, tone = _STEP_LOOK[line.state]
    return Walk(
        title=translate.render(line.title),
        state=translate.render(line.state_text),
        shape=shape,
        tone=tone,
        sentence=translate.render(line.sentence),
        seconds="" if line.seconds is None else translate.seconds(line.seconds),
    )

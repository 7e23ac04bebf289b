"""What a run comes to, on one screen: what to use, the matrix, the ways, and why the direct line fails."""

import time
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from rich.text import Text as Line

from waythrough.cli.render.grid import (
    OLDER,
    WIDEST,
    Grid,
    Matrix,
    in_blocks,
    lay_out,
    lead,
    legend,
    open_mark,
    unconfirmed,
)
from waythrough.cli.render.look import sign, style, word_style
from waythrough.cli.render.next_steps import show_next_steps
from waythrough.cli.render.noted import show_noted
from waythrough.cli.render.screen import Screen, sentence
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, CellStatus, PathInfo, Run
from waythrough.verdict.explain import (
    TAKEN_OVER,
    Banner,
    Naming,
    Word,
    cause,
    naming,
    network_banners,
    opens,
    path_advice,
    path_opens,
    path_state,
    run_recommendation,
    taken_over,
    word,
)
from waythrough.verdict.explain_moment import moment
from waythrough.verdict.words import NOTHING, Size, Span, joined, msg, plural
from waythrough.verdict.words import Text as Sentence

_ENDED: Final = msg("not confirmed: the check ended before the second look")
_GOES_ON: Final = msg("is being checked again, this may change")
_SAME: Final[Mapping[str, str]] = MappingProxyType({})


def show_result(
    run: Run,
    screen: Screen,
    more: str = "",
    *,
    kept: str = "",
    named: bool = True,
    in_reports: Mapping[str, str] = _SAME,
) -> None:
    """Print the whole answer.

    `more` is the command that tells more about a cell; `kept`: the name of the run in the history; `named`: whether
    its id is told, which is of no use for a run that was not kept; `in_reports` are the names by id that the ways
    have in its reports.
    """
    names = naming(run, screen.translate.language)
    matrix = Matrix.of(run)
    show_summary(run, screen)
    screen.console.print()
    grids = _laid_out(matrix, names, screen)
    for line in (line for grid in grids[:-1] for line in (grid.head, *grid.rows, Line())):
        _whole(screen, line)
    for line in lines_of(grids[-1], matrix, screen):
        _whole(screen, line)
    if matrix.ways:
        screen.console.print()
        screen.console.print(Line(screen.translate("Ways"), style="bold"))
        for number, info in enumerate(matrix.ways, start=1):
            margin = f"{number:>2} " if grids[-1].numbered else "  "
            line = Line(margin).append_text(_way(run, info, names, screen, in_reports.get(info.id, "")))
            sentence(screen, line, hanging=len(margin))
    _reasons(run, names, screen)
    show_noted(run, names, screen)
    show_next_steps(run, names, screen, kept=kept)
    screen.console.print()
    sentence(screen, Line(_amount(run, screen, named=named), style="dim"))
    if more:
        sentence(
            screen, Line(screen.translate("More about one result: {command}", command=more), style="dim")
        )


def _laid_out(matrix: Matrix, names: Naming, screen: Screen) -> tuple[Grid, ...]:
    """One grid that fits; several of a readable width where nothing bounds the lines."""
    if screen.width > WIDEST and not screen.console.is_terminal:
        return in_blocks(matrix, names, screen.translate, fancy=screen.fancy)
    return (lay_out(matrix, names, screen.translate, width=screen.width, fancy=screen.fancy),)


def show_summary(run: Run, screen: Screen) -> None:
    """The banners and the recommendation: the few sentences that matter."""
    translate = screen.translate
    if run.practice:
        sentence(
            screen, Line(translate("Practice network: nothing left this computer."), style="bold magenta")
        )
    banners = network_banners(run.network)
    for banner in banners:
        if not banner.mere_note:
            _banner(banner, screen)
    if run.interrupted:
        sentence(screen, Line(translate.render(_stopped(run)), style="bold"))
    card = run_recommendation(run, translate.language)
    sentence(screen, Line(translate.render(card.title), style=f"bold {style(card.tone)}"))
    if card.sentence.template:
        sentence(screen, Line(translate.render(card.sentence)))
    for warning in card.warnings:
        mark = "‼" if screen.fancy else "!"
        sentence(screen, Line(f"{mark} {translate.render(warning)}", style="yellow"))
    for older in taken_over(run, lambda when: moment(translate, when, time.time())):
        sentence(screen, Line(translate.render(older)))
    for banner in banners:
        if banner.mere_note:
            _banner(banner, screen)


def _banner(banner: Banner, screen: Screen) -> None:
    """What concerns the whole line; a mere note asks for nothing."""
    translate = screen.translate
    sentence(screen, Line(translate.render(banner.title), style=f"bold {style(banner.tone)}"))
    todo = NOTHING if banner.mere_note else msg("→ {what}", what=banner.action_text)
    sentence(screen, Line(translate.render(joined(banner.sentence, todo))))


def _stopped(run: Run) -> Sentence:
    total = len(run.platforms) * len(run.paths)
    done = sum(map(is_checked, run.cells.values()))
    first = plural(
        "Stopped: {done} of {count} check done", "Stopped: {done} of {count} checks done", total, done=done
    )
    still_open = sum(map(unconfirmed, filter(is_checked, run.cells.values())))
    if not still_open:
        return first
    # Without it a check that was stopped before its second looks would seem to be whole.
    rest = plural("{count} of them is not confirmed", "{count} of them are not confirmed", still_open)
    return msg("{first}, {next}", first=first, next=rest)


def lines_of(grid: Grid, matrix: Matrix, screen: Screen) -> Iterator[Line]:
    """Head, rows and, where signs stand alone, their meaning."""
    if grid.head:
        yield grid.head
    yield from grid.rows
    if grid.signs:
        yield Line()
        yield from legend(matrix, screen.translate, width=screen.width, fancy=screen.fancy)
    if any(map(unconfirmed, matrix.cells.values())):
        means = _GOES_ON if matrix.going else _ENDED
        mark = open_mark(fancy=screen.fancy)
        yield Line(f"{lead(screen.translate)}{mark} {screen.translate.render(means)}", style="dim")
    if any(cell.earlier for cell in matrix.cells.values()):
        yield Line(f"{lead(screen.translate)}{OLDER} {screen.translate.render(TAKEN_OVER)}", style="dim")


def _way(run: Run, info: PathInfo, names: Naming, screen: Screen, in_reports: str) -> Line:
    """What came of a way, in one sentence."""
    translate = screen.translate
    name = names.path(info.id)
    line = Line(translate.isolate(name))
    if in_reports not in {"", name}:
        line.append(f" ({translate('in reports: {name}', name=in_reports)})", style="dim")
    line.append(": ")
    state = path_state(info, run.network)
    checked = [cell for (_, path), cell in run.cells.items() if path == info.id and is_checked(cell)]
    if info.usable and info.safe and checked:
        opened = sum(map(opens, checked))
        state = msg("{first}, {next}", first=state, next=path_opens(opened, len(checked)))
    line.append(translate.render(state), style=way_style(info))
    if info.id in run.recommendation.cover:
        line.append(f" – {translate('use this one')}", style="bold green")
    advice = path_advice(info, run.network)
    if advice.template:
        line.append(f". {translate.render(advice)}")
    return line


def is_checked(cell: Cell) -> bool:
    """Whether a cell came to an end before its run was stopped."""
    return cell.status is not CellStatus.INTERRUPTED


def way_style(info: PathInfo) -> str:
    """The colour of the state of a way."""
    if not info.safe:
        return word_style(Word.NOT_SAFE)
    return word_style(Word.WORKS if info.usable else Word.NOT_CONNECTED)


def _reasons(run: Run, names: Naming, screen: Screen) -> None:
    """One line for each service that the direct line does not open."""
    failing = [cell for cell in _direct_cells(run) if _needs_reason(cell)]
    if not failing:
        return
    translate = screen.translate
    screen.console.print()
    screen.console.print(Line(translate("Why the direct line fails"), style="bold"))
    for cell in failing:
        found = word(cell)
        line = Line().append(f"  {sign(found, fancy=screen.fancy)} ", style=word_style(found))
        line.append(f"{translate.isolate(names.platform(cell.platform_id))}: ", style="bold")
        line.append(translate.render(cause(cell)))
        sentence(screen, line, hanging=4)


def _direct_cells(run: Run) -> Iterator[Cell]:
    for info in run.platforms:
        if (info.id, DIRECT_ID) in run.cells:
            yield run.cells[info.id, DIRECT_ID]


def _needs_reason(cell: Cell) -> bool:
    return cell.status not in {CellStatus.MASKED, CellStatus.INTERRUPTED} and not opens(cell)


def _amount(run: Run, screen: Screen, *, named: bool) -> str:
    services = plural("{count} service", "{count} services", len(run.platforms))
    used = Size(run.bytes_sent + run.bytes_received)
    count = sum(info.id != DIRECT_ID for info in run.paths)
    ways = plural("{count} way", "{count} ways", count) if count else msg("directly")
    span = Span(max(1.0, run.finished - run.started))
    text = (
        msg(
            "{services}, {ways}: {span}, {size}. Check {run}.",
            services=services,
            ways=ways,
            span=span,
            size=used,
            run=run.id,
        )
        if named
        else msg("{services}, {ways}: {span}, {size}.", services=services, ways=ways, span=span, size=used)
    )
    return screen.translate.render(text)


def _whole(screen: Screen, line: Line) -> None:
    """A line of the matrix: never wrapped."""
    screen.console.print(line, no_wrap=line.no_wrap, crop=True)

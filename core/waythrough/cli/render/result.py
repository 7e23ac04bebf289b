"""What a run comes to, on one screen: what to use, the matrix, the ways, and why the direct line fails."""

from collections.abc import Iterator

from rich.padding import Padding
from rich.text import Text as Line

from waythrough.cli.render.grid import Grid, Matrix, lay_out, legend
from waythrough.cli.render.look import sign, style, word_style
from waythrough.cli.render.screen import READABLE, Screen
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, CellStatus, PathInfo, Run
from waythrough.verdict.explain import (
    OPENS,
    Naming,
    Word,
    cause,
    naming,
    network_banners,
    path_advice,
    path_opens,
    path_state,
    run_recommendation,
    word,
)
from waythrough.verdict.words import Size, Span, joined, msg, plural

_ADD_A_WAY = msg(
    "To find out what opens them, check again with a VPN or proxy that you trust: {command}",
    command="waythrough check --path socks5h://HOST:PORT",
)


def show_result(run: Run, screen: Screen, more: str = "") -> None:
    """Print the whole answer; `more` is the command that tells more about a cell."""
    names = naming(run, screen.translate.language)
    matrix = Matrix.of(run)
    show_summary(run, screen)
    screen.console.print()
    grid = lay_out(matrix, names, screen.translate, width=screen.width, fancy=screen.fancy)
    for line in lines_of(grid, matrix, screen):
        _whole(screen, line)
    if matrix.ways:
        screen.console.print()
        _ways(run, matrix, grid, names, screen)
    _reasons(run, names, screen)
    if not matrix.ways and run.recommendation.unopened:
        screen.console.print()
        sentence(screen, Line(screen.translate.render(_ADD_A_WAY)))
    screen.console.print()
    sentence(screen, Line(_amount(run, screen), style="dim"))
    if more:
        sentence(
            screen, Line(screen.translate("More about one result: {command}", command=more), style="dim")
        )


def show_summary(run: Run, screen: Screen) -> None:
    """The banners and the recommendation: the few sentences that matter."""
    translate = screen.translate
    if run.practice:
        sentence(
            screen, Line(translate("Practice network: nothing left this computer."), style="bold magenta")
        )
    for banner in network_banners(run.network):
        sentence(screen, Line(translate.render(banner.title), style=f"bold {style(banner.tone)}"))
        sentence(
            screen, Line(translate.render(joined(banner.sentence, msg("→ {what}", what=banner.action_text))))
        )
    card = run_recommendation(run, translate.language)
    sentence(screen, Line(translate.render(card.title), style=f"bold {style(card.tone)}"))
    if card.sentence.template:
        sentence(screen, Line(translate.render(card.sentence)))
    for warning in card.warnings:
        mark = "‼" if screen.fancy else "!"
        sentence(screen, Line(f"{mark} {translate.render(warning)}", style="yellow"))


def lines_of(grid: Grid, matrix: Matrix, screen: Screen) -> Iterator[Line]:
    """Head, rows and, where signs stand alone, their meaning."""
    if grid.head:
        yield grid.head
    yield from grid.rows
    if grid.signs:
        yield Line()
        yield from legend(matrix, screen.translate, width=screen.width, fancy=screen.fancy)


def _ways(run: Run, matrix: Matrix, grid: Grid, names: Naming, screen: Screen) -> None:
    translate = screen.translate
    screen.console.print(Line(translate("Ways"), style="bold"))
    for number, info in enumerate(matrix.ways, start=1):
        margin = f"{number:>2} " if grid.numbered else "  "
        line = Line(f"{margin}{translate.isolate(names.path(info.id))}: ")
        state = path_state(info)
        if info.usable and info.safe:
            opened = sum(word(cell) in OPENS for (_, path), cell in run.cells.items() if path == info.id)
            state = msg("{first}, {next}", first=state, next=path_opens(opened, len(run.platforms)))
        line.append(translate.render(state), style=way_style(info))
        if info.id in run.recommendation.cover:
            line.append(f" – {translate('use this one')}", style="bold green")
        advice = path_advice(info)
        if advice.template:
            line.append(f". {translate.render(advice)}")
        sentence(screen, line, hanging=len(margin))


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
    return cell.status not in {CellStatus.MASKED, CellStatus.INTERRUPTED} and word(cell) not in OPENS


def _amount(run: Run, screen: Screen) -> str:
    services = plural("{count} service", "{count} services", len(run.platforms))
    used = Size(run.bytes_sent + run.bytes_received)
    count = sum(info.id != DIRECT_ID for info in run.paths)
    text = msg(
        "{services}, {ways}: {span}, {size}. Run {run}.",
        services=services,
        ways=plural("{count} way", "{count} ways", count) if count else msg("directly"),
        span=Span(max(1.0, run.finished - run.started)),
        size=used,
        run=run.id,
    )
    return screen.translate.render(text)


def _whole(screen: Screen, line: Line) -> None:
    """A line of the matrix: never wrapped."""
    screen.console.print(line, no_wrap=line.no_wrap, crop=True)


def sentence(screen: Screen, line: Line, hanging: int = 0) -> None:
    """Print a sentence, wrapped where people read it; further lines stand in by `hanging` columns."""
    width = min(screen.width, READABLE) if screen.console.is_terminal else screen.width
    if not hanging or line.cell_len <= width:
        screen.console.print(line, width=width)
        return
    first, *rest = line.wrap(screen.console, width - hanging)
    screen.console.print(first, width=width)
    for each in rest:
        screen.console.print(Padding(each, (0, 0, 0, hanging)), width=width)

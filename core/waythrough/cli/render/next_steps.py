"""What somebody can do whose services do not open: advice for each, and the commands that help further."""

from rich.text import Text as Line

from waythrough.cli.render.screen import Screen, sentence
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, CellStatus, Depth, Run
from waythrough.verdict.explain import LOOK, Naming, Word, advice, word
from waythrough.verdict.words import Text, msg


def show_next_steps(run: Run, names: Naming, screen: Screen, *, kept: str) -> None:
    """Advice and commands for the services that no safe way opens; `kept`: its name in the history, if it is there."""
    shut = run.recommendation.unopened
    if not shut:
        return
    translate = screen.translate
    screen.console.print()
    screen.console.print(Line(translate("What to do now"), style="bold"))
    for told, platforms in _advice(run, names, screen).items():
        row = translate.value(names.platform_row(tuple(platforms)))
        sentence(screen, Line(f"  {row}: {told}"), hanging=4)
    for what, command in _commands(run, _telling(run), kept=kept):
        # A command stands alone in its line, so that it can be copied whole.
        screen.console.print(Line(f"  {translate.render(what)}"))
        screen.console.print(
            Line(f"    {command}", style="cyan"), no_wrap=True, crop=False, overflow="ignore"
        )


def _advice(run: Run, names: Naming, screen: Screen) -> dict[str, list[str]]:
    """Each advice with the services it is meant for."""
    found: dict[str, list[str]] = {}
    for platform in run.recommendation.unopened:
        cell = _cell(run, platform)
        text = advice(cell, run.recommendation, names, has_ways=run.has_ways) if cell else None
        if text is not None and text.template:
            found.setdefault(screen.translate.render(text), []).append(platform)
    return found


def _cell(run: Run, platform: str) -> Cell | None:
    """The cell that speaks for a service: that of the direct line, else the first that was measured."""
    cells = [run.cells[platform, info.id] for info in run.paths if (platform, info.id) in run.cells]
    cells.sort(key=lambda cell: (cell.path_id != DIRECT_ID, cell.status is not CellStatus.DONE))
    return cells[0] if cells else None


def _telling(run: Run) -> str:
    """The service whose steps tell most: one that is interfered with before one that is simply down."""
    advice, best = run.recommendation, run.recommendation.unopened[0]
    shut = {name: _cell(run, name) for name in (*advice.unopened, *advice.direct_fails)}
    found = {name: word(cell) for name, cell in shut.items() if cell is not None}
    judged = [name for name, shown in found.items() if shown is not Word.NOT_CHECKED]
    return max(judged, key=lambda name: LOOK[found[name]].severity, default=best)


def _commands(run: Run, platform: str, *, kept: str) -> list[tuple[Text, str]]:
    found = []
    if not run.has_ways:
        found.append(
            (msg("With a VPN or proxy of yours, add to your command:"), "--path socks5h://HOST:PORT")
        )
    if kept:
        found.append((msg("What was seen, step by step:"), f"waythrough explain {kept} {platform}"))
    again = f"waythrough {'practice' if run.practice else 'check'} … --output report.html"
    report = f"waythrough history show {kept} --format html --output report.html" if kept else again
    found.append((msg("A report for somebody who helps you:"), report))
    if run.depth is not Depth.THOROUGH:
        found.append((msg("For a longer look, add to your command:"), "--depth thorough"))
    return found

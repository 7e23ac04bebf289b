"""One cell on the terminal: words for people first, then rules and observations for support staff."""

from rich.text import Text as Line

from waythrough.cli.render.look import sign, style, word_style
from waythrough.cli.render.screen import Screen, sentence
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, CellStatus, Run, TargetResult
from waythrough.verdict.explain import (
    LOOK,
    WORD_TEXT,
    StepLine,
    advice,
    cause,
    detail_lines,
    headline,
    naming,
    observation_line,
    steps,
    sureness,
    verdict_cause,
    verdict_line,
    word,
)
from waythrough.verdict.words import Text

_STEP_LOOK = {
    "ok": ("✓", "+", "green"),
    "warning": ("▲", "/", "yellow"),
    "problem": ("⬢", "X", "red"),
    "stopped": ("⊖", "-", "red"),
    "not_tried": ("–", "_", "dim"),
}


def show_cell(run: Run, key: tuple[str, str], screen: Screen) -> None:
    """Print everything that is known of a cell."""
    cell = run.cells[key]
    names = naming(run, screen.translate.language)
    platform, path = names.platform(key[0]), names.path(key[1])
    found = word(cell)
    _words(screen, headline(cell, platform, path), f"bold {style(LOOK[found].tone)}")
    line = Line().append(f"{sign(found, fancy=screen.fancy)} ", style=word_style(found))
    line.append(screen.translate.render(WORD_TEXT[found]), style=word_style(found))
    if cell.seconds is not None:
        comma = "،" if screen.translate.direction == "rtl" else ","
        line.append(f"{comma} {screen.translate.seconds(cell.seconds)}")
    sentence(screen, line)
    has_ways = any(info.id != DIRECT_ID for info in run.paths)
    for text in (cause(cell), advice(cell, run.recommendation, names, has_ways=has_ways), sureness(cell)):
        _words(screen, text)
    for finding in cell.findings:
        _words(screen, verdict_cause(finding))
    _steps(steps(cell, path), screen)
    for target in cell.targets:
        _rules(target, screen)
    _details(cell, screen)
    if cell.status in {CellStatus.INFERRED, CellStatus.MASKED}:
        _line_or_way(run, key[1], screen)


def _words(screen: Screen, text: Text, look: str = "") -> None:
    if text.template:
        sentence(screen, Line(screen.translate.render(text), style=look))


def _title(screen: Screen, text: str) -> None:
    screen.console.print()
    screen.console.print(Line(text, style="bold"))


def _steps(lines: tuple[StepLine, ...], screen: Screen) -> None:
    if not lines:
        return
    translate = screen.translate
    _title(screen, translate("Step by step"))
    for step in lines:
        fancy, plain, look = _STEP_LOOK[step.state]
        line = Line().append(f"  {fancy if screen.fancy else plain} ", style=look)
        line.append(f"{translate.render(step.title)}: ", style="bold").append(translate.render(step.sentence))
        if step.seconds is not None:
            line.append(f" {translate.seconds(step.seconds)}", style="dim")
        sentence(screen, line, hanging=4)


def _rules(target: TargetResult, screen: Screen) -> None:
    """The rules that were asked, in order; the one without a reason is the one that spoke."""
    if not target.heard:
        return
    _title(screen, screen.translate("Rules asked about {target}", target=target.target))
    wide = max(len(rule) for rule, _ in target.heard)
    for rule, why in target.heard:
        spoke = not why
        line = Line(f"  {rule:<{wide}}  ", style="bold green" if spoke else "")
        line.append(why or f"spoke: {target.verdict.label}, {target.verdict.confidence}")
        sentence(screen, line, hanging=wide + 4)


def _details(cell: Cell, screen: Screen) -> None:
    _title(screen, screen.translate("What was seen"))
    for line in detail_lines(cell):
        sentence(screen, Line(f"  {line}"), hanging=6)


def _line_or_way(run: Run, path_id: str, screen: Screen) -> None:
    """A cell that was not measured rests on what was seen of the line, or of the way itself."""
    seen = [each for each in run.network_observations if each.path_id == path_id]
    if not seen and not run.network:
        return
    _title(screen, screen.translate("What was seen of the line or the way itself"))
    for verdict in run.network:
        sentence(screen, Line(f"  network   {verdict_line(verdict)}"), hanging=6)
    for each in seen:
        sentence(screen, Line(f"  {observation_line(each)}"), hanging=6)

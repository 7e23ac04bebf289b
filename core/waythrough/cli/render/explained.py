"""One cell on the terminal: words for people first, then parts and steps, rules and observations for support staff."""

from rich.text import Text as Line

from waythrough.cli.render.look import sign, style, word_style
from waythrough.cli.render.screen import Screen, sentence
from waythrough.cli.render.traced import show_groups, show_observations, show_rules, show_verdicts, title
from waythrough.model.run import Cell, CellStatus, Run
from waythrough.verdict.explain import (
    LOOK,
    PartLine,
    StepLine,
    advice,
    cause,
    fact_lines,
    finding_lines,
    headline,
    naming,
    parts,
    steps,
    sureness,
    verdict_line,
    word,
    word_text,
)
from waythrough.verdict.words import Text

_STEP_LOOK = {
    "ok": ("✓", "+", "green"),
    "warning": ("▲", "/", "yellow"),
    "problem": ("⬢", "X", "red"),
    "stopped": ("⊖", "-", "red"),
    "not_tried": ("–", "_", "dim"),
}
_PART_LOOK = {True: ("✓", "+", "green"), False: ("○", "x", "red"), None: ("–", "?", "dim")}


def show_cell(run: Run, key: tuple[str, str], screen: Screen) -> None:
    """Print everything that is known of a cell."""
    cell = run.cells[key]
    names = naming(run, screen.translate.language)
    platform, path = names.platform(key[0]), names.path(key[1])
    found = word(cell)
    _words(screen, headline(cell, platform, path), f"bold {style(LOOK[found].tone)}")
    _word(cell, screen)
    for text in (cause(cell), advice(cell, run.recommendation, names, has_ways=run.has_ways), sureness(cell)):
        _words(screen, text)
    _findings(cell, screen)
    _parts(parts(cell), screen)
    _steps(steps(cell, path), screen)
    _facts(run, key[1], screen)
    show_observations(cell, screen)
    for target in cell.targets:
        show_rules(target, screen)
    show_verdicts(cell, screen)
    if cell.status in {CellStatus.INFERRED, CellStatus.MASKED}:
        _line_or_way(run, key[1], screen)


def _word(cell: Cell, screen: Screen) -> None:
    found = word(cell)
    line = Line().append(f"{sign(found, fancy=screen.fancy)} ", style=word_style(found))
    line.append(screen.translate.render(word_text(cell)), style=word_style(found))
    if cell.seconds is not None:
        comma = "،" if screen.translate.direction == "rtl" else ","
        line.append(f"{comma} {screen.translate.seconds(cell.seconds)}")
    sentence(screen, line)


def _words(screen: Screen, text: Text, look: str = "") -> None:
    if text.template:
        sentence(screen, Line(screen.translate.render(text), style=look))


def _findings(cell: Cell, screen: Screen) -> None:
    for each in finding_lines(cell):
        line = Line().append(f"{screen.translate('Also noted:')} ", style="bold")
        sentence(screen, line.append(screen.translate.render(each)))


def _parts(lines: tuple[PartLine, ...], screen: Screen) -> None:
    if not lines:
        return
    title(screen, screen.translate("Part by part"))
    wide = max(len(each.place) for each in lines)
    for each in lines:
        fancy, plain, look = _PART_LOOK[each.works]
        line = Line().append(f"  {fancy if screen.fancy else plain} ", style=look)
        line.append(f"{each.place:<{wide}}  {each.kind:<4}  ")
        line.append(screen.translate.render(each.state), style="bold" if each.works is False else "")
        line.append(f"  {screen.translate.render(each.part)}", style="dim")
        line.append(f"  {each.address}" if each.address else "", style="dim")
        sentence(screen, line, hanging=6)


def _steps(lines: tuple[StepLine, ...], screen: Screen) -> None:
    if not lines:
        return
    translate = screen.translate
    title(screen, translate("Step by step"))
    for step in lines:
        fancy, plain, look = _STEP_LOOK[step.state]
        line = Line().append(f"  {fancy if screen.fancy else plain} ", style=look)
        line.append(f"{translate.render(step.title)}: ", style="bold").append(translate.render(step.sentence))
        if step.seconds is not None:
            line.append(f" {translate.seconds(step.seconds)}", style="dim")
        sentence(screen, line, hanging=4)


def _facts(run: Run, path_id: str, screen: Screen) -> None:
    """What else is known of the way."""
    told = [line for info in run.paths if info.id == path_id for line in fact_lines(info)]
    if told:
        title(screen, screen.translate("What is known of this way"))
    for each in told:
        sentence(screen, Line(f"  {screen.translate.render(each)}"), hanging=2)


def _line_or_way(run: Run, path_id: str, screen: Screen) -> None:
    """A cell that was not measured rests on what was seen of the line, or of the way itself."""
    seen = tuple(each for each in run.network_observations if each.path_id == path_id)
    if not seen and not run.network:
        return
    title(screen, screen.translate("What was seen of the line or the way itself"))
    for verdict in run.network:
        sentence(screen, Line(f"  network   {verdict_line(verdict)}"), hanging=12)
    cited = {each for verdict in run.network for each in verdict.evidence}
    show_groups(seen, cited, screen)

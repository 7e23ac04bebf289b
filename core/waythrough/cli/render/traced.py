"""How a verdict came about, for support staff: what was seen, what each rule said of it, and what it came to."""

from collections.abc import Collection, Iterable

from rich.text import Text as Line

from waythrough.cli.render.screen import Screen, sentence
from waythrough.model.observation import Observation
from waythrough.model.run import Cell, TargetResult
from waythrough.verdict.explain import (
    PURPOSE_TEXT,
    by_purpose,
    kind_of,
    observation_line,
    verdict_line,
)
from waythrough.verdict.explain_detail import cell_line, reason, spoke_as, target_line
from waythrough.verdict.words import plural


def title(screen: Screen, text: str) -> None:
    """A heading with an empty line above it."""
    screen.console.print()
    sentence(screen, Line(text, style="bold"))


def show_observations(cell: Cell, screen: Screen) -> None:
    """Everything that was seen, by what it was looked at for; what a verdict rests on is marked."""
    if not cell.observations:
        return
    cited = {each for verdict in (cell.verdict, *cell.findings) for each in verdict.evidence}
    title(screen, screen.translate("What was seen"))
    if cited & {each.id for each in cell.observations}:
        sentence(
            screen, Line(f"  {screen.translate('The word rests on what is marked with {mark}.', mark='*')}")
        )
    show_groups(cell.observations, cited, screen)


def show_groups(observations: Iterable[Observation], cited: Collection[str], screen: Screen) -> None:
    """Observations under what they were made for, each in one line."""
    for purpose, group in by_purpose(observations).items():
        translate = screen.translate
        count = translate.render(plural("{count} step", "{count} steps", len(group)))
        head = Line("  ").append(translate.render(PURPOSE_TEXT[purpose]), style="underline")
        sentence(screen, head.append(f" ({count})", style="dim"), hanging=4)
        for each in group:
            mark = "*" if each.id in cited else " "
            line = Line(
                f"  {mark} {observation_line(each, purpose=False)}", style="" if each.ok else "yellow"
            )
            sentence(screen, line, hanging=20)


def show_rules(target: TargetResult, screen: Screen) -> None:
    """The rules that were asked, in order; the one without a reason is the one that spoke."""
    if not target.heard:
        return
    about = " ".join(part for part in (target.target, kind_of(target)) if part)
    title(screen, screen.translate("Rules asked about {target}", target=about))
    wide = max(len(rule) for rule, _ in target.heard)
    for rule, why in target.heard:
        spoke = not why
        line = Line(f"  {rule:<{wide}}  ", style="bold green" if spoke else "")
        line.append(screen.translate.render(reason(why) if why else spoke_as(target.verdict)))
        sentence(screen, line, hanging=wide + 4)


def show_verdicts(cell: Cell, screen: Screen) -> None:
    """What the rules came to, with all their parameters."""
    title(screen, screen.translate("What it came to"))
    lines = [f"verdict   {verdict_line(cell.verdict)}", f"cell      {cell_line(cell)}"]
    lines += [f"target    {target_line(target)}" for target in cell.targets]
    lines += [f"finding   {verdict_line(finding)}" for finding in cell.findings]
    for each in lines:
        sentence(screen, Line(f"  {each}"), hanging=12)

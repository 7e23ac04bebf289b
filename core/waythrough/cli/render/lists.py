"""Lists on the terminal: platforms, ways, runs, and what came of verifying rules."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final, Protocol

from rich.cells import cell_len
from rich.text import Text as Line

from waythrough.cli.render.grid import kept, lead
from waythrough.cli.render.log import FEW_WAYS
from waythrough.cli.render.look import sign, word_style
from waythrough.cli.render.result import way_style
from waythrough.cli.render.screen import Screen, sentence
from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import PassRule, Platform, Sensitivity, Target
from waythrough.model.run import Run
from waythrough.store.history import RunEntry
from waythrough.verdict.explain import Word, fact_lines, naming, network_banners, path_advice, path_state
from waythrough.verdict.explain_opening import ways_carry
from waythrough.verdict.words import joined


class RuleFinding(Protocol):
    """What came of verifying one rule."""

    @property
    def platform_id(self) -> str: ...

    @property
    def target(self) -> Target: ...

    @property
    def outcome(self) -> str: ...

    @property
    def advice(self) -> str: ...


_BUNDLED: Final[Mapping[str, str]] = MappingProxyType({})
_OUTCOMES = {"holds": Word.WORKS, "change": Word.PARTLY, "not_tried": Word.UNCLEAR}


def show_platforms(
    platforms: Iterable[Platform], screen: Screen, comes_from: Mapping[str, str] = _BUNDLED
) -> None:
    """Id, name and category of each; the sensitive ones say so, and those of a file name it."""
    language = screen.translate.language
    rows = [
        (
            each.id,
            each.name(language),
            each.category,
            "sensitive" if _is_sensitive(each) else "",
            comes_from.get(each.id, ""),
        )
        for each in platforms
    ]
    if not rows:
        sentence(screen, Line(screen.translate("No platform was found.")))
        return
    table(rows, screen, heads=("id", "name", "category", "", "from" if any(row[4] for row in rows) else ""))
    if any(row[3] for row in rows):
        screen.console.print()
        text = "Sensitive: being seen to contact it may be dangerous; tested only when its name is typed."
        sentence(screen, Line(screen.translate(text), style="dim"))


def show_one_platform(platform: Platform, aliases: Sequence[str], screen: Screen) -> None:
    """Everything that is known of a platform."""
    language = screen.translate.language
    print_ = screen.console.print
    print_(Line(platform.name(language), style="bold"))
    facts = {
        "id": platform.id,
        "names": ", ".join(f"{code}: {name}" for code, name in platform.names.items()),
        "also": ", ".join(aliases),
        "category": platform.category,
        "sensitive": "yes, tested only when its name is typed" if _is_sensitive(platform) else "no",
        "works when": "all parts work" if platform.roll_up == "all_of" else "any part works",
        "reviewed": platform.reviewed or "never",
        "note": platform.notes.get(language) or platform.notes.get("en", ""),
    }
    for name, value in facts.items():
        if value:
            sentence(screen, Line(f"  {name:<11} {value}"), hanging=14)
    for target in platform.targets:
        print_()
        sentence(screen, Line(f"  {target.key}", style="bold").append(_part(target), style="default"))
        sentence(screen, Line(f"    {target.url or f'{target.host}, port {target.port}'}"))
        for line in _conditions(target.rule) if target.url else ():
            sentence(screen, Line(f"    {line}"), hanging=6)
        seen = "seen to hold" if target.rule.seen_live else "not seen to hold yet: any verified answer counts"
        sentence(screen, Line(f"    {seen}", style="dim"))
    if platform.sources:
        print_()
    for source in platform.sources:
        sentence(screen, Line(f"  source: {source}", style="dim"), hanging=10)


def show_way_states(run: Run, screen: Screen) -> None:
    """Whether each way of a run connects and is safe, and what to do where not."""
    translate, names = screen.translate, naming(run, screen.translate.language)
    for banner in network_banners(run.network):
        sentence(screen, Line(translate.render(joined(banner.title)), style="bold yellow"))
    for info in run.paths:
        if info.id == DIRECT_ID:
            continue
        good = Word.WORKS if info.usable else Word.UNCLEAR if info.usable is None else Word.NOT_CONNECTED
        shown = good if info.safe else Word.NOT_SAFE
        line = Line().append(f"{sign(shown, fancy=screen.fancy)} ", style=word_style(shown))
        line.append(f"{translate.isolate(names.path(info.id))}: ", style="bold")
        line.append(translate.render(path_state(info, run.network)), style=way_style(info))
        advice = path_advice(info, run.network)
        if advice.template:
            line.append(f". {translate.render(advice)}")
        sentence(screen, line, hanging=2)
        for fact in fact_lines(info):
            sentence(screen, Line(f"    {translate.render(fact)}", style="dim"), hanging=4)
    tried = [info for info in run.paths if info.id != DIRECT_ID]
    if len(tried) > FEW_WAYS:
        carry = sum(info.usable is True and info.safe for info in tried)
        sentence(screen, Line(translate.render(ways_carry(carry, len(tried))), style="bold"))


def show_runs(runs: Sequence[RunEntry], screen: Screen) -> None:
    """The kept runs, newest first."""
    if not runs:
        sentence(screen, Line(screen.translate("Your checks will be listed here.")))
        return
    rows = [
        (
            each.id,
            screen.translate.short_date_time(datetime.fromtimestamp(each.started).astimezone()),
            "practice" if each.practice else each.profile,
            f"{each.summary.works} of {each.summary.cells} open",
            "under way" if each.under_way else "cut short" if each.cut_short else "",
        )
        for each in runs
    ]
    table(rows, screen, heads=("run", "begun", "network", "", ""))


def show_findings(findings: Sequence[RuleFinding], screen: Screen) -> None:
    """One line for each rule, those to change last, where they are seen."""
    order = ("holds", "not_tried", "change")
    for each in sorted(findings, key=lambda finding: order.index(finding.outcome)):
        shown = _OUTCOMES[each.outcome]
        line = Line(f"{sign(shown, fancy=screen.fancy)} ", style=word_style(shown))
        line.append(f"{each.platform_id} {each.target.key}: ", style="bold")
        verb = {"holds": "the rule holds", "change": "change the rule", "not_tried": "not tried"}[
            each.outcome
        ]
        line.append(f"{verb}: {each.advice}", style="default")
        sentence(screen, line, hanging=2)
    counts = [sum(each.outcome == outcome for each in findings) for outcome in order]
    screen.console.print()
    sentence(screen, Line(f"{counts[0]} hold, {counts[2]} to change, {counts[1]} not tried."))


def _is_sensitive(platform: Platform) -> bool:
    return platform.sensitivity is Sensitivity.SENSITIVE


def _part(target: Target) -> str:
    parts = [] if target.required else ["not required"]
    parts += [f"one of the group {target.group}"] if target.group else []
    return f" ({', '.join(parts)})" if parts else ""


def _conditions(rule: PassRule) -> list[str]:
    asked = []
    if rule.status:
        ranges = (f"{low}-{high}" if low != high else str(low) for low, high in rule.status)
        asked.append(f"status {', '.join(ranges)}")
    if rule.text:
        asked.append("text " + " or ".join(f"“{text}”" for text in rule.text))
    asked += [f"header {name}: {part}" for name, part in rule.headers]
    asked += [f"certificate of {rule.certificate_name}"] if rule.certificate_name else []
    asked += [f"at least {rule.min_bytes} bytes"] if rule.min_bytes else []
    between = " and " if rule.match == "all_of" else " or "
    return [f"passes with {between.join(asked)}"] if asked else []


def table(rows: Sequence[Sequence[str]], screen: Screen, heads: Sequence[str]) -> None:
    """Columns as wide as they need to be; the last one may run over."""
    widths = [max(cell_len(row[at]) for row in (heads, *rows)) for at in range(len(heads))]
    screen.console.print(_row(heads, widths, screen, "dim"), no_wrap=True, crop=False, overflow="ignore")
    for row in rows:
        screen.console.print(_row(row, widths, screen, ""), no_wrap=True, crop=False, overflow="ignore")


def _row(cells: Sequence[str], widths: Sequence[int], screen: Screen, look: str) -> Line:
    shown = [
        kept(text) + " " * (size - cell_len(text)) for text, size in zip(cells, widths, strict=True) if size
    ]
    return Line(lead(screen.translate) + "  ".join(shown).rstrip(), style=look)

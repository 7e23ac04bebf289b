"""Lists on the terminal: platforms, ways, runs, and what came of verifying rules."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
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
from waythrough.verdict.clause import said
from waythrough.verdict.explain import Word, fact_lines, naming, network_banners, path_advice, path_state
from waythrough.verdict.explain_category import category_text
from waythrough.verdict.explain_opening import ways_carry
from waythrough.verdict.explain_untried import untried
from waythrough.verdict.words import NOTHING, Text, Translator, joined, msg, word_in


class RuleFinding(Protocol):
    """What came of verifying one rule."""

    @property
    def platform_id(self) -> str: ...

    @property
    def target(self) -> Target: ...

    @property
    def outcome(self) -> str: ...

    @property
    def advice(self) -> Text: ...


_BUNDLED: Final[Mapping[str, str]] = MappingProxyType({})
_RUN_HEADS: Final = (
    word_in("head", "check"),
    word_in("head", "begun"),
    word_in("head", "network"),
    NOTHING,
    NOTHING,
)
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
            screen.translate.render(category_text(each.category)),
            screen.translate("sensitive") if _is_sensitive(each) else "",
            comes_from.get(each.id, ""),
        )
        for each in platforms
    ]
    if not rows:
        sentence(screen, Line(screen.translate("No service was found.")))
        return
    last = word_in("head", "from") if any(row[4] for row in rows) else NOTHING
    heads = (word_in("head", "id"), word_in("head", "name"), word_in("head", "category"), NOTHING, last)
    table(rows, screen, heads=heads)
    if any(row[3] for row in rows):
        screen.console.print()
        text = screen.translate(
            "Sensitive: being seen to contact it may be dangerous; tested only when its name is typed."
        )
        sentence(screen, Line(text, style="dim"))


def show_one_platform(platform: Platform, aliases: Sequence[str], screen: Screen) -> None:
    """Everything that is known of a platform."""
    translate = screen.translate
    language = translate.language
    print_ = screen.console.print
    print_(Line(platform.name(language), style="bold"))
    facts = {
        word_in("head", "id"): platform.id,
        word_in("head", "names"): ", ".join(f"{code}: {name}" for code, name in platform.names.items()),
        word_in("head", "also"): ", ".join(aliases),
        word_in("head", "category"): translate.render(category_text(platform.category)),
        word_in("head", "sensitive"): translate("yes, tested only when its name is typed")
        if _is_sensitive(platform)
        else translate("no"),
        word_in("head", "works when"): translate("all parts work")
        if platform.roll_up == "all_of"
        else translate("any part works"),
        word_in("head", "reviewed"): _day(platform.reviewed, translate) or translate("never"),
        word_in("head", "note"): platform.notes.get(language)
        or translate.render(said(platform.notes.get("en", ""))),
    }
    for head, value in facts.items():
        if value:
            name = translate.render(head)
            sentence(screen, Line(f"  {name}{' ' * (11 - cell_len(name))} {value}"), hanging=14)
    for target in platform.targets:
        print_()
        sentence(
            screen, Line(f"  {target.key}", style="bold").append(_part(target, translate), style="default")
        )
        sentence(
            screen,
            Line(
                f"    {target.url or translate('{host}, port {port}', host=target.host, port=str(target.port))}"
            ),
        )
        for line in _conditions(target.rule, translate) if target.url else ():
            sentence(screen, Line(f"    {line}"), hanging=6)
        seen = (
            translate("seen to hold")
            if target.rule.seen_live
            else translate("not seen to hold yet: any verified answer counts")
        )
        sentence(screen, Line(f"    {seen}", style="dim"))
    if platform.sources:
        print_()
    for source in platform.sources:
        sentence(screen, Line(f"  {translate('source: {source}', source=source)}", style="dim"), hanging=10)


def show_way_states(run: Run, screen: Screen) -> None:
    """Whether each way of a run connects and is safe, and what to do where not."""
    translate, names = screen.translate, naming(run, screen.translate.language)
    for banner in network_banners(run.network):
        sentence(screen, Line(translate.render(joined(banner.title)), style="bold yellow"))
    for info in run.paths:
        if info.id == DIRECT_ID:
            continue
        unclear = Word.NOT_CHECKED if untried(info.verdict) else Word.UNCLEAR
        good = Word.WORKS if info.usable else unclear if info.usable is None else Word.NOT_CONNECTED
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
    tried = [info for info in run.paths if info.id != DIRECT_ID and not untried(info.verdict)]
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
            screen.translate("practice") if each.practice else each.profile,
            screen.translate("{opened} of {count} open", opened=each.summary.works, count=each.summary.cells),
            _state(each, screen.translate),
        )
        for each in runs
    ]
    table(rows, screen, heads=_RUN_HEADS)


def show_findings(findings: Sequence[RuleFinding], screen: Screen) -> None:
    """One line for each rule, those to change last, where they are seen."""
    order = ("holds", "not_tried", "change")
    for each in sorted(findings, key=lambda finding: order.index(finding.outcome)):
        shown = _OUTCOMES[each.outcome]
        line = Line(f"{sign(shown, fancy=screen.fancy)} ", style=word_style(shown))
        line.append(f"{each.platform_id} {each.target.key}: ", style="bold")
        verb, advice = map(screen.translate.render, (_VERBS[each.outcome], each.advice))
        line.append(f"{verb}: {advice}", style="default")
        sentence(screen, line, hanging=2)
    counts = [sum(each.outcome == outcome for each in findings) for outcome in order]
    screen.console.print()
    told = screen.translate(
        "{hold} hold, {change} to change, {untried} not tried.",
        hold=counts[0],
        change=counts[2],
        untried=counts[1],
    )
    sentence(screen, Line(told))


_VERBS: Final = {
    "holds": msg("the rule holds"),
    "change": msg("change the rule"),
    "not_tried": msg("not tried"),
}


def _state(entry: RunEntry, translate: Translator) -> str:
    if entry.under_way:
        return translate("under way")
    if entry.cut_short:
        return translate("cut short")
    return translate("continued") if entry.summary.begun is not None else ""


def _day(iso: str, translate: Translator) -> str:
    return translate.date(date.fromisoformat(iso)) if iso else ""


def _is_sensitive(platform: Platform) -> bool:
    return platform.sensitivity is Sensitivity.SENSITIVE


def _part(target: Target, translate: Translator) -> str:
    parts = [] if target.required else [translate("not required")]
    parts += [translate("one of the group {group}", group=target.group)] if target.group else []
    return f" ({', '.join(parts)})" if parts else ""


def _conditions(rule: PassRule, translate: Translator) -> list[str]:
    either = f" {translate('or')} "
    asked = []
    if rule.status:
        ranges = (f"{low}-{high}" if low != high else str(low) for low, high in rule.status)
        asked.append(translate("status {row}", row=", ".join(ranges)))
    if rule.text:
        asked.append(translate("text {row}", row=either.join(f"“{text}”" for text in rule.text)))
    asked += [translate("header {name}: {part}", name=name, part=part) for name, part in rule.headers]
    if rule.certificate_name:
        asked.append(translate("certificate of {name}", name=rule.certificate_name))
    if rule.min_bytes:
        asked.append(translate("at least {count} bytes", count=rule.min_bytes))
    between = f" {translate('and')} " if rule.match == "all_of" else either
    return [translate("passes with {row}", row=between.join(asked))] if asked else []


def table(rows: Sequence[Sequence[str]], screen: Screen, heads: Sequence[Text]) -> None:
    """Columns as wide as they need to be; the last one may run over."""
    first = [screen.translate.render(head) for head in heads]
    widths = [max(cell_len(row[at]) for row in (first, *rows)) for at in range(len(heads))]
    screen.console.print(_row(first, widths, screen, "dim"), no_wrap=True, crop=False, overflow="ignore")
    for row in rows:
        screen.console.print(_row(row, widths, screen, ""), no_wrap=True, crop=False, overflow="ignore")


def _row(cells: Sequence[str], widths: Sequence[int], screen: Screen, look: str) -> Line:
    shown = [
        kept(text) + " " * (size - cell_len(text)) for text, size in zip(cells, widths, strict=True) if size
    ]
    return Line(lead(screen.translate) + "  ".join(shown).rstrip(), style=look)

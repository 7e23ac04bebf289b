"""The work behind `platforms verify`: every target by itself, its rule taken at its word."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from waythrough.cli.asked import chosen, network, refuse_foreign, user_catalog, with_files
from waythrough.cli.checking import Asked, read_ways
from waythrough.cli.consent import agree
from waythrough.cli.drive import Watcher, drive
from waythrough.cli.exits import UNTESTABLE, Exit
from waythrough.cli.render.lists import show_findings
from waythrough.cli.render.log import PlainLog
from waythrough.cli.render.plain import note
from waythrough.cli.render.screen import answer_screen
from waythrough.cli.wishes import language_of, open_home
from waythrough.model.errors import WaythroughError
from waythrough.model.observation import HttpDetail
from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import PassRule, Platform, Target
from waythrough.model.run import Cell, Depth, Run, RunPlan, Settings
from waythrough.model.step import Purpose
from waythrough.model.verdict import Label
from waythrough.verdict.explain import cause
from waythrough.verdict.words import Text, msg, plural, translator


class Outcome(StrEnum):
    """What came of one rule."""

    HOLDS = "holds"
    CHANGE = "change"  # the service answered, and the rule asks for something else
    NOT_TRIED = "not_tried"  # no answer of the service came, so nothing is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One target with its outcome and what to do about it."""

    platform_id: str
    target: Target
    outcome: Outcome
    advice: Text


_NO_ANSWER = frozenset({Label.GEO_BLOCK, Label.ACCESS_CHALLENGE, Label.BLOCK_PAGE, Label.TLS_MITM})
"""Answers that are not the service's usual one: they tell nothing about its rule."""


def verify(asked: Asked) -> Exit:
    """Try the rules and print what to change. Raises WaythroughError."""
    home = open_home()
    translate = translator(language_of(asked.lang, home.preferences))
    notes: list[str] = []
    catalog, given = with_files(user_catalog(home), asked.catalog_files, notes)
    platforms = chosen(catalog, asked.platforms, given, home, notes)
    ways = read_ways(asked.path_words, asked.path_files, home, notes)
    if len(ways) > 1:
        raise WaythroughError("verify.ways", "rules are verified over one way", todo="name the most open one")
    for each in notes:
        note(each)
    profile = network(asked.network_file, home, resolver=asked.resolver, ca_file=asked.ca_file)
    refuse_foreign(profile, platforms)
    plan = RunPlan(
        platforms=one_by_one(platforms),
        paths=ways,
        direct=not ways,
        depth=Depth.QUICK,
        settings=Settings(language=translate.language),
    )
    agree(replace(plan, platforms=platforms), profile, home, translate, yes=asked.yes)
    watchers: list[Watcher] = [] if asked.quiet else [PlainLog(translate)]
    run = drive(profile, plan, watchers)
    found = findings(platforms, run, ways[0].id if ways else DIRECT_ID)
    show_findings(found, answer_screen(translate))
    return _code(run, found)


def one_by_one(platforms: Iterable[Platform]) -> tuple[Platform, ...]:
    """Each target as a platform of its own, so that none stands in for another, with its rule taken as proven."""
    return tuple(
        replace(
            platform,
            id=_id(platform, number),
            names={"en": f"{platform.name()} {target.key}"},
            targets=(replace(target, required=True, group="", rule=replace(target.rule, seen_live=True)),),
        )
        for platform in platforms
        for number, target in enumerate(platform.targets)
    )


def findings(platforms: Iterable[Platform], run: Run, path_id: str) -> tuple[Finding, ...]:
    """What the run says about each rule."""
    return tuple(
        _finding(platform, target, run.cell(_id(platform, number), path_id))
        for platform in platforms
        for number, target in enumerate(platform.targets)
    )


def unmet(rule: PassRule, page: HttpDetail) -> list[Text]:
    """What of a rule an answer misses, and what came instead; each a clause."""
    found: list[Text] = []
    status = page.status or 0
    if rule.status and not any(low <= status <= high for low, high in rule.status):
        due = ", ".join(f"{low}-{high}" if low != high else str(low) for low, high in rule.status)
        found.append(msg("status {status} came, status {due} is due", status=str(status), due=due))
    if rule.text and not any(text.encode() in page.body for text in rule.text):
        texts = _either(f"“{text}”" for text in rule.text)
        found.append(msg("the page (“{title}”) does not hold {due}", title=page.title[:60], due=texts))
    if rule.headers and not any(part.lower() in page.header(name).lower() for name, part in rule.headers):
        headers = _either(f"{name}: {part}" for name, part in rule.headers)
        found.append(msg("the header {due} is missing", due=headers))
    if rule.min_bytes > page.body_bytes:
        came = plural("{count} byte came", "{count} bytes came", page.body_bytes)
        found.append(msg("{came}, {due} are due", came=came, due=rule.min_bytes))
    return found


def _either(words: Iterable[str]) -> Text:
    """The words in a row: any of them would do."""
    first, *more = (msg("{text}", text=word) for word in words)
    for each in more:
        first = msg("{first} or {second}", first=first, second=each)
    return first


def _finding(platform: Platform, target: Target, cell: Cell) -> Finding:
    outcome, advice = Outcome.NOT_TRIED, cause(cell)
    page = _page(cell)
    if cell.works and cell.verdict.label not in _NO_ANSWER:
        outcome = Outcome.HOLDS
        advice = (
            msg("nothing to change") if target.rule.seen_live else msg("set {line}", line="seen_live = true")
        )
    elif page is not None and cell.verdict.label not in _NO_ANSWER:
        misses = unmet(target.rule, page)
        if misses:
            outcome, advice = Outcome.CHANGE, _in_a_row(misses)
    return Finding(platform_id=platform.id, target=target, outcome=outcome, advice=advice)


def _in_a_row(clauses: Iterable[Text]) -> Text:
    first, *more = clauses
    for each in more:
        first = msg("{first}; {second}", first=first, second=each)
    return first


def _page(cell: Cell) -> HttpDetail | None:
    """The last validated answer of the target itself."""
    pages = [
        seen.detail
        for seen in cell.observations
        if seen.purpose is Purpose.TARGET and isinstance(seen.detail, HttpDetail) and seen.detail.status
    ]
    return pages[-1] if pages and pages[-1].validated else None


def _id(platform: Platform, number: int) -> str:
    return f"{platform.id}/{number}"


def _code(run: Run, found: tuple[Finding, ...]) -> Exit:
    if run.interrupted:
        return Exit.INTERRUPTED
    if any(verdict.label in UNTESTABLE for verdict in run.network):
        return Exit.NOT_TESTED
    return Exit.OPENS if all(each.outcome is Outcome.HOLDS for each in found) else Exit.SHUT

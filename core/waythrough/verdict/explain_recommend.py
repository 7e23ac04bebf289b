"""The recommendation in one sentence, with what stands behind it and what to beware of."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Advice, Cell, Recommendation, Run
from waythrough.verdict.explain_names import Naming, naming
from waythrough.verdict.explain_word import OPENS, Word, word
from waythrough.verdict.words import NOTHING, Names, Text, joined, msg, plural

Cells = Mapping[tuple[str, str], Cell]
_NO_CELLS: Final[Cells] = MappingProxyType({})
_CENSORED = frozenset({Word.BLOCKED, Word.LIKELY_BLOCKED, Word.NOT_SAFE})


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationText:
    """The card: `tone` is green (all opens), amber (a part), red (nothing), blue (not known yet)."""

    title: Text
    sentence: Text
    tone: str
    warnings: tuple[Text, ...] = ()


def recommendation_text(
    recommendation: Recommendation, names: Naming, cells: Cells = _NO_CELLS, *, running: bool = False
) -> RecommendationText:
    """The words of a recommendation. `cells` tell what the network blocks and what stands in reserve."""
    title, tone = _title(recommendation, names)
    sentence = joined(
        _why(recommendation, cells),
        _rest(recommendation, names, cells),
        _reserve(recommendation, names, cells),
    )
    if recommendation.advice is Advice.NOT_TESTED and running:
        title = msg("Checking which way gets through…")
        sentence = NOTHING
    return RecommendationText(
        title=title,
        sentence=sentence,
        tone="blue" if running and recommendation.advice is not Advice.ONE_WAY_OPENS_ALL else tone,
        warnings=_warnings(recommendation, names),
    )


def run_recommendation(run: Run, language: str = "en") -> RecommendationText:
    """The recommendation of a finished run, names in a language."""
    text = recommendation_text(run.recommendation, naming(run, language), run.cells)
    if not run.interrupted:
        return text
    stopped = msg("The check was stopped early; this is what was found until then.")
    return RecommendationText(
        title=text.title, sentence=joined(stopped, text.sentence), tone=text.tone, warnings=text.warnings
    )


def _title(recommendation: Recommendation, names: Naming) -> tuple[Text, str]:
    if recommendation.advice is Advice.NOT_TESTED:
        return msg("Nothing could be judged"), "blue"
    if recommendation.advice is Advice.NONE_OPENS:
        return plural(
            "None of your ways opens it now", "None of the {count} services opens now", recommendation.total
        ), "red"
    complete = recommendation.opened == recommendation.total
    row = tuple(path_id for path_id in recommendation.cover if path_id != DIRECT_ID)
    if not row:
        return _directly(recommendation, complete), "green" if complete else "amber"
    paths = names.path_row(row)
    if len(row) < len(recommendation.cover):
        return _beside_direct(recommendation, complete, paths), "green" if complete else "amber"
    return _with_ways(recommendation, complete, paths), "green" if complete else "amber"


def _directly(recommendation: Recommendation, complete: bool) -> Text:
    total, opened = recommendation.total, recommendation.opened
    if complete:
        return plural("It opens directly", "All {count} services open directly", total)
    return plural(
        "{opened} of {count} service opens directly",
        "{opened} of {count} services open directly",
        total,
        opened=opened,
    )


def _beside_direct(recommendation: Recommendation, complete: bool, paths: Names) -> Text:
    total, opened = recommendation.total, recommendation.opened
    if complete:
        return plural(
            "Use {paths} where the direct line fails – then it opens",
            "Use {paths} where the direct line fails – then all {count} services open",
            total,
            paths=paths,
        )
    return plural(
        "Use {paths} where the direct line fails – then {opened} of {count} service opens",
        "Use {paths} where the direct line fails – then {opened} of {count} services open",
        total,
        paths=paths,
        opened=opened,
    )


def _with_ways(recommendation: Recommendation, complete: bool, paths: Names) -> Text:
    total, opened = recommendation.total, recommendation.opened
    if not complete:
        return plural(
            "Use {paths} – opens {opened} of {count} service",
            "Use {paths} – opens {opened} of {count} services",
            total,
            paths=paths,
            opened=opened,
        )
    if len(paths.items) > 1:
        return plural(
            "Use {paths} – together they open it",
            "Use {paths} – together they open all {count} services",
            total,
            paths=paths,
        )
    return plural("Use {paths} – it opens", "Use {paths} – it opens all {count} services", total, paths=paths)


def _why(recommendation: Recommendation, cells: Cells) -> Text:
    match recommendation.advice:
        case Advice.NOT_TESTED:
            return msg(
                "The line itself must be mended first, or the check was stopped before anything was finished."
            )
        case Advice.NONE_OPENS:
            return msg(
                "Try again later, add another kind of way, or send this report to somebody who supports you."
            )
        case Advice.DIRECT_OPENS_ALL:
            return msg("No VPN or proxy is needed now.")
    fails = recommendation.direct_fails
    if not fails:
        return NOTHING
    censored = [
        name for name in fails if (name, DIRECT_ID) in cells and word(cells[name, DIRECT_ID]) in _CENSORED
    ]
    if len(censored) == len(fails):
        return plural(
            "On its own, this network blocks it.",
            "On its own, this network blocks {count} of them.",
            len(fails),
        )
    return plural(
        "Directly, one of them does not open.", "Directly, {count} of them do not open.", len(fails)
    )


def _rest(recommendation: Recommendation, names: Naming, cells: Cells) -> Text:
    if recommendation.advice in {Advice.NOT_TESTED, Advice.NONE_OPENS}:
        return NOTHING
    unclear = recommendation.total - recommendation.opened - len(recommendation.unopened)
    down = tuple(name for name in recommendation.unopened if _is_down(name, cells))
    shut = tuple(name for name in recommendation.unopened if name not in down)
    parts = []
    if shut:
        parts.append(msg("No way opens {platforms}.", platforms=names.platform_row(shut)))
    if down:
        row = names.platform_row(down)
        parts.append(
            plural(
                "{platforms} is down by itself.",
                "{platforms} are down by themselves.",
                len(down),
                platforms=row,
            )
        )
    if unclear > 0:
        parts.append(plural("One service stayed unclear.", "{count} services stayed unclear.", unclear))
    return joined(*parts)


def _is_down(platform: str, cells: Cells) -> bool:
    words = {word(cell) for (name, _), cell in cells.items() if name == platform}
    return Word.SERVICE_DOWN in words and words <= {Word.SERVICE_DOWN, Word.NOT_CONNECTED}


def _reserve(recommendation: Recommendation, names: Naming, cells: Cells) -> Text:
    """The way that opens most when the recommended one stops."""
    if recommendation.advice is not Advice.ONE_WAY_OPENS_ALL or len(recommendation.cover) != 1:
        return NOTHING
    best = recommendation.cover[0]
    opened: dict[str, int] = {}
    for (_, path_id), cell in cells.items():
        if path_id not in {best, DIRECT_ID, *recommendation.unsafe} and word(cell) in OPENS:
            opened[path_id] = opened.get(path_id, 0) + 1
    if not opened:
        return NOTHING
    other = max(opened, key=lambda path_id: opened[path_id])
    return plural(
        "If {path} stops: {other} opens {count}.",
        "If {path} stops: {other} opens {count}.",
        opened[other],
        path=names.path(best),
        other=names.path(other),
    )


def _warnings(recommendation: Recommendation, names: Naming) -> tuple[Text, ...]:
    unsafe = (
        msg(
            "Do not use {path}: it opens your safe lines and can read what you type.",
            path=names.path(path_id),
        )
        for path_id in recommendation.unsafe
        if path_id != DIRECT_ID
    )
    direct = (
        msg("On the direct line something opens safe lines and can read what you type: do not log in there.")
        for path_id in recommendation.unsafe
        if path_id == DIRECT_ID
    )
    visible = (
        msg("With {path} your provider can still see which services you open.", path=names.path(path_id))
        for path_id in recommendation.visible
        if path_id != DIRECT_ID
    )
    return (*unsafe, *direct, *visible)

"""The recommendation in one sentence, with what stands behind it and what to beware of."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Advice, PathInfo, Recommendation, Run
from waythrough.model.verdict import Label
from waythrough.verdict.cover import leading, unhidden
from waythrough.verdict.explain_advice import SIGN_IN
from waythrough.verdict.explain_names import Naming, naming
from waythrough.verdict.explain_recommend_case import Case, Cells
from waythrough.verdict.explain_recommend_title import title_and_tone
from waythrough.verdict.explain_word import OPENS, checked, word
from waythrough.verdict.words import NOTHING, Text, joined, msg, plural

_MOST_DANGERS: Final = 2
_NO_CELLS: Final[Cells] = MappingProxyType({})

_ADD_WAY: Final = msg("Add a VPN or proxy that you trust and check again: then you see which one opens more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationText:
    """The card: `tone` is green (all opens, or there is a way to use), amber (a part), red (nothing, or danger), blue.

    Blue is what is not known yet. `sentence` is all that is said below the title, `parts` the same one by one, what
    matters most first; the first `dangers` of the warnings are of lines that somebody reads.
    """

    title: Text
    sentence: Text
    tone: str
    warnings: tuple[Text, ...] = ()
    parts: tuple[Text, ...] = ()
    dangers: int = 0

    @property
    def told(self) -> tuple[Text, ...]:
        """The warnings that are never left for later: the first dangers, and what the advised ways do not hide."""
        return (*self.warnings[: min(self.dangers, _MOST_DANGERS)], *self.warnings[self.dangers :])


def recommendation_text(
    recommendation: Recommendation, names: Naming, cells: Cells = _NO_CELLS, *, running: bool = False
) -> RecommendationText:
    """The words of a recommendation. `cells` tell what the network blocks and what stands in reserve."""
    case = Case(advice=recommendation, names=names, cells=cells)
    title, tone = title_and_tone(case)
    beside = NOTHING
    if not running and _leads_into_danger(case):
        beside = NOTHING if recommendation.advice is Advice.NONE_OPENS else msg("{sentence}.", sentence=title)
        row = names.platform_row(case.snares)
        title, tone = (
            msg("Not safe here: {platforms} – do not log in or type anything there", platforms=row),
            "red",
        )
    said = (beside, _why(case), _hides(case), _rest(case), _reserve(case))
    parts = tuple(part for part in said if part.template)
    if recommendation.advice is Advice.NOT_TESTED and running:
        title, parts = msg("Checking which way gets through…"), ()
    settled = recommendation.advice is Advice.ONE_WAY_OPENS_ALL
    dangers = _dangers(case)
    return RecommendationText(
        title=title,
        sentence=joined(*parts),
        tone=tone if settled or not running else "blue",
        warnings=(*dangers, *_warnings(case)),
        dangers=len(dangers),
        parts=parts,
    )


def run_recommendation(run: Run, language: str = "en") -> RecommendationText:
    """The recommendation of a finished run, names in a language."""
    names = naming(run, language)
    return advice_text(run.recommendation, names, run.cells, run.paths, stopped=run.interrupted)


def advice_text(
    recommendation: Recommendation,
    names: Naming,
    cells: Cells,
    paths: Iterable[PathInfo],
    *,
    stopped: bool,
    running: bool = False,
) -> RecommendationText:
    """The words of a recommendation, or of what was found until a check was stopped."""
    if stopped and recommendation.advice is not Advice.NOT_TESTED:
        return stopped_text(recommendation, names, cells, paths)
    return recommendation_text(recommendation, names, cells, running=running)


def stopped_text(
    recommendation: Recommendation, names: Naming, cells: Cells, paths: Iterable[PathInfo]
) -> RecommendationText:
    """The words of a check that was stopped: what opened until then, and no advice, since half a table gives none.

    Whoever uses the way that is named all the same is told what there is to beware of.
    """
    opened = Counter(path for (_platform, path), cell in cells.items() if cell.works)
    best = leading(paths, opened, unsafe=recommendation.unsafe)
    stopped = joined(
        msg("The check was stopped early; this is what was found until then."),
        msg("Nothing is said of what was not checked."),
    )
    named = () if best is None else (best.id,)
    visible, unchecked = unhidden(() if best is None else (best,))
    advice = replace(recommendation, cover=named, visible=visible, unchecked=unchecked)
    case = Case(advice=advice, names=names, cells=cells)
    dangers = _dangers(case)
    return RecommendationText(
        title=_until_then(best, opened, case),
        sentence=stopped,
        tone="blue",
        warnings=(*dangers, *_warnings(case)),
        dangers=len(dangers),
        parts=(stopped,),
    )


def _until_then(best: PathInfo | None, opened: Mapping[str, int], case: Case) -> Text:
    if best is None:
        return msg("So far nothing has opened")
    total = sum(path == best.id and checked(cell) for (_platform, path), cell in case.cells.items())
    if best.id == DIRECT_ID:
        return plural(
            "So far: {opened} of {count} that was checked opens directly",
            "So far: {opened} of {count} that were checked open directly",
            total,
            opened=opened[best.id],
        )
    return plural(
        "So far: {path} opens {opened} of {count} that was checked",
        "So far: {path} opens {opened} of {count} that were checked",
        total,
        path=case.names.path(best.id),
        opened=opened[best.id],
    )


def _leads_into_danger(case: Case) -> bool:
    """Whether somebody who follows the advice could still end up on a line that is read."""
    return bool(case.snares) and (not case.ways or DIRECT_ID in case.advice.cover)


def _why(case: Case) -> Text:
    match case.advice.advice:
        case Advice.NOT_TESTED:
            return _not_tested(case)
        case Advice.NONE_OPENS if case.only_direct:
            return joined(msg("Only the direct line was tested."), _ADD_WAY)
        case Advice.NONE_OPENS:
            return msg(
                "Try again later, add another kind of way, or send this report to somebody who supports you."
            )
        case Advice.DIRECT_OPENS_ALL:
            return msg("No VPN or proxy is needed now.")
        case Advice.SOME_OPEN if case.only_direct:
            return joined(_direct_fails(case), msg("Only the direct line was tested."), _ADD_WAY)
    return _direct_fails(case)


def _not_tested(case: Case) -> Text:
    """What stood in the way of a judgement: one thing, the true one."""
    match case.mask:
        case Label.CAPTIVE_PORTAL:
            return SIGN_IN
        case Label.CLOCK_SKEW:
            return msg("Set the clock of this computer first, then check again.")
        case Label.UNTARGETED_BLOCKING:
            return msg(
                "This network closes almost everything. A VPN or proxy that you trust may get through."
            )
        case Label():
            return msg("The line itself must be mended first.")
    if case.stopped or not case.cells:
        return msg("The check was stopped before anything was finished.")
    return msg("No try gave a clear result. Check again in a few minutes.")


def _direct_fails(case: Case) -> Text:
    fails, checked = len(case.direct_shut), case.checked
    parts = []
    if fails and checked == 1:
        parts.append(
            msg("On its own, this network blocks it.") if case.blocked else msg("Directly, it does not open.")
        )
    elif fails and case.blocked and not case.by_trick:
        parts.append(
            msg(
                "Without a VPN or proxy, this network blocks {count} of {checked}.",
                count=fails,
                checked=checked,
            )
        )
    elif fails:
        parts.append(
            plural(
                "Directly, {count} of the {checked} that were checked does not open.",
                "Directly, {count} of the {checked} that were checked do not open.",
                fails,
                checked=checked,
            )
        )
    partly = tuple(name for name in case.direct_partly if name not in case.partly)
    if partly:
        row = case.names.platform_row(partly)
        parts.append(msg("Directly, only in part: {platforms}.", platforms=row))
    return joined(*parts)


def _rest(case: Case) -> Text:
    if case.advice.advice is Advice.NOT_TESTED:
        return NOTHING
    parts = []
    if case.shut and case.advice.advice is not Advice.NONE_OPENS:
        row = case.names.platform_row(case.shut)
        if case.only_direct:
            parts.append(msg("It does not open: {platforms}.", platforms=row))
        else:
            parts.append(msg("No way opens {platforms}.", platforms=row))
    if case.partly:
        row = case.names.platform_row(case.partly)
        parts.append(
            plural(
                "{count} opens only in part: {platforms}.",
                "{count} open only in part: {platforms}.",
                len(case.partly),
                platforms=row,
            )
        )
    if case.advice.advice is Advice.NONE_OPENS:
        return joined(*parts)
    if case.down:
        row = case.names.platform_row(case.down)
        parts.append(
            plural(
                "{platforms} is down by itself.",
                "{platforms} are down by themselves.",
                len(case.down),
                platforms=row,
            )
        )
    unclear = case.advice.total - case.advice.opened - len(case.advice.unopened)
    if unclear > 0:
        parts.append(plural("One service stayed unclear.", "{count} services stayed unclear.", unclear))
    return joined(*parts)


def _hides(case: Case) -> Text:
    """Why this way and not another that opens as much: what the provider sees."""
    if not case.ways or case.advice.visible:
        return NOTHING
    return plural(
        "{paths} also hides from your provider which services you open.",
        "{paths} also hide from your provider which services you open.",
        len(case.ways),
        paths=case.names.path_row(case.ways),
    )


def _reserve(case: Case) -> Text:
    """The way that opens most when the recommended one stops."""
    recommendation, names = case.advice, case.names
    if recommendation.advice is not Advice.ONE_WAY_OPENS_ALL or len(recommendation.cover) != 1:
        return NOTHING
    best = recommendation.cover[0]
    opened: dict[str, int] = {}
    for (platform, path_id), cell in case.cells.items():
        spare = path_id in recommendation.tricks and platform not in recommendation.direct_fails
        if path_id not in {best, DIRECT_ID, *recommendation.unsafe} and word(cell) in OPENS and not spare:
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


def _dangers(case: Case) -> tuple[Text, ...]:
    """What somebody must know who is about to log in."""
    recommendation, names = case.advice, case.names
    told = [
        msg("Do not use {path}: it opens your safe lines and can read what you type.", path=names.path(path))
        for path in recommendation.unsafe
        if path != DIRECT_ID
    ]
    if case.hazards:
        row = names.platform_row(case.hazards)
        told.append(
            msg(
                "Not safe on the direct line: {platforms}. Do not log in or type anything there.",
                platforms=row,
            )
        )
    elif DIRECT_ID in recommendation.unsafe:
        told.append(
            msg(
                "On the direct line something opens safe lines and can read what you type: do not log in there."
            )
        )
    if case.same_line:
        told.append(
            plural(
                "{paths} comes out on the same line: what is not safe there is not safe with it either.",
                "{paths} come out on the same line: what is not safe there is not safe with them either.",
                len(case.same_line),
                paths=names.path_row(case.same_line),
            )
        )
    return tuple(told)


def _warnings(case: Case) -> tuple[Text, ...]:
    recommendation, names = case.advice, case.names
    told = [
        msg(
            "{path} encrypts, but its server's certificate is not checked: whoever sits in between can read along.",
            path=names.path(path),
        )
        for path in recommendation.unchecked
    ]
    told.extend(
        msg("With {path} your provider can still see which services you open.", path=names.path(path))
        for path in recommendation.visible
        if path not in (DIRECT_ID, *recommendation.tricks, *recommendation.unchecked)
    )
    told.extend(
        msg(
            "{path} is a trick on the direct line and no VPN: it hides nothing from your provider, who may stop it"
            " any day. Only programs that can do the same are helped by it.",
            path=names.path(path),
        )
        for path in recommendation.cover
        if path in recommendation.tricks
    )
    return tuple(told)

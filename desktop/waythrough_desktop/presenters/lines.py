"""The sentences of the Check page: the amount, the progress, and what the card and the note say."""

from dataclasses import dataclass, replace
from typing import Self

from waythrough.model.event import Progress
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Advice, Recommendation
from waythrough.model.verdict import Verdict
from waythrough.verdict.explain import (
    Banner,
    BannerAction,
    RecommendationText,
    network_banners,
)
from waythrough_desktop.i18n import Size, Span, _, facts, plural, say
from waythrough_desktop.presenters import so_far
from waythrough_desktop.presenters.effort import Effort, cost, rounded, warning
from waythrough_desktop.presenters.state import Act, Card, Offer, Phase
from waythrough_desktop.theme import ToneName

_ICONS = {
    "green": "tick_disc",
    "amber": "triangle",
    "red": "octagon_outline",
    "blue": "ring_progress",
}
_BANNER_ICONS = {"amber": "triangle", "red": "octagon_outline", "blue": "info"}
_ACTS = {
    BannerAction.CHECK_AGAIN: Act.CHECK,
    BannerAction.OPEN_SIGN_IN: Act.SIGN_IN,
    BannerAction.SET_CLOCK: Act.SET_CLOCK,
    BannerAction.ADD_WAY: Act.ADD_WAY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressLine:
    """The numbers of the progress line."""

    done: int = 0
    total: int = 0
    bytes_used: int = 0
    seconds_left: float | None = None
    elapsed: float = 0.0
    rechecking: int = 0

    @classmethod
    def of(cls, event: Progress) -> Self:
        return cls(
            done=event.done,
            total=event.total,
            bytes_used=event.bytes_used,
            seconds_left=event.seconds_left,
            elapsed=event.elapsed,
            rechecking=event.rechecking,
        )

    @property
    def part(self) -> float:
        """0 to 1."""
        return self.done / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """What the card is made from."""

    phase: Phase
    services: int
    ways: int
    network: tuple[Verdict, ...]
    recommendation: Recommendation | None
    text: RecommendationText | None
    interrupted: bool
    best: so_far.Tally | None
    done: int
    cells: int
    elapsed: float
    error: BaseException | None
    starting: bool = False
    practice: bool = False
    offer: Offer | None = None
    older: str = ""


def amount(services: int, ways: int, cells: int, effort: Effort) -> str:
    """What a check comes to, before it is started: a thorough one in a sentence of its own."""
    if not services:
        return _("No services chosen")
    told = warning(effort, cells)
    line = facts(
        plural("{count} service", "{count} services", services),
        plural("{count} way", "{count} ways", ways) if ways else _("directly"),
        *(() if told else cost(effort, cells)),
        _("results stay on this computer"),
    )
    return f"{line}\n{told}" if told else line


def progress(line: ProgressLine, view: CardView, *, opening: str = "") -> str:
    """The line beside the bar; `opening`: what ways are doing."""
    phase, stopped = view.phase, view.interrupted
    used = _("{size} used", size=Size(line.bytes_used)) if line.bytes_used else ""
    if phase is Phase.READY:
        return ""
    if phase is Phase.STOPPING:
        return facts(_("Stopping…"), used)
    if phase is Phase.DONE and stopped:
        return facts(_("Stopped"), used)
    if phase is Phase.DONE and not view.done and view.error is None:
        return facts(_("Nothing could be tested"), used)
    if phase is Phase.DONE:
        took = _("Finished in {span}", span=Span(max(1, line.elapsed))) if line.elapsed else _("Finished")
        return facts(took, used)
    checks = plural("{done} of {count} check", "{done} of {count} checks", line.total, done=line.done)
    if line.rechecking and line.done == line.total:
        again = plural("looking again at {count}", "looking again at {count}", line.rechecking)
        return facts(checks, again, used)
    left = "" if line.seconds_left is None else _("about {span} left", span=Span(rounded(line.seconds_left)))
    return facts(checks, left, used, opening)


def share(line: ProgressLine, view: CardView) -> float | None:
    """How full the bar is, 0 to 1; a run that was stopped, or that could test nothing, never fills it."""
    phase = view.phase
    if phase is Phase.DONE and (view.interrupted or not view.done):
        return view.done / view.cells if view.cells else 0.0
    return None if phase is Phase.READY else 1.0 if phase is Phase.DONE else line.part


def card(view: CardView) -> tuple[Card, Card | None]:
    """The card above the table and the note below it: what masks everything takes the card's place."""
    if view.error is not None:
        return _fault(view.error), None
    banners = network_banners(view.network)
    masking = next((banner for banner in banners if banner.masks), None)
    rest = next((banner for banner in banners if banner is not masking), None)
    note = None if rest is None else _banner(rest)
    judged = view.recommendation is not None and view.recommendation.advice is not Advice.NOT_TESTED
    if masking is not None and not judged:
        return _banner(masking), note
    if masking is not None:
        note = _banner(masking)
    if view.phase is Phase.READY:
        return _before(view), None
    return _advice(view), note


def _advice(view: CardView) -> Card:
    text, advice = view.text, view.recommendation
    unsafe = len(advice.unsafe) if advice is not None else 0
    warnings = so_far.warnings_of(text, unsafe)
    if view.phase is not Phase.DONE:
        return so_far.running(view.best, warnings, stopping=view.phase is Phase.STOPPING)
    if text is None or view.interrupted:
        judged = advice is not None and advice.advice is not Advice.NOT_TESTED
        found = so_far.stopped(text if judged else None, view.done, view.cells, view.elapsed)
        return found if view.offer is None else replace(found, acts=(Act.CONTINUE, found.acts[-1]))
    said, more = said_first(text)
    return Card(
        tone=ToneName(text.tone),
        icon=_ICONS[text.tone],
        title=say(text.title),
        text=said,
        more=f"{more} {view.older}".strip(),
        acts=_next_acts(view),
    )


def said_first(text: RecommendationText) -> tuple[str, str]:
    """What is said at once, and what waits to be asked for: what protects stands beside what matters most."""
    later = [each for each in text.warnings if each not in text.told]
    said, more = (*text.parts[:1], *text.told), (*text.parts[1:], *later)
    return " ".join(map(say, said)), " ".join(map(say, more))


def _recommends(view: CardView) -> bool:
    """Whether there is a way to use: that is good news, also where it does not open everything."""
    return view.recommendation is not None and any(name != DIRECT_ID for name in view.recommendation.cover)


def _next_acts(view: CardView) -> tuple[Act, ...]:
    """Two at most: the page has room for them, and a person for a choice."""
    advice = view.recommendation.advice if view.recommendation else Advice.NOT_TESTED
    needs_way = advice in (Advice.SOME_OPEN, Advice.NONE_OPENS) or not view.ways
    wanted = [Act.HOW_TO_USE] if _recommends(view) else []
    if needs_way and not view.practice:  # a way of one's own leads nowhere there
        wanted.append(Act.ADD_WAY)
    return (*wanted, Act.SAVE_REPORT)[:2]


def _before(view: CardView) -> Card:
    if view.starting:
        return Card(
            tone=ToneName.BLUE,
            icon="ring_progress",
            title=_("Starting the practice network…"),
            text=_("Invented services, a censor and proxies are set up inside this computer."),
        )
    if not view.services:
        return Card(
            tone=ToneName.BLUE,
            icon="info",
            title=_("Choose which services you need"),
            text=_("The short list holds five that many people ask for. You can change it at any time."),
            acts=(Act.USE_SHORT_LIST, Act.CHOOSE_SERVICES),
        )
    if view.offer is not None:
        return _offer(view.offer)
    if not view.ways:
        return Card(
            tone=ToneName.BLUE,
            icon="info",
            title=_("You can check directly now"),
            text=_("To compare, add a VPN or proxy: then you see which way opens what."),
            acts=() if view.practice else (Act.ADD_WAY,),
        )
    return Card(
        tone=ToneName.BLUE,
        icon="info",
        title=_("Ready to check"),
        text=_("Every service is tried directly and by each of your ways. You can stop at any time."),
    )


def _offer(offer: Offer) -> Card:
    title = plural(
        "The last check was cut short: {done} of {count} done",
        "The last check was cut short: {done} of {count} done",
        offer.total,
        done=offer.done,
    )
    return Card(
        tone=ToneName.BLUE,
        icon="info",
        title=title,
        text=_("What was found is kept. If you continue, only the rest is tested."),
        acts=(Act.CONTINUE, Act.LET_BE),
    )


def _banner(banner: Banner) -> Card:
    return Card(
        tone=ToneName(banner.tone),
        icon=_BANNER_ICONS[banner.tone],
        title=say(banner.title),
        text=say(banner.sentence),
        acts=() if banner.mere_note else (_ACTS[banner.action],),
    )


def _fault(error: BaseException) -> Card:
    return Card(
        tone=ToneName.AMBER,
        icon="triangle",
        title=_("The check could not be finished because of a fault in this program"),
        text=_(
            "What was found until then is shown below and is right. It says nothing about the network."
            " (code {code})",
            code=f"RUN-{type(error).__name__}",
        ),
        acts=(Act.CHECK, Act.COPY_ERROR),
    )


__all__ = ["CardView", "ProgressLine", "amount", "card", "progress", "said_first"]

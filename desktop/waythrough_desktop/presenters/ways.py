"""The list of ways as the My ways page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.model.run import PathInfo
from waythrough.model.verdict import Verdict
from waythrough.model.way_word import WayWord
from waythrough.verdict.explain import fact_lines, path_advice, path_state
from waythrough.verdict.explain_path import behind_portal, offline
from waythrough_desktop.i18n import _, facts, say, translated
from waythrough_desktop.presenters.check import CheckPresenter
from waythrough_desktop.presenters.faces import way_name
from waythrough_desktop.presenters.server_key import confirm_advice, unconfirmed
from waythrough_desktop.presenters.session import Session
from waythrough_desktop.presenters.way_words import seen_by_provider, server
from waythrough_desktop.theme import ToneName
from waythrough_desktop.ways_trial import WaysTrial


@dataclass(frozen=True, slots=True, kw_only=True)
class WayFace:
    """One way of the list; `advice` tells what to do about it, "" when there is nothing to do.

    `known` are sentences about a way that is connected.
    """

    id: str
    name: str
    kind: str
    server: str
    used: bool
    advice: str
    known: str
    icon: str
    tone: ToneName
    asks_key: bool = False
    """Whether the key of its server waits to be confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayState:
    """What is known of a way, as it is shown; `text` is "" while nothing is.

    `failed`: it was tried and is of no use; `untested`: the line itself was at fault.
    """

    icon: str = "nav_ways"
    tone: ToneName = ToneName.NONE
    text: str = ""
    advice: str = ""
    known: str = ""
    failed: bool = False
    untested: bool = False

    @property
    def said(self) -> str:
        """What was found, and what to do about it."""
        return f"{self.text}. {self.advice}" if self.text and self.advice else self.text


def way_state(info: PathInfo, network: Iterable[Verdict] = ()) -> WayState:
    """What a check or a trial has found of a way; `network`: what it found of the line itself."""
    network = tuple(network)
    untested = not info.usable and (behind_portal(network) or offline(network))
    if info.usable is None and info.verdict is None and info.safe:
        return WayState(known=_facts(info))
    icon, tone = "nav_ways", ToneName.NONE
    if not info.safe:
        icon, tone = "shield", ToneName.DARK
    elif info.usable is not None:
        icon, tone = ("tick_disc", ToneName.GREEN) if info.usable else ("minus_disc", ToneName.GREY)
    if _rule(info) == f"path.{WayWord.HOST_KEY_CHANGED}":
        icon, tone = "triangle", ToneName.RED
    return WayState(
        icon=icon,
        tone=tone,
        text=say(path_state(info, network)),
        advice=say(path_advice(info, network)),
        known=_facts(info),
        failed=not info.safe or (info.usable is False and not untested),
        untested=untested,
    )


def trying_state() -> WayState:
    """A way that is being tried now."""
    return WayState(icon="ring_progress", tone=ToneName.BLUE, text=_("Testing…"))


def way_faces(session: Session, check: CheckPresenter, trial: WaysTrial | None = None) -> tuple[WayFace, ...]:
    """All ways besides the line itself, with what the last check or trial showed of them."""
    tried, line = (check.run.paths, check.run.network) if check.run is not None else ((), ())
    known = {info.id: (info, line) for info in tried if info.id not in check.changed_ways}
    waiting: frozenset[str] = frozenset()
    if trial is not None:
        known |= {info.id: (info, trial.lines.get(info.id, ())) for info in trial.found.values()}
        waiting = trial.waiting
    specs = {spec.id: spec for spec in session.paths}
    return tuple(
        _face(
            own,
            specs[own.id],
            *known.get(own.id, (own, ())),
            used=own.id not in session.resting,
            trying=own.id in waiting,
            practice=session.practice,
        )
        for own in session.all_columns()
        if own.id != DIRECT_ID
    )


def _face(
    own: PathInfo,
    spec: PathSpec,
    info: PathInfo,
    network: tuple[Verdict, ...],
    *,
    used: bool,
    trying: bool,
    practice: bool,
) -> WayFace:
    state = trying_state() if trying else way_state(info, network)
    asks_key = _rule(info) == f"path.{WayWord.HOST_KEY_UNKNOWN}" and bool(unconfirmed(spec))
    return WayFace(
        id=own.id,
        name=way_name(own),
        kind=facts(
            translated(info.kind_name or info.kind), state.text, seen_by_provider(spec, practice=practice)
        ),
        server=server(spec),
        used=used,
        advice=confirm_advice() if asks_key and not trying else state.advice,
        known=state.known,
        icon=state.icon,
        tone=state.tone,
        asks_key=asks_key and not trying,
    )


def fits(face: WayFace, text: str) -> bool:
    """Whether a way is one that was searched for, by any of what is shown of it."""
    shown = f"{face.name} {face.kind} {face.server} {face.advice}".casefold()
    return all(word in shown for word in text.casefold().split())


def _rule(info: PathInfo) -> str:
    return "" if info.verdict is None else info.verdict.rule_id


def _facts(info: PathInfo) -> str:
    return " ".join(say(each) for each in fact_lines(info))

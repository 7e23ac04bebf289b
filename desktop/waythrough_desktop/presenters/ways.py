"""The list of ways as the My ways page shows it."""

from dataclasses import dataclass

from waythrough.model.path import DIRECT_ID
from waythrough.model.way_word import WayWord
from waythrough.verdict.explain import fact_lines, path_advice, path_state
from waythrough_desktop.i18n import facts, say, translated
from waythrough_desktop.presenters.check import CheckPresenter
from waythrough_desktop.presenters.faces import way_name
from waythrough_desktop.presenters.server_key import confirm_advice, unconfirmed
from waythrough_desktop.presenters.session import Session
from waythrough_desktop.presenters.way_words import seen_by_provider, server
from waythrough_desktop.theme import ToneName


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


def way_faces(session: Session, check: CheckPresenter) -> tuple[WayFace, ...]:
    """All ways besides the line itself, with what the last check showed of them."""
    tried = check.run.paths if check.run is not None else ()
    known = {info.id: info for info in tried if info.id not in check.changed_ways}
    specs = {spec.id: spec for spec in session.paths}
    faces = []
    for own in session.all_columns():
        if own.id == DIRECT_ID:
            continue
        info, spec = known.get(own.id, own), specs[own.id]
        icon, tone = "nav_ways", ToneName.NONE
        if not info.safe:
            icon, tone = "shield", ToneName.DARK
        elif info.usable is not None:
            icon, tone = ("tick_disc", ToneName.GREEN) if info.usable else ("minus_disc", ToneName.GREY)
        rule = "" if info.verdict is None else info.verdict.rule_id
        if rule == f"path.{WayWord.HOST_KEY_CHANGED}":
            icon, tone = "triangle", ToneName.RED
        asks_key = rule == f"path.{WayWord.HOST_KEY_UNKNOWN}" and bool(unconfirmed(spec))
        said = info.usable is not None or info.verdict is not None or not info.safe
        state = say(path_state(info)) if said else ""
        faces.append(
            WayFace(
                id=info.id,
                name=way_name(own),
                kind=facts(translated(info.kind_name or info.kind), state, seen_by_provider(spec)),
                server=server(spec),
                used=info.id not in session.resting,
                advice=confirm_advice() if asks_key else say(path_advice(info)),
                known=" ".join(say(each) for each in fact_lines(info)),
                icon=icon,
                tone=tone,
                asks_key=asks_key,
            )
        )
    return tuple(faces)

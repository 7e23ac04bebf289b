"""The list of ways as the My ways page shows it."""

from dataclasses import dataclass

from waythrough.model.path import DIRECT_ID
from waythrough.verdict.explain import path_advice, path_state
from waythrough_desktop.i18n import _, facts, say, translated
from waythrough_desktop.presenters.check import CheckPresenter
from waythrough_desktop.presenters.faces import way_name
from waythrough_desktop.presenters.session import Session
from waythrough_desktop.theme import ToneName


@dataclass(frozen=True, slots=True, kw_only=True)
class WayFace:
    """One way of the list; `advice` tells what to do about it, "" when there is nothing to do."""

    id: str
    name: str
    kind: str
    advice: str
    icon: str
    tone: ToneName


def way_faces(session: Session, check: CheckPresenter) -> tuple[WayFace, ...]:
    """All ways besides the line itself, with what the last check showed of them."""
    known = {info.id: info for info in check.run.paths} if check.run is not None else {}
    faces = []
    for info in session.columns():
        if info.id == DIRECT_ID:
            continue
        info = known.get(info.id, info)
        icon, tone = "nav_ways", ToneName.NONE
        if not info.safe:
            icon, tone = "shield", ToneName.DARK
        elif info.usable is not None:
            icon, tone = ("tick_disc", ToneName.GREEN) if info.usable else ("minus_disc", ToneName.GREY)
        hidden = "" if info.encrypts_to_exit else _("your provider can still see which services you open")
        state = say(path_state(info)) if info.usable is not None or not info.safe else ""
        faces.append(
            WayFace(
                id=info.id,
                name=way_name(info),
                kind=facts(translated(info.kind_name or info.kind), state, hidden),
                advice=say(path_advice(info)),
                icon=icon,
                tone=tone,
            )
        )
    return tuple(faces)

"""What a service comes to over all ways, in one line; and the order in which services stand."""

from collections.abc import Sequence
from dataclasses import replace

from waythrough.catalog.text import folded
from waythrough.model.path import DIRECT_ID
from waythrough.verdict.explain import LOOK, Word
from waythrough_desktop.i18n import _, language
from waythrough_desktop.models.face import RowHead
from waythrough_desktop.presenters.faces import cell_face, state_face, way_name
from waythrough_desktop.presenters.seen import Seen
from waythrough_desktop.presenters.state import Order

RUN_STATES = (Word.CHECKING, Word.WAITING, Word.NOT_CHECKED)


def row_head(seen: Seen, platform_id: str, *, going: bool) -> RowHead:
    """A service with the way that opens it, or with the word of the direct line where nothing does."""
    head = RowHead(id=platform_id, name=seen.platforms[platform_id].name(language()))
    if not seen.paths:
        return head
    opening = _opening_way(seen, platform_id, going=going)
    if opening:
        seen.heads[platform_id] = opening
        return _told(seen, head, opening, _opens(seen, opening), going=going)
    seen.heads.pop(platform_id, None)
    words = {path_id: seen.words[(platform_id, path_id)] for path_id in seen.paths}
    waiting = next((state for state in RUN_STATES if state in words.values()), None)
    first = DIRECT_ID if DIRECT_ID in words else next(iter(words))
    if waiting is not None and (going or set(words.values()) == {waiting}):
        return replace(head, way=first, face=state_face(waiting))
    part = next((path_id for path_id, shown in words.items() if shown is Word.PARTLY), "")
    if part:
        return _told(seen, head, part, _in_part(seen, part), going=going)
    return _told(seen, head, first, _shut(seen, platform_id), going=going)


def ordered(
    seen: Seen, order: Order, *, way: str = "", best_first: bool = False, going: bool = False
) -> list[str]:
    """The services in an order; equal ones as they were chosen."""
    ids = list(seen.platforms)
    match order:
        case Order.NAME:
            return sorted(ids, key=lambda each: folded(seen.platforms[each].name(language())))
        case Order.TROUBLE:
            return sorted(ids, key=lambda each: _trouble(seen, each, going=going))
        case Order.WAY if way in seen.paths:
            return sorted(ids, key=lambda each: _rank(seen.words[(each, way)], best_first=best_first))
    return ids


def order_text(seen: Seen, order: Order, *, way: str = "", best_first: bool = False) -> str:
    """How the services stand, "" for the order in which they were chosen."""
    match order:
        case Order.NAME:
            return _("sorted by name")
        case Order.TROUBLE:
            return _("sorted: what does not open first")
        case Order.WAY if way in seen.paths and best_first:
            return _("sorted by {path}: what opens first", path=way_name(seen.paths[way]))
        case Order.WAY if way in seen.paths:
            return _("sorted by {path}: what does not open first", path=way_name(seen.paths[way]))
    return ""


def found(seen: Seen, text: str) -> Sequence[str] | None:
    """The services whose name, in any language, holds every word; None for no words at all."""
    wanted = folded(text).split()
    if not wanted:
        return None
    spoken = {name: folded(" ".join((name, *info.names.values()))) for name, info in seen.platforms.items()}
    return [name for name, words in spoken.items() if all(word in words for word in wanted)]


def _opening_way(seen: Seen, platform_id: str, *, going: bool) -> str:
    """The way to name: the recommended one, then the line itself, then the one named before, then the quickest."""
    times = {
        path_id: cell.seconds or 0.0
        for path_id, info in seen.paths.items()
        if info.safe
        and (cell := seen.cells.get((platform_id, path_id))) is not None
        and cell.works is True
        and seen.words[cell.key] not in RUN_STATES
    }
    advice = None if going else seen.recommendation
    choice = (
        next((each for each in advice.choices if each.platform_id == platform_id), None) if advice else None
    )
    wishes = (choice.first if choice else "", DIRECT_ID, seen.heads.get(platform_id, ""))
    return next((wish for wish in wishes if wish in times), "") or min(
        times, key=lambda each: times[each], default=""
    )


def _told(seen: Seen, head: RowHead, path_id: str, line: str, *, going: bool) -> RowHead:
    key = head.id, path_id
    cell = seen.cells.get(key)
    face = state_face(seen.words[key]) if cell is None else cell_face(cell, going=going)
    return replace(head, line=line, way=path_id, face=face)


def _opens(seen: Seen, path_id: str) -> str:
    if path_id == DIRECT_ID:
        return _("opens directly")
    return _("opens with {path}", path=way_name(seen.paths[path_id]))


def _in_part(seen: Seen, path_id: str) -> str:
    if path_id == DIRECT_ID:
        return _("opens only in part, directly")
    return _("opens only in part, with {path}", path=way_name(seen.paths[path_id]))


def _shut(seen: Seen, platform_id: str) -> str:
    cells = [seen.cells.get((platform_id, path_id)) for path_id in seen.paths]
    if any(cell is None or cell.works is not False for cell in cells):
        return _("no way is known to open it")
    return _("does not open directly") if len(cells) == 1 else _("none of your ways opens it")


def _rank(shown: Word, *, best_first: bool) -> tuple[bool, int]:
    severity = LOOK[shown].severity
    return shown in RUN_STATES, severity if best_first else -severity


def _trouble(seen: Seen, platform_id: str, *, going: bool) -> tuple[bool, bool, int]:
    way = _opening_way(seen, platform_id, going=going)
    first = DIRECT_ID if DIRECT_ID in seen.paths else next(iter(seen.paths), "")
    shown = seen.words.get((platform_id, way or first), Word.NOT_CHECKED)
    return bool(way), *_rank(shown, best_first=False)

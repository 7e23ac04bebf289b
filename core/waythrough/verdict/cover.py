"""The recommendation: first and second choice for each platform, and the fewest ways that open everything."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

from waythrough.model.path import DIRECT_ID, TRICKS_ID
from waythrough.model.run import Advice, Cell, Choice, PathInfo, Recommendation
from waythrough.model.verdict import Label, Verdict
from waythrough.verdict.rules_tls import SAME_LINE

_EXACT_UP_TO = 14  # ways tried in all combinations; beyond that the greedy cover is taken


def recommend(
    platforms: Sequence[str], paths: Sequence[PathInfo], cells: Mapping[tuple[str, str], Cell]
) -> Recommendation:
    """Advice from the cells as they stand. Ways that showed interception are never part of it."""
    columns: dict[str, list[Cell]] = {path.id: [] for path in paths}
    for cell in cells.values():  # apart, since this is asked anew with every cell of a run
        columns.setdefault(cell.path_id, []).append(cell)
    unsafe = tuple(path.id for path in paths if not path.safe or interception_by(columns[path.id], path.id))
    safe = [path for path in paths if path.id not in unsafe]
    opens = {path.id: frozenset(p for p in platforms if _works(cells, p, path.id)) for path in safe}
    judged = [p for p in platforms if any(_settled(cells, p, path.id) for path in paths)]
    ranked = sorted(safe, key=lambda path: _rank(path, opens[path.id], columns[path.id]))
    openable = frozenset().union(*opens.values()) if opens else frozenset()
    cover = _cover(ranked, opens, openable)
    visible, unchecked = unhidden(path for path in safe if path.id in cover)
    return Recommendation(
        advice=_advice(cover, openable, judged),
        cover=cover,
        choices=tuple(_choice(p, _needed(p, ranked, opens), opens, cells) for p in platforms),
        unopened=tuple(p for p in judged if p not in openable),
        unsafe=unsafe,
        visible=visible,
        unchecked=unchecked,
        direct_fails=tuple(p for p in platforms if _fails(cells, p, DIRECT_ID)),
        tricks=tuple(path.id for path in safe if path.kind == TRICKS_ID),
        opened=len(openable),
        total=len(platforms),
    )


def leading(
    paths: Iterable[PathInfo],
    opened: Mapping[str, int],
    *,
    unsafe: Collection[str] = (),
    advised: Collection[str] = (),
) -> PathInfo | None:
    """The way that has opened most, None while nothing has; one that reads along never leads.

    Of equals it is the line itself, then the one that is `advised`, then what encrypts to its exit.
    """
    able = [path for path in paths if opened.get(path.id) and path.safe and path.id not in unsafe]
    return max(
        able,
        key=lambda path: (opened[path.id], path.id == DIRECT_ID, path.id in advised, path.encrypts_to_exit),
        default=None,
    )


def unhidden(paths: Iterable[PathInfo]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of ways, those through which the provider still sees which services are opened, and of these the unchecked."""
    seen = [path for path in paths if _visible(path)]
    unchecked = (path.id for path in seen if path.facts is not None and path.facts.unchecked)
    return tuple(path.id for path in seen), tuple(unchecked)


def interception_by(cells: Iterable[Cell], path: str) -> Verdict | None:
    """What, of the cells of a way, says that it put in somebody else's certificate; what it opens beside is no safer.

    A word that was still to be confirmed accuses nobody, nor does what the direct line shows as well.
    """
    if path == DIRECT_ID:
        return None
    said = (
        verdict
        for cell in cells
        if not cell.preliminary
        for verdict in (cell.verdict, *(each.verdict for each in cell.targets))
    )
    return next((each for each in said if each.label is Label.TLS_MITM and each.qualifier != SAME_LINE), None)


def _works(cells: Mapping[tuple[str, str], Cell], platform: str, path: str) -> bool:
    cell = cells.get((platform, path))
    return cell is not None and cell.works is True


def _fails(cells: Mapping[tuple[str, str], Cell], platform: str, path: str) -> bool:
    cell = cells.get((platform, path))
    return cell is not None and cell.works is False


def _settled(cells: Mapping[tuple[str, str], Cell], platform: str, path: str) -> bool:
    cell = cells.get((platform, path))
    return cell is not None and cell.works is not None


def _rank(path: PathInfo, opened: Collection[str], cells: Iterable[Cell]) -> tuple[bool, int, float]:
    """Direct needs nothing and hides nothing; then ways that encrypt to their exit; then by reach and speed.

    `cells` are those of the way.
    """
    times = [cell.seconds for cell in cells if cell.platform_id in opened and cell.seconds]
    return _visible(path), -len(opened), sum(times) / len(times) if times else 0.0


def _cover(
    ranked: Sequence[PathInfo], opens: Mapping[str, frozenset[str]], wanted: frozenset[str]
) -> tuple[str, ...]:
    """The fewest ways that open all that can be opened; among equals the best ranked, best first.

    The line itself is free, so it is left out where another single way opens everything that is wanted.
    """
    if not wanted:
        return ()
    useful = [path.id for path in ranked if opens[path.id]]
    visible = {path.id for path in ranked if _visible(path)}
    if DIRECT_ID in useful and opens[DIRECT_ID] == wanted:
        return (DIRECT_ID,)
    if len(useful) > _EXACT_UP_TO:
        return _greedy(useful, opens, wanted)
    sizes = (combinations(useful, size) for size in range(1, len(useful) + 1))
    fewest = next(
        covers
        for chosen in sizes
        if (covers := [each for each in chosen if frozenset().union(*(opens[way] for way in each)) == wanted])
    )
    return min(fewest, key=lambda each: len(visible.intersection(each)))


def _visible(path: PathInfo) -> bool:
    """Whether the provider still sees which services are opened through the way."""
    return path.id != DIRECT_ID and not path.encrypts_to_exit


def _greedy(
    useful: Sequence[str], opens: Mapping[str, frozenset[str]], wanted: frozenset[str]
) -> tuple[str, ...]:
    chosen: list[str] = []
    missing = set(wanted)
    while missing:
        best = max(useful, key=lambda each: len(opens[each] & missing))
        chosen.append(best)
        missing -= opens[best]
    return tuple(chosen)


def _needed(platform: str, ranked: Sequence[PathInfo], opens: Mapping[str, frozenset[str]]) -> list[PathInfo]:
    """The ways without those tricks on the direct line that it needs not, since it opens the platform anyway."""
    plain = platform in opens.get(DIRECT_ID, ())
    return [path for path in ranked if not (plain and path.kind == TRICKS_ID)]


def _choice(
    platform: str,
    ranked: Sequence[PathInfo],
    opens: Mapping[str, frozenset[str]],
    cells: Mapping[tuple[str, str], Cell],
) -> Choice:
    working = [path for path in ranked if platform in opens[path.id]]
    working.sort(
        key=lambda path: (
            path.id != DIRECT_ID,
            _visible(path),
            cells[(platform, path.id)].seconds or 0.0,
        )
    )
    first, second, *_ = (*(path.id for path in working[:2]), "", "")
    return Choice(platform_id=platform, first=first, second=second)


def _advice(cover: Sequence[str], openable: Collection[str], judged: Sequence[str]) -> Advice:
    if not judged:
        return Advice.NOT_TESTED
    if not openable:
        return Advice.NONE_OPENS
    if len(openable) < len(judged):
        return Advice.SOME_OPEN
    if tuple(cover) == (DIRECT_ID,):
        return Advice.DIRECT_OPENS_ALL
    return Advice.ONE_WAY_OPENS_ALL if len(cover) == 1 else Advice.WAYS_TOGETHER_OPEN_ALL

"""How a way did over the kept checks: what share it opened, and how long pages took."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from statistics import median

from waythrough.model.path import DIRECT_ID
from waythrough.store.history import RunEntry
from waythrough.verdict.explain import DIRECT_NAME
from waythrough.verdict.explain_moment import clock, moment
from waythrough_desktop.i18n import Seconds, _, current, plural, say
from waythrough_desktop.models.points import Point, Series


class Measure(StrEnum):
    """What is drawn of a way."""

    OPENED = "opened"
    TIME = "time"


def ways_of(entries: Iterable[RunEntry], *, practice: bool, now: float = 0.0) -> tuple[tuple[str, str], ...]:
    """Id and name of each way of these checks, the line itself first, then the one that was used last.

    Ways of one name are told apart by when they were checked last.
    """
    names: dict[str, str] = {}
    last: dict[str, float] = {}
    for entry in entries:
        if entry.practice == practice:
            for way in entry.summary.ways:
                names.setdefault(way.id, way.name)
                last[way.id] = max(entry.started, last.get(way.id, 0.0))
    shared = Counter(names.values())
    for key, name in names.items():
        if shared[name] > 1:
            when = moment(current(), last[key], now)
            names[key] = _("{path} (last checked {when})", path=name, when=when)
    if DIRECT_ID in names:
        names = {DIRECT_ID: say(DIRECT_NAME)} | {key: name for key, name in names.items() if key != DIRECT_ID}
    return tuple(names.items())


def series_of(
    entries: Sequence[RunEntry], way: tuple[str, str], measure: Measure, *, practice: bool, now: float
) -> Series:
    """The values of a way in time; a check without it is a gap. What was cut short or only repeats is left out."""
    path_id, name = way
    points = tuple(
        _point(entry, path_id, measure)
        for entry in sorted(entries, key=lambda each: each.started)
        if entry.practice == practice and entry.whole and not entry.summary.repeats
    )
    first = next((place for place, point in enumerate(points) if point.value is not None), len(points))
    points = points[first:]  # before its first check the way was not there
    opened = measure is Measure.OPENED
    title = _("What {path} opened", path=name) if opened else _("How long pages took with {path}", path=name)
    return Series(
        name=title,
        sentence=_sentence(points, measure, name),
        points=points,
        heads=(_("Check"), _("Opened") if opened else _("Time")),
        name_when=lambda when: moment(current(), when, now),
        name_day=_namer_of_days(points),
        name_value=_share if opened else _time,
        top=1.0 if opened else 0.0,
        filled=opened,
    )


def _namer_of_days(points: Sequence[Point]) -> Callable[[float], str]:
    """Days as dates; where all is of one day, its times."""
    days = {datetime.fromtimestamp(each.when).astimezone().date() for each in (*points[:1], *points[-1:])}
    if len(days) == 1:
        return lambda when: clock(current(), when)
    return lambda when: current().date(datetime.fromtimestamp(when).astimezone())


def _point(entry: RunEntry, path_id: str, measure: Measure) -> Point:
    way = next((way for way in entry.summary.ways if way.id == path_id), None)
    if way is None or not way.judged:
        return Point(entry.started, None)
    return Point(entry.started, way.opened / way.judged if measure is Measure.OPENED else way.seconds)


def _sentence(points: Sequence[Point], measure: Measure, name: str) -> str:
    values = [point.value for point in points if point.value is not None]
    if not values:
        return _("{path} has no values yet.", path=name)
    shown = _share if measure is Measure.OPENED else _time
    low, middle, high, last = (shown(each) for each in (min(values), median(values), max(values), values[-1]))
    if measure is Measure.OPENED:
        return plural(
            "{path} opened {last} in its only check.",
            "{path} opened {last} in the last of {count} checks: {middle} in the middle, {low} at worst, {high} at"
            " best.",
            len(values),
            path=name, last=last, middle=middle, low=low, high=high,
        )  # fmt: skip
    return plural(
        "{path}: a page took {last} in its only check.",
        "{path}: a page took {last} in the last of {count} checks: {middle} in the middle, {low} at best, {high}"
        " at worst.",
        len(values),
        path=name, last=last, middle=middle, low=low, high=high,
    )  # fmt: skip


def _share(value: float | None) -> str:
    return _("not tested") if value is None else _("{number} %", number=round(value * 100))


def _time(value: float | None) -> str:
    return (
        _("opened nothing")
        if value is None
        else current().value(Seconds(value))
        if value
        else current().number(0)
    )

"""Points in time to columns of pixels, without Qt: many points in one column become its lowest and highest."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from waythrough_desktop.models.points import Point

_STEPS = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Column:
    """All points of one pixel column, as shares of the height from the bottom; `joined`: no gap since the last one."""

    x: int
    low: float
    high: float
    first: float
    last: float
    joined: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """From time and value to shares of a plot."""

    begin: float
    end: float
    top: float

    def x(self, when: float) -> float:
        """0 at the first point, 1 at the last; in the middle where all are of one moment."""
        return (when - self.begin) / (self.end - self.begin) if self.end > self.begin else 0.5

    def y(self, value: float) -> float:
        """0 at the bottom, 1 at the top."""
        return min(max(value / self.top, 0.0), 1.0) if self.top > 0 else 0.0

    def moment(self, x: float) -> float:
        """The time at a share of the width."""
        return self.begin + x * (self.end - self.begin)


def scale_of(points: Sequence[Point], top: float = 0.0) -> Scale:
    """The scale that holds all points; `top`: the value at its upper edge, 0 = a round one above all."""
    values = [point.value for point in points if point.value is not None]
    return Scale(
        begin=min((point.when for point in points), default=0.0),
        end=max((point.when for point in points), default=0.0),
        top=top or round_above(max(values, default=0.0)),
    )


def round_above(value: float) -> float:
    """The least of 1, 2, 5 and their tenfolds that is not below a value."""
    if value <= 0:
        return 1.0
    unit = 10.0 ** math.floor(math.log10(value))
    return next(step * unit for step in _STEPS if step * unit >= value * (1 - 1e-9))


def columns(points: Sequence[Point], scale: Scale, width: int) -> Iterator[Column]:
    """The columns that have points, from the first to the last; points must be in the order of time."""
    place, joined, known_x = -1, False, False
    low = high = first = last = 0.0
    after_gap = True
    for point in points:
        if point.value is None:
            after_gap = True
            continue
        x, y = round(scale.x(point.when) * max(width - 1, 0)), scale.y(point.value)
        if known_x and x == place and not after_gap:
            low, high, last = min(low, y), max(high, y), y
            continue
        if known_x:
            yield Column(place, low, high, first, last, joined)
        place, joined, known_x = x, known_x and not after_gap, True
        low = high = first = last = y
        after_gap = False
    if known_x:
        yield Column(place, low, high, first, last, joined)

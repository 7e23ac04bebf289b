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

    @property
    def heights(self) -> tuple[float, ...]:
        """Where a line through the column goes, from its first point to its last."""
        return (self.last,) if self.low == self.high else (self.first, self.low, self.high, self.last)


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
    begin, unit = scale.begin, max(width - 1, 0)
    across = unit / (scale.end - begin) if scale.end > begin else 0.0
    middle = 0 if across else round(unit / 2)
    open_: Column | None = None
    gap = True
    for point in points:
        if point.value is None:
            gap = True
            continue
        x, y = middle + round((point.when - begin) * across), scale.y(point.value)
        if open_ is not None and x == open_.x and not gap:
            open_ = Column(x, min(open_.low, y), max(open_.high, y), open_.first, y, open_.joined)
            continue
        if open_ is not None:
            yield open_
        open_ = Column(x, y, y, y, y, open_ is not None and not gap)
        gap = False
    if open_ is not None:
        yield open_

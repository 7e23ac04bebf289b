"""Points to columns of pixels."""

import pytest

from waythrough_desktop.models.points import Point
from waythrough_desktop.views.chart_scale import Column, columns, round_above, scale_of


@pytest.mark.parametrize(
    ("value", "above"),
    [(0.0, 1.0), (-1.0, 1.0), (0.4, 0.5), (1.0, 1.0), (1.1, 2.0), (3.0, 5.0), (7.0, 10.0), (12.0, 20.0)],
)
def test_the_upper_edge_is_a_round_number(value: float, above: float) -> None:
    assert round_above(value) == pytest.approx(above)


def test_each_point_has_a_column_while_there_is_room() -> None:
    points = [Point(0.0, 0.0), Point(5.0, 0.5), Point(10.0, 1.0)]
    found = list(columns(points, scale_of(points, 1.0), 101))
    assert [(each.x, each.last, each.joined) for each in found] == [
        (0, 0.0, False),
        (50, 0.5, True),
        (100, 1.0, True),
    ]


def test_many_points_become_their_lowest_and_highest() -> None:
    points = [Point(float(number), (0.5, 0.1, 0.9, 0.4)[number % 4]) for number in range(400)]
    found = list(columns(points, scale_of(points, 1.0), 10))
    assert len(found) == 10
    assert {(each.low, each.high) for each in found} == {(0.1, 0.9)}
    assert found[0].first == 0.5


def test_a_gap_is_never_bridged() -> None:
    points = [Point(0.0, 0.5), Point(1.0, None), Point(2.0, 0.5), Point(3.0, 0.5)]
    found = list(columns(points, scale_of(points, 1.0), 4))
    assert [(each.x, each.joined) for each in found] == [(0, False), (2, False), (3, True)]
    crowded = list(columns(points, scale_of(points, 1.0), 1))
    assert [each.joined for each in crowded] == [False, False]


def test_one_point_stands_in_the_middle() -> None:
    points = [Point(7.0, 3.0)]
    assert list(columns(points, scale_of(points), 11)) == [Column(5, 0.6, 0.6, 0.6, 0.6, False)]
    assert list(columns([], scale_of([]), 11)) == []


def test_values_outside_stay_inside() -> None:
    scale = scale_of([Point(0.0, 1.0)], 0.5)
    assert (scale.y(2.0), scale.y(-1.0)) == (1.0, 0.0)
    assert scale.moment(0.5) == 0.0

"""A line over time."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from waythrough_desktop import style
from waythrough_desktop.models.points import Point, Series
from waythrough_desktop.views.chart import Chart

Make = Callable[..., Chart]


def series(*values: float | None, filled: bool = False) -> Series:
    return Series(
        name="What Berlin opened",
        sentence="Berlin opened 50 % in the last of 3 checks.",
        points=tuple(Point(float(place), value) for place, value in enumerate(values)),
        heads=("Check", "Opened"),
        name_when=lambda when: f"check {when:.0f}",
        name_day=lambda when: f"day {when:.0f}",
        name_value=lambda value: "gap" if value is None else f"{value:.1f}",
        top=1.0,
        filled=filled,
    )


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    def make_(*values: float | None, rtl: bool = False, filled: bool = False) -> Chart:
        chart = Chart()
        qtbot.addWidget(chart)
        chart.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        chart.resize(400, 240)
        chart.show_series(series(*values, filled=filled))
        return chart

    return make_


def _inked(chart: Chart) -> list[int]:
    """The columns of the plot in which the line is drawn, from its left edge."""
    picture: QImage = chart.grab().toImage()
    plot, ink = chart.plot(), QColor(style.theme().progress)
    return [
        x - plot.left()
        for x in range(plot.left(), plot.right() + 1)
        if any(picture.pixelColor(x, y) == ink for y in range(plot.top() - 3, plot.bottom() + 1))
    ]


@pytest.mark.parametrize("filled", [False, True])
def test_a_gap_stays_a_gap(make: Make, filled: bool) -> None:
    chart = make(0.5, 0.5, None, 0.5, 0.5, filled=filled)
    inked = set(_inked(chart))
    width = chart.plot().width() - 1
    assert width // 8 in inked
    assert width // 2 not in inked
    assert width * 7 // 8 in inked


def test_time_runs_with_the_language(make: Make) -> None:
    values = (0.5, 0.5, None, None, None)
    left, right = make(*values), make(*values, rtl=True)
    assert max(_inked(left)) < left.plot().width() // 2
    assert min(_inked(right)) > right.plot().width() // 2


def test_keys_walk_and_tell(qtbot: QtBot, make: Make) -> None:
    chart = make(0.1, None, 0.3)
    said: list[str] = []
    chart.walked.connect(said.append)
    for key in (
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
        Qt.Key.Key_End,
        Qt.Key.Key_Right,
        Qt.Key.Key_Left,
        Qt.Key.Key_Home,
    ):
        QTest.keyClick(chart, key)
    assert said == [
        "check 0: 0.1",
        "check 1: gap",
        "check 2: 0.3",
        "check 2: 0.3",
        "check 1: gap",
        "check 0: 0.1",
    ]
    assert not chart.grab().isNull()


def test_keys_follow_the_direction(make: Make) -> None:
    chart = make(0.1, 0.2, 0.3, rtl=True)
    QTest.keyClick(chart, Qt.Key.Key_Right)  # towards earlier: from nowhere to the newest
    assert chart.place == 2
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.place == 1


def test_a_click_goes_to_the_nearest_point(make: Make) -> None:
    chart = make(0.1, 0.2, 0.3)
    plot = chart.plot()
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(plot.center().x() + 5, plot.center().y()))
    assert chart.place == 1


def test_it_says_what_can_be_seen(make: Make) -> None:
    chart = make(0.1)
    assert chart.accessibleName() == "What Berlin opened"
    assert chart.accessibleDescription().startswith("Berlin opened")


def test_nothing_to_show(qtbot: QtBot, make: Make) -> None:
    chart = make()
    QTest.keyClick(chart, Qt.Key.Key_End)
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton)
    assert chart.place == -1
    assert not chart.grab().isNull()


def test_a_lonely_point_among_many_is_seen(make: Make) -> None:
    values: list[float | None] = [None if place in (399, 401) else 0.5 for place in range(800)]
    chart = make(*values)
    inked, width = _inked(chart), chart.plot().width() - 1
    assert round(400 / 799 * width) in inked
    assert len(inked) >= width - 4


def test_the_point_that_was_gone_to_hides_nothing_under_the_keyboard(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = make(0.2, 0.4, 0.6)
    before = len(_inked(chart))
    monkeypatch.setattr(chart, "hasFocus", lambda: True)
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert len(_inked(chart)) > before // 2

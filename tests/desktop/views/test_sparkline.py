"""A row of small bars."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from waythrough_desktop import style
from waythrough_desktop.models.spark import Mark, Spark
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.sparkline import Sparkline

SPARK = Spark(marks=(Mark.OPENED, Mark.SHUT, Mark.UNTESTED), sentence="It opened in 1 of the last 2 checks.")


def test_heights_say_what_colours_say(qtbot: QtBot) -> None:
    line = Sparkline(SPARK)
    qtbot.addWidget(line)
    line.resize(line.sizeHint())
    first, second, third = line.bars()
    assert first.height() > 2 * second.height() > 2 * third.height()
    assert first.right() < second.left() < third.left()
    green = QColor(style.theme().tones[ToneName.GREEN].ink)
    assert line.grab().toImage().pixelColor(first.center()) == green
    assert line.accessibleName() == SPARK.sentence


def test_time_runs_with_the_language(qtbot: QtBot) -> None:
    line = Sparkline(SPARK)
    qtbot.addWidget(line)
    line.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    line.resize(line.sizeHint())
    first, _second, third = line.bars()
    assert first.left() > third.right()

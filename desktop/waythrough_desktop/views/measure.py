"""How wide text may run before the eye loses its line, and margins that follow the direction of the window."""

from PySide6.QtCore import QMargins
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLayout, QWidget

from waythrough_desktop import i18n, style
from waythrough_desktop.i18n import _
from waythrough_desktop.views.parts import row

LETTERS = 78
MEASURES = 2.5
"""How many readable lines of text side by side a page is wide at most, unless its table needs more."""
EDGE = 22
JOINER = "\u200c"
"""Persian words have it between letters that do not join; it has no width."""
ALL = 10_000
"""Against one part of the empty rest: as good as everything, up to the greatest width."""


def measure() -> int:
    """Width of a line that is read well, in the font and the script of now."""
    sample = _("Every service is tried directly and by each of your ways. You can stop at any time.")
    letters = len(sample) - sample.count(JOINER)
    return round(QFontMetrics(style.scaled(1.0)).horizontalAdvance(sample) * LETTERS / letters)


def within(body: QWidget, widest: int, parent: QWidget) -> QWidget:
    """A part that stays at the beginning of its line, and grows up to a width."""
    made = QWidget(parent)
    made.setProperty("look", "clear")
    body.setMaximumWidth(widest)
    line = row(body, None, spacing=0)
    line.setStretch(0, ALL)
    made.setLayout(line)
    return made


def keep_together(layout: QLayout, width: int, top: int, bottom: int, *, need: int = 0) -> None:
    """On a very wide screen a page ends early: a button is not a metre away from its words. `need`: of its table."""
    widest = max(round(MEASURES * measure()), need) + EDGE
    set_margins(layout, EDGE, top, max(EDGE, width - widest), bottom)


def set_margins(layout: QLayout, start: int, top: int, end: int, bottom: int) -> None:
    """Qt mirrors what stands in a layout, but not the margins round it."""
    left, right = (end, start) if i18n.right_to_left() else (start, end)
    layout.setContentsMargins(QMargins(left, top, right, bottom))

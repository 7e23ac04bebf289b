"""Small parts that several pages use: labels, buttons, cards, the legend, the two-way switch."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from waythrough_desktop import icons, style
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.prose import Label, label_in

Look = str


def label(
    text: str = "",
    parent: QWidget | None = None,
    *,
    look: Look = "",
    factor: float = 1.0,
    bold: bool = False,
    of: QWidget | None = None,
) -> Label:
    """A label that wraps and never takes markup from its text.

    `of`: the control that it names; on Linux this alone tells screen readers what a list is of.
    """
    made = label_in(text, parent)
    if look:
        made.setProperty("look", look)
    if factor != 1.0 or bold:
        made.setFont(style.scaled(factor, bold=bold))
    if of is not None:
        made.setBuddy(of)
    return made


def button(
    text: str, act: Callable[[], object] | None = None, *, look: Look = "", icon: str = ""
) -> QPushButton:
    """A push button; `act` is called without arguments when it is pressed."""
    made = QPushButton(text)
    made.setAutoDefault(True)  # Enter presses the button that has the focus, in dialogs and outside of them
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if look:
        made.setProperty("look", look)
    if icon:
        put_icon(made, icon, look)
    if act is not None:
        made.clicked.connect(lambda _checked=False: act())
    return made


def put_icon(made: QPushButton, icon: str, look: Look) -> None:
    """Put a drawing on a button, in the colour of words on a button of this look."""
    theme = style.theme()
    inks = {"main": theme.on_accent, "stop": theme.accent_ink, "link": theme.accent_ink}
    made.setIcon(icons.icon(icon, inks.get(look, theme.text), size=style.grown(20)))
    made.setIconSize(QSize(style.grown(16), style.grown(16)))


def relook(widget: QWidget, name: str, value: str) -> None:
    """Change a property that the style sheet looks at, and make it look again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        for child in widget.findChildren(QLabel):
            child.style().unpolish(child)
            child.style().polish(child)


def line(parent: QWidget | None = None) -> QFrame:
    """A hairline between two parts."""
    made = QFrame(parent)
    made.setProperty("look", "line")
    return made


def row(*items: QWidget | QLayout | None, spacing: int = 8) -> QHBoxLayout:
    """Things beside each other; None is a stretch."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    _fill(made, items)
    return made


def column(*items: QWidget | QLayout | None, spacing: int = 8) -> QVBoxLayout:
    """Things below each other; None is a stretch."""
    made = QVBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    _fill(made, items)
    return made


def _fill(box: QHBoxLayout | QVBoxLayout, items: tuple[QWidget | QLayout | None, ...]) -> None:
    for item in items:
        if item is None:
            box.addStretch(1)
        elif isinstance(item, QWidget):
            box.addWidget(item)
        else:
            box.addLayout(item)


class Mark(QWidget):
    """One drawing in the colours of a tone; it says nothing by itself, the words beside it do.

    It is no label, because screen readers would stop at every one of them and say "image".
    """

    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = style.grown(size)
        self._picture = QPixmap()
        self.setFixedSize(self._size, self._size)

    def show_picture(self, picture: QPixmap) -> None:
        """Any drawing of the size of this."""
        self._picture = picture
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()

    def show_icon(self, name: str, tone: ToneName, *, on_tone: bool = True) -> None:
        """`on_tone`: whether it stands on the tone's own ground or on a plain sheet."""
        colours = style.theme().tones[tone]
        ink, cut = colours.ink, colours.cut
        if not on_tone and tone is ToneName.DARK:
            ink, cut = colours.ground, colours.ink
        self.show_picture(icons.pixmap(name, self._size, ink, cut, ratio=self.devicePixelRatioF()))


def point(parent: QWidget, icon: str, tone: ToneName, text: str, *, small: bool = False) -> QWidget:
    """A sentence with a drawing at its beginning; a `small` one stands among other text."""
    made = QWidget(parent)
    mark = Mark(18 if small else 22, made)
    mark.show_icon(icon, tone, on_tone=False)
    line = row(mark, label(text, made), spacing=10 if small else 12)
    line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
    line.setStretch(1, 1)
    made.setLayout(line)
    return made


class Switch(QWidget):
    """Two choices side by side, one of them on."""

    changed = Signal(bool)  # whether the second one is on

    def __init__(self, first: str, second: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        buttons: list[QAbstractButton] = []
        for place, (text, look) in enumerate(((first, "first"), (second, "last"))):
            made = button(text, look=look)
            made.setCheckable(True)
            made.setAutoExclusive(True)  # or screen readers call it a box to tick
            self._group.addButton(made, place)
            buttons.append(made)
        buttons[0].setChecked(True)
        self.setLayout(row(*buttons, spacing=0))
        self._group.idToggled.connect(self._toggled)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.buttons = tuple(buttons)
        self._equal_width(buttons)

    def set_second(self, on: bool) -> None:
        """Switch to the second choice, or back to the first."""
        self._group.button(int(on)).setChecked(True)

    def _equal_width(self, buttons: list[QAbstractButton]) -> None:
        bold = QFont(style.scaled(1.0, bold=True))
        for made in buttons:
            made.setFont(bold)
        widest = max(made.sizeHint().width() for made in buttons) + 4
        for made in buttons:
            made.setFixedWidth(widest)

    def _toggled(self, place: int, on: bool) -> None:
        if on:
            self.changed.emit(place == 1)


class Flow(QLayout):
    """Puts parts one after the other and begins a new line where the width ends; follows the direction."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 18, line_gap: int = 4) -> None:
        super().__init__(parent)
        self._gap, self._line_gap = gap, line_gap
        self._parts: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        self._parts.append(item)

    def count(self) -> int:
        return len(self._parts)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._parts[index] if 0 <= index < len(self._parts) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._parts.pop(index) if 0 <= index < len(self._parts) else None

    def sort_by(self, key: Callable[[QWidget], int]) -> None:
        """Put the parts into another order."""
        self._parts.sort(key=lambda part: key(widget) if (widget := part.widget()) is not None else 0)
        self.invalidate()

    def in_one_line(self) -> int:
        """The width at which no second line is needed."""
        widths = [part.sizeHint().width() for part in self._parts if not part.isEmpty()]
        return sum(widths) + self._gap * max(0, len(widths) - 1)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize(0, 0)
        for part in self._parts:
            if not part.isEmpty():
                size = size.expandedTo(part.minimumSize())
        return size

    def _place(self, rect: QRect, *, move: bool) -> int:
        parent = self.parentWidget()
        mirrored = parent is not None and parent.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x, y, tallest = 0, rect.top(), 0
        for part in self._parts:
            if part.isEmpty():  # a hidden widget
                continue
            size = part.sizeHint()
            if x and x + size.width() > rect.width():
                x, y, tallest = 0, y + tallest + self._line_gap, 0
            if move:
                left = rect.right() + 1 - x - size.width() if mirrored else rect.left() + x
                part.setGeometry(QRect(QPoint(left, y), size))
            x += size.width() + self._gap
            tallest = max(tallest, size.height())
        return y + tallest - rect.top()


def clear(layout: QLayout) -> None:
    """Remove and delete everything in a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()

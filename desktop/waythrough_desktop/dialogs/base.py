"""What all dialogs share: a title with a sentence, a body that scrolls, and a row of buttons."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QPlainTextEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from waythrough_desktop import style
from waythrough_desktop.views.beside import Foot
from waythrough_desktop.views.parts import column, label
from waythrough_desktop.views.prose import RIGHT_TO_LEFT_MARK, Label
from waythrough_desktop.views.reading import read_in_order
from waythrough_desktop.views.scroller import Scroller
from waythrough_desktop.views.stops import go_on

MARGIN = 22
LINES_SHOWN = 9


class Dialog(QDialog):
    """A dialog that belongs to a window and deletes itself when it is closed."""

    def __init__(
        self, title: str, parent: QWidget | None = None, *, size: tuple[int, int] = (720, 560)
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.resize(self._roomy(QSize(*size)))
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(MARGIN, 18, MARGIN, 16)
        self._box.setSpacing(12)

    def showEvent(self, event: QShowEvent) -> None:
        read_in_order(self)
        super().showEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """The Tab key."""
        return go_on(self, forward=forward)

    def _roomy(self, size: QSize) -> QSize:
        """Larger where text is, but never beyond the window."""
        wanted, parent = size * (style.text_size() / 100), self.parentWidget()
        return wanted if parent is None else wanted.boundedTo(parent.window().size())

    def add_head(self, title: str, sentence: str = "") -> None:
        """The title in large letters and one sentence below it."""
        head = column(label(title, self, factor=1.45, bold=True), spacing=3)
        if sentence:
            head.addWidget(label(sentence, self, look="soft"))
        self._box.addLayout(head)

    def add(self, part: QWidget, stretch: int = 0) -> None:
        """One part of the body."""
        self._box.addWidget(part, stretch)

    def add_buttons(self, left: Sequence[QPushButton], right: Sequence[QPushButton]) -> None:
        """The last row: what else can be done at the start, what closes the dialog at the end."""
        self._box.addWidget(Foot(left, right, self))

    def scrolled(self, *parts: QWidget) -> Scroller:
        """A body that scrolls when the dialog is too small for it."""
        inside = QWidget(self)
        inside.setLayout(column(*parts, None, spacing=12))
        return Scroller(inside, self, stop=self.windowTitle())


def framed(*parts: QWidget, parent: QWidget | None = None, spacing: int = 8) -> QFrame:
    """A white card with a hairline round it."""
    made = QFrame(parent)
    made.setProperty("look", "card")
    if parts and isinstance(parts[0], Label):
        made.setAccessibleName(
            parts[0].text().removeprefix(RIGHT_TO_LEFT_MARK)
        )  # it is the title of the rest
    box = column(*parts, spacing=spacing)
    box.setContentsMargins(16, 12, 16, 14)
    made.setLayout(box)
    return made


def code_box(text: str, name: str, parent: QWidget, *, rows: int = LINES_SHOWN) -> QPlainTextEdit:
    """Technical lines, always from left to right; `rows`: how many are seen at once at most."""
    made = QPlainTextEdit(text, parent)
    made.setReadOnly(True)
    made.setProperty("look", "code")
    made.setFont(style.fixed())
    made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    made.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    made.setTabChangesFocus(True)
    made.setAccessibleName(name)
    option = made.document().defaultTextOption()
    option.setTextDirection(Qt.LayoutDirection.LeftToRight)
    made.document().setDefaultTextOption(option)
    shown = min(max(text.count("\n") + 1, 3), rows)
    made.setFixedHeight(shown * made.fontMetrics().lineSpacing() + 34)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made

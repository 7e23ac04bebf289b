"""What changed between two checks: a headline, a line for each change, what is the same folded away."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from waythrough_desktop import icons, style
from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.comparing import ChangeFace, CompareState, WordFace
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.fold import Fold
from waythrough_desktop.views.parts import Flow, Mark, button, clear, column, label, line, row
from waythrough_desktop.views.scroller import Scroller
from waythrough_desktop.views.sheet_head import SheetHead

ICON = 22
WORD_ICON = 16


class CompareView(QWidget):
    """Shows a CompareState."""

    back_asked = Signal()
    other_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.other = button(_("Compare with another check…"), self.other_asked.emit)
        self.head = SheetHead(self, self.other)
        self.head.back_asked.connect(self.back_asked)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self._same: list[QWidget] = []
        card = QFrame(self)
        card.setProperty("look", "card")
        box = column(self._rows)
        box.setContentsMargins(12, 10, 12, 10)
        card.setLayout(box)
        inside = QWidget(self)
        inside.setLayout(column(card, None))
        self.area = Scroller(inside, self, stop=_("What changed"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(22, 14, 22, 14)
        whole.setSpacing(10)
        whole.addWidget(self.head)
        whole.addWidget(self.area, 1)

    def show_comparison(self, state: CompareState) -> None:
        """Show what changed."""
        before, after = state.sides
        self.head.show_words(
            state.headline, _("Earlier: {before}. Later: {after}.", before=before, after=after)
        )
        self.area.setAccessibleDescription(state.headline)
        clear(self._rows)
        for face in state.changes:
            self._rows.addWidget(_change(face, self))
            self._rows.addWidget(line(self))
        for note in state.notes:
            self._rows.addWidget(_quiet("info", note, self))
        self._same = []
        if state.same:
            self._fold(state.same, state.same_boxes)

    def _fold(self, text: str, boxes: tuple[str, ...]) -> None:
        """What did not change, folded away."""
        self.fold = Fold(text, self)
        self.fold.turned.connect(self._toggle)
        self._rows.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        for text in boxes:
            made = label(text, self, look="soft")
            made.hide()
            self._same.append(made)
            self._rows.addWidget(made)

    def _toggle(self, shown: bool) -> None:
        for each in self._same:
            each.setVisible(shown)


def _change(face: ChangeFace, parent: QWidget) -> QWidget:
    made = QWidget(parent)
    mark = Mark(ICON, made)
    mark.show_icon(face.icon, face.tone, on_tone=False)
    words = column(label(face.text, made, bold=True), spacing=3)
    if face.before is not None and face.after is not None:
        words.addWidget(_turn(face.before, face.after, made))
    box = row(mark, words, spacing=12)
    box.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
    box.setStretch(1, 1)
    box.setContentsMargins(4, 2, 4, 2)
    made.setLayout(box)
    made.setAccessibleName(face.text)
    return made


def _turn(before: WordFace, after: WordFace, parent: QWidget) -> QWidget:
    """Shape and word, an arrow in reading direction, shape and word."""
    made = QWidget(parent)
    mirrored = made.layoutDirection() == Qt.LayoutDirection.RightToLeft
    arrow = Mark(WORD_ICON, made)
    theme = style.theme()
    arrow.show_picture(
        icons.pixmap(
            "arrow_left" if mirrored else "arrow_right",
            WORD_ICON,
            theme.soft_text,
            ratio=arrow.devicePixelRatioF(),
        )
    )
    arrow.setAccessibleName(_("then"))
    flow = Flow(gap=8)
    for part in (_word(before, made), arrow, _word(after, made)):
        flow.addWidget(part)
    made.setLayout(flow)
    return made


def _word(face: WordFace, parent: QWidget) -> QWidget:
    made = QWidget(parent)
    mark = Mark(WORD_ICON, made)
    mark.show_icon(face.icon, face.tone, on_tone=False)
    text = label(face.text, made, look="soft")
    text.setWordWrap(False)
    made.setLayout(row(mark, text, spacing=6))
    return made


def _quiet(icon: str, text: str, parent: QWidget) -> QWidget:
    made = QWidget(parent)
    mark = Mark(ICON, made)
    mark.show_icon(icon, ToneName.GREY, on_tone=False)
    box = row(mark, label(text, made, look="soft"), spacing=12)
    box.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
    box.setStretch(1, 1)
    box.setContentsMargins(4, 2, 4, 2)
    made.setLayout(box)
    made.setMinimumSize(QSize(0, ICON))
    return made

"""One entry of what was handed over, as it is shown: a way with its warnings and a box to choose it, or a refusal."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from waythrough_desktop.presenters.add_ways import LineFace
from waythrough_desktop.presenters.ways import WayState
from waythrough_desktop.views.parts import Mark, column, label, row


class FoundWay(QWidget):
    """A way; `wanted` tells its key and whether it is chosen."""

    wanted = Signal(str, bool)

    def __init__(self, face: LineFace, parent: QWidget, *, choosable: bool) -> None:
        super().__init__(parent)
        self._key, self._face = face.key, face
        self.box = QCheckBox(self)
        self.box.setAccessibleName(face.title)
        self.box.setVisible(choosable)
        self.box.toggled.connect(self._chosen)
        self._mark = Mark(18, self)
        self._state = label("", self)
        self._tried = QWidget(self)
        line = row(self._mark, self._state, spacing=6)
        line.setStretch(1, 1)
        line.setAlignment(self._mark, Qt.AlignmentFlag.AlignTop)
        self._tried.setLayout(line)
        self._tried.hide()
        self._head = _fill(self, face, self.box, self._tried)

    def set_wanted(self, on: bool) -> None:
        """Tick the box, or not."""
        self.box.setChecked(on)

    def show_tried(self, state: WayState) -> None:
        """Show what a trial has found of the way."""
        self._mark.show_icon(state.icon, state.tone, on_tone=False)
        self._state.setText(state.said)
        self._tried.setVisible(bool(state.text))
        no_good = state.failed or state.untested  # a tick beside it would be read as "works"
        shown = (state.icon, state.tone) if no_good else (self._face.icon, self._face.tone)
        self._head.show_icon(*shown, on_tone=False)
        if state.failed:
            self.box.show()  # also a single one is not added without a thought

    def _chosen(self, on: bool) -> None:
        self.wanted.emit(self._key, on)


def refusal(face: LineFace, parent: QWidget) -> QWidget:
    """An entry that cannot be used, with its reason."""
    made = QWidget(parent)
    _fill(made, face, None, None)
    return made


def _fill(made: QWidget, face: LineFace, box: QCheckBox | None, tried: QWidget | None) -> Mark:
    mark = Mark(22, made)
    mark.show_icon(face.icon, face.tone, on_tone=False)
    texts = [label(face.title, made, bold=True), label(face.text, made, look="soft")]
    texts += [label(text, made) for text in face.warnings]
    words = column(*texts, *([tried] if tried is not None else []), spacing=0)
    line = row(*([box] if box is not None else []), mark, words, spacing=10)
    for part in (box, mark):
        if part is not None:
            line.setAlignment(part, Qt.AlignmentFlag.AlignTop)
    line.setStretch(line.count() - 1, 1)
    made.setLayout(line)
    made.setAccessibleName(", ".join((face.title, face.text, *face.warnings)))
    return mark

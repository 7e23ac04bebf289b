"""The words that are in the matrix, each with its shape; pointer and keyboard alike tell what a word means."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolTip, QWidget

from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.state import LegendItem
from waythrough_desktop.views.parts import Flow, Mark, label

ICON = 16


class Legend(QFrame):
    """One entry a word, in the order of how good it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "legend")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(_("What the words mean"))
        self._items: tuple[LegendItem, ...] = ()
        self._entries: dict[LegendItem, QWidget] = {}
        self._flow = Flow(self)
        self._flow.setContentsMargins(2, 0, 2, 0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_items(self, items: tuple[LegendItem, ...]) -> None:
        """Show these words."""
        if items == self._items:
            return
        self._items = items
        order = {item: place for place, item in enumerate(items)}
        for item in items:
            if item not in self._entries:
                self._entries[item] = _entry(item, self)
                self._flow.addWidget(self._entries[item])
        places = {self._entries[item]: place for item, place in order.items()}
        self._flow.sort_by(lambda widget: places.get(widget, len(places)))
        for item, entry in self._entries.items():
            entry.setVisible(item in order)
        self.setAccessibleDescription(self._meanings())
        self.updateGeometry()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        place = self.mapToGlobal(QPoint(0, -self.fontMetrics().lineSpacing() * (len(self._items) + 1)))
        QToolTip.showText(place, self._meanings(), self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        QToolTip.hideText()

    def _meanings(self) -> str:
        return "\n".join(_("{word}: {meaning}", word=item.text, meaning=item.meaning) for item in self._items)


def _entry(item: LegendItem, parent: QWidget) -> QWidget:
    made = QWidget(parent)
    made.setToolTip(item.meaning)
    mark = Mark(ICON, made)
    mark.show_icon(item.icon, item.tone, on_tone=False)
    word = label(item.text, made, look="soft")
    word.setWordWrap(False)
    box = QHBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(6)
    box.addWidget(mark)
    box.addWidget(word)
    return made

"""A page that scrolls when the window is too small for it, wrapped text counted in full."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QWidget


class Scroller(QScrollArea):
    """Qt's own scroll area does not ask wrapped text how high it is at the width that there is; this one does."""

    def __init__(self, body: QWidget, parent: QWidget | None = None, *, stop: str = "") -> None:
        """`stop`: the name of a stop for the Tab key from which arrow keys scroll, "" for none."""
        super().__init__(parent)
        self._body = body
        self._whole = False
        body.setProperty("look", "clear")
        if (layout := body.layout()) is not None:
            layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # it is `_fit` that sets it
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if stop else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(stop)
        self.setProperty("look", "stop" if stop else "")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(body)
        body.installEventFilter(self)

    def set_whole(self, whole: bool) -> None:
        """Whether all of it is to be seen at once, where a page round it scrolls instead."""
        if whole is not self._whole:
            self._whole = whole
            self._fit()

    def bring(self, part: QWidget) -> None:
        """Bring a part into view, once the layout knows of it."""
        QTimer.singleShot(0, part, lambda: self.ensureWidgetVisible(part))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._body and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        layout = self._body.layout()
        if layout is not None:
            # The least height without a width would count wrapped text at its narrowest.
            wraps, width = layout.hasHeightForWidth(), self.viewport().width()
            need = layout.minimumHeightForWidth(width) if wraps else layout.minimumSize().height()
            self._body.setMinimumHeight(need)
            self.setMinimumHeight(need if self._whole else 0)

"""The window: a frame with the pages, or one thing alone in its place; keys that work everywhere."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from waythrough_desktop import disguise
from waythrough_desktop.views.layers import Layers

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent, QShortcut

    from waythrough_desktop.views.focus_place import FocusPlace
    from waythrough_desktop.views.frame import Frame
    from waythrough_desktop.views.sidebar import Sidebar

NARROW_BELOW = 1040
LEAST = (900, 600)
START = (1240, 740)


class MainWindow(QMainWindow):
    """Knows nothing of what the pages do. It outlives its frame, which is made anew for another language or look.

    It is painted before there is a frame: what is needed later only is imported where it is used.
    """

    check_asked = Signal()
    stop_asked = Signal()
    report_asked = Signal()
    network_asked = Signal()  # the other one than now
    lock_asked = Signal()
    closing = Signal()
    painted = Signal()

    def __init__(self, first: QWidget) -> None:
        """`first`: what is shown until `uncover`."""
        super().__init__()
        self._frame: Frame | None = None
        self._painted = False
        self.setProperty("named", True)  # its title is the name of the program, see `disguise`
        self.setWindowTitle(disguise.name())
        self.setMinimumSize(*LEAST)
        self.resize(*START)
        self._layers = Layers(self)
        self.setCentralWidget(self._layers)
        self._cover: QWidget | None = None
        self._cursor: FocusPlace | None = None
        self._shortcuts: list[QShortcut] = []
        self.cover(first)

    @property
    def frame(self) -> "Frame":
        """The present frame. Only after `put`."""
        assert self._frame is not None
        return self._frame

    @property
    def stack(self) -> Layers:
        """The pages of the present frame."""
        return self.frame.stack

    @property
    def sidebar(self) -> "Sidebar":
        return self.frame.sidebar

    @property
    def place(self) -> int:
        """Which page is shown."""
        return self.frame.stack.currentIndex()

    @property
    def covered(self) -> bool:
        """Whether one thing stands in the place of all pages."""
        return self._cover is not None

    def put(self, frame: "Frame") -> None:
        """Put a frame in the place of the present one, with the same page shown."""
        before, self._frame = self._frame, frame
        place = 0 if before is None else before.stack.currentIndex()
        if before is not None:
            self._note_cursor(before)
            self._layers.removeWidget(before)
            before.deleteLater()
        self._layers.insertWidget(0, frame)
        if not self.covered:
            self._layers.setCurrentWidget(frame)
        frame.network_asked.connect(self.network_asked)
        frame.sidebar.set_narrow(self.width() < NARROW_BELOW)
        if before is None:
            self._keys(frame.stack.count())
        self.show_page(place)

    def _note_cursor(self, frame: "Frame") -> None:
        from waythrough_desktop.views.focus_place import FocusPlace

        cursor: QWidget | None = self.focusWidget()
        inside = cursor is not None and frame.isAncestorOf(cursor)
        self._cursor = FocusPlace(frame, cursor) if cursor is not None and inside else None

    def return_cursor(self) -> None:
        """Once the pages of another frame are there: the cursor goes where it was, or to the beginning of the page."""
        from PySide6.QtCore import Qt

        from waythrough_desktop.views.areas import begin_of_page

        cursor, self._cursor = self._cursor, None
        page = self.frame.stack.currentWidget()
        if cursor is None or page is None or self.covered:
            return
        found = cursor.find(self.frame) or begin_of_page(page)
        found.setFocus(Qt.FocusReason.OtherFocusReason)

    def cover(self, widget: QWidget) -> None:
        """Show one thing alone, instead of sidebar and pages; it belongs to the window from now on."""
        self.uncover()
        self._cover = widget
        self._layers.addWidget(widget)
        self._layers.setCurrentWidget(widget)
        self._let_keys(False)

    def uncover(self, only: QWidget | None = None) -> None:
        """Show the pages; `only`: if it is this that stands in their place."""
        if only is not None and only is not self._cover:
            return
        if self._cover is not None:
            self._layers.removeWidget(self._cover)
            self._cover.deleteLater()
            self._cover = None
        if self._frame is not None:
            self._layers.setCurrentWidget(self._frame)
        self._let_keys(True)

    def close_dialogs(self) -> None:
        """End every talk that is going on, also one that would ask once more before it is cancelled."""
        from PySide6.QtWidgets import QDialog

        for dialog in self.findChildren(QDialog):
            dialog.done(QDialog.DialogCode.Rejected)

    def set_page(self, place: int, page: QWidget) -> None:
        """Put a page where an empty one was."""
        self.frame.set_page(place, page)

    def show_page(self, place: int) -> None:
        """Bring a page to the front."""
        self.frame.show_page(place)

    def show_network(self, *, practice: bool) -> None:
        """Say which network is tested."""
        self.frame.show_network(practice=practice)

    def allow_network_change(self, allowed: bool) -> None:
        """A run that goes on is not left by accident."""
        self.frame.allow_network_change(allowed)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """The Tab key."""
        from waythrough_desktop.views.stops import go_on

        return go_on(self, forward=forward)

    def closeEvent(self, event: "QCloseEvent") -> None:
        self.closing.emit()
        super().closeEvent(event)

    def paintEvent(self, event: "QPaintEvent") -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.painted.emit)

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        if self._frame is not None:
            self._frame.sidebar.set_narrow(event.size().width() < NARROW_BELOW)

    def _keys(self, pages: int) -> None:
        for keys, signal in (
            ("F5", self.check_asked),
            ("Esc", self.stop_asked),
            ("Ctrl+E", self.report_asked),
            ("Ctrl+L", self.lock_asked),
        ):
            self._key(keys, signal.emit)
        for place in range(pages):
            self._key(f"Ctrl+{place + 1}", partial(self.show_page, place))
        for keys, step in (("F6", 1), ("Shift+F6", -1)):
            self._key(keys, partial(self._step, step))

    def _step(self, step: int) -> None:
        from waythrough_desktop.views.areas import areas_of, step_area

        page = self.frame.stack.currentWidget()
        areas = areas_of(page) if page is not None else ()
        step_area((self.sidebar, *areas), self.focusWidget(), step)

    def _key(self, keys: str, act: Callable[[], object]) -> None:
        from PySide6.QtGui import QKeySequence, QShortcut

        made = QShortcut(QKeySequence(keys), self)
        made.activated.connect(act)
        made.setEnabled(not self.covered)
        self._shortcuts.append(made)

    def _let_keys(self, on: bool) -> None:
        """The keys of the pages are free for what stands in their place."""
        for each in self._shortcuts:
            each.setEnabled(on)

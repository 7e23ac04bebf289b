"""What stands in the window at most times: pages at the side, the practice banner on top, the shown page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from waythrough_desktop.i18n import _
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.announce import announce
from waythrough_desktop.views.areas import begin_of_page
from waythrough_desktop.views.layers import Layers
from waythrough_desktop.views.parts import Mark, button, label, row
from waythrough_desktop.views.reading import read_in_order
from waythrough_desktop.views.sidebar import Sidebar


class Frame(QWidget):
    """Holds the pages in one language and look; another one takes its place when either changes."""

    network_asked = Signal()  # the other one than now
    page_wanted = Signal(int)  # one that is still empty is about to be shown

    def __init__(self, pages: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`pages`: (drawing, word) in the order of the sidebar."""
        super().__init__(parent)
        extra = ("practice", _("Practice"))
        self.sidebar = Sidebar(pages, extra, self)
        self.sidebar.setAccessibleName(_("Pages"))
        self.stack = Layers(self)
        self._names = tuple(name for _drawing, name in pages)
        self._empty_pages: dict[int, QWidget] = {}
        for place in range(len(pages)):
            self._empty_pages[place] = QWidget(self)
            self.stack.addWidget(self._empty_pages[place])
        self.sidebar.extra.setToolTip(_("Try it on invented services inside this computer"))
        self.sidebar.extra_pressed.connect(self.network_asked)
        self._banner: QFrame | None = None
        self._leave: QPushButton | None = None
        self._assemble()
        self.sidebar.chosen.connect(self.show_page)
        self.show_page(0)
        self.show_network(practice=False)

    def set_page(self, place: int, page: QWidget) -> None:
        """Put a page where an empty one was."""
        before = self._empty_pages.pop(place)
        shown = self.stack.currentIndex()
        self.stack.insertWidget(place, page)
        self.stack.removeWidget(before)
        before.deleteLater()
        self.stack.setCurrentIndex(shown)
        read_in_order(page)

    def show_page(self, place: int) -> None:
        """Bring a page to the front; a cursor that stood on the page before goes to the beginning of this one."""
        if place in self._empty_pages:
            self.page_wanted.emit(place)
        before: QWidget | None = self.stack.currentWidget()
        now: QWidget | None = self.focusWidget()
        left = now is not None and before is not None and before.isAncestorOf(now)
        self.stack.setCurrentIndex(place)
        self.sidebar.choose(place)
        page = self.stack.currentWidget()
        if left and page is not None and page is not before:
            begin_of_page(page).setFocus(Qt.FocusReason.OtherFocusReason)
            announce(page, self._names[place])  # a page with a name would be read out from top to bottom

    def show_network(self, *, practice: bool) -> None:
        """Say which network is tested."""
        if practice and self._banner is None:
            self._banner = self._practice_banner()
            self._right.insertWidget(0, self._banner)
            self._banner.stackUnder(self.stack)  # heard before the page, as it is seen
        if self._banner is not None:
            self._banner.setVisible(practice)
        self.sidebar.extra.setVisible(not practice)

    def put_bar(self, bar: QWidget | None, before: QWidget | None = None) -> None:
        """Put a bar above the pages, or another one in its place, or none."""
        if before is not None:
            self._right.removeWidget(before)
            before.hide()
            before.deleteLater()
        if bar is not None:
            self._right.insertWidget(self._right.indexOf(self.stack), bar)

    def allow_network_change(self, allowed: bool) -> None:
        """A run that goes on is not left by accident."""
        self.sidebar.extra.setEnabled(allowed)
        if self._leave is not None:
            self._leave.setEnabled(allowed)

    def _assemble(self) -> None:
        right = QWidget(self)
        right.setProperty("look", "page")
        self._right = QVBoxLayout(right)
        self._right.setContentsMargins(0, 0, 0, 0)
        self._right.setSpacing(0)
        self._right.addWidget(self.stack, 1)
        edge = QFrame(self)
        edge.setProperty("look", "edge")
        edge.setFixedWidth(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        for part in (self.sidebar, edge):
            line.addWidget(part)
        line.addWidget(right, 1)

    def _practice_banner(self) -> QFrame:
        made = QFrame(self)
        made.setProperty("look", "practice")
        mark = Mark(20, made)
        mark.show_icon("practice", ToneName.BLUE)
        words = label(
            _("Practice network: invented services on this computer, nothing leaves it."), made, bold=True
        )
        self._leave = button(_("Leave practice"), self.network_asked.emit)
        self._leave.setObjectName("leave")
        line = row(mark, words, self._leave, spacing=10)
        line.setStretch(1, 1)
        line.setContentsMargins(22, 6, 22, 6)
        line.setAlignment(mark, Qt.AlignmentFlag.AlignVCenter)
        made.setLayout(line)
        made.setAccessibleName(words.text())
        return made

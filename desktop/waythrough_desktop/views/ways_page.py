"""The list of ways: what each is, what the last check showed of it, and how to add, test or remove one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from waythrough_desktop.i18n import _, plural
from waythrough_desktop.presenters.state import Act, Card
from waythrough_desktop.presenters.ways import WayFace, fits
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.beside import Beside, Flowing
from waythrough_desktop.views.card_view import CardView
from waythrough_desktop.views.filter_field import FilterField
from waythrough_desktop.views.measure import keep_together
from waythrough_desktop.views.parts import button, column, label, row
from waythrough_desktop.views.scroller import Scroller
from waythrough_desktop.views.way_row import WayRow

UNDO_MS = 20_000
LINES_FOR_LIST = 28
SHOWN = 60
"""Rows that are made at once: five hundred take longer than anybody likes to wait, and nobody reads them."""
SEARCH_FROM = 8


class WaysPage(QFrame):
    """Shows WayFaces; rows of ways that did not change stay as they are."""

    add_asked = Signal()
    type_asked = Signal()
    dropped = Signal(object)  # QMimeData
    change_asked = Signal(str)
    key_asked = Signal(str)
    use_changed = Signal(str, bool)
    remove_asked = Signal(str)
    undo_asked = Signal()
    test_asked = Signal(str)
    test_all_asked = Signal(object)  # ids of the ways that are shown
    stop_asked = Signal()
    how_to_asked = Signal(str)
    shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "page")
        self.setAcceptDrops(True)
        self._faces: tuple[WayFace, ...] = ()
        self._made: dict[str, WayRow] = {}
        self._most = SHOWN
        self._in_practice = self._testing = False
        self.count = label("", self, look="soft")
        self.add_button = button(_("Add a way…"), self.add_asked.emit, look="main", icon="plus")
        self.type_button = button(_("Add by hand…"), self.type_asked.emit)
        self.test_button = button("", self._test_all)
        self.search = FilterField(_("Search by name, kind or server"), _("Search ways"), self)
        self.search.textChanged.connect(self._searched)
        self.nothing = label(_("No way fits this search."), self, look="soft")
        self.more = button("", self._show_more)
        self._empty = self._empty_card()
        self.practice_note = label(
            _("These ways belong to the practice network. Leave practice to add your own."), self
        )
        self.practice_note.hide()
        self.removed_line = self._removed_line()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self._lay_out()
        self.show_ways(())

    def show_ways(self, ways: Sequence[WayFace], *, testing: bool = False) -> None:
        """Show these ways; `testing`: whether some are being tried now."""
        self._faces, self._testing = tuple(ways), testing
        self.count.setText(
            plural("{count} way besides the line itself", "{count} ways besides the line itself", len(ways))
        )
        self.count.setVisible(bool(ways))
        self.add_button.setVisible(bool(ways) and not self._in_practice)
        self.type_button.setVisible(not self._in_practice)
        self.test_button.setVisible(bool(ways))
        self._empty.setVisible(not ways and not self._in_practice)
        self.search.setVisible(len(ways) >= SEARCH_FROM)
        self._fill()

    def show_removed(self, name: str, *, secret: bool = False) -> None:
        """Offer to take the way back for a while; `secret`: whether a password or key went with it."""
        told = _("{name} was removed, with its password.", name=name) if secret else ""
        self._removed_text.setText(told or _("{name} was removed.", name=name))
        self.removed_line.show()
        self.undo.setFocus(Qt.FocusReason.OtherFocusReason)  # the row that had it is gone
        self._undo_ends.start()

    def show_practice(self, practice: bool) -> None:
        """On the practice network no way of one's own leads anywhere, so none is asked for."""
        self._in_practice = practice
        self.practice_note.setVisible(practice)
        if practice:
            self.add_button.hide()
            self.type_button.hide()
            self._empty.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where head and foot would leave the list hardly any room, all of the page scrolls."""
        super().resizeEvent(event)
        keep_together(self._box, self.width(), 14, 14)
        self._list.set_whole(self.height() < self.fontMetrics().lineSpacing() * LINES_FOR_LIST)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        mime = event.mimeData()
        if not self._in_practice and (mime.hasUrls() or mime.hasText() or mime.hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())

    def _fill(self) -> None:
        """Put the wanted rows up, making only those that are new or changed."""
        wanted = [face for face in self._faces if fits(face, self.search.text())]
        shown = wanted[: self._most]
        kept = {face.id: face for face in shown}
        for name in [name for name, made in self._made.items() if made.face != kept.get(name)]:
            gone = self._made.pop(name)
            self._rows.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, face in enumerate(shown):
            if face.id not in self._made:
                self._made[face.id] = self._row(face)
            if self._rows.indexOf(self._made[face.id]) != place:
                self._rows.insertWidget(place, self._made[face.id])
        for each in self._made.values():
            each.test.setEnabled(not self._testing)
        rest = len(wanted) - len(shown)
        self.more.setText(plural("Show {count} more", "Show {count} more", rest))
        self.more.setVisible(rest > 0)
        self.nothing.setVisible(bool(self._faces) and not wanted)
        self._dress_test(len(wanted))

    def _row(self, face: WayFace) -> WayRow:
        made = WayRow(face, self, own=not self._in_practice)
        made.use_changed.connect(self.use_changed)
        made.key_asked.connect(self.key_asked)
        made.test_asked.connect(self.test_asked)
        made.how_to_asked.connect(self.how_to_asked)
        made.change_asked.connect(self.change_asked)
        made.remove_asked.connect(self.remove_asked)
        return made

    def _dress_test(self, count: int) -> None:
        every = plural("Test this way", "Test all {count}", count)
        self.test_button.setText(_("Stop the test") if self._testing else every)
        self.test_button.setEnabled(self._testing or count > 0)

    def _test_all(self) -> None:
        if self._testing:
            self.stop_asked.emit()
        else:
            text = self.search.text()
            self.test_all_asked.emit(tuple(face.id for face in self._faces if fits(face, text)))

    def _searched(self) -> None:
        self._most = SHOWN
        self._fill()

    def _show_more(self) -> None:
        self._most += SHOWN
        self._fill()

    def _empty_card(self) -> CardView:
        made = CardView(self)
        made.show_card(
            Card(
                tone=ToneName.BLUE,
                icon="info",
                title=_("You have no way besides the line itself"),
                text=_(
                    "A way is a VPN or proxy that you were given, such as socks5://user:password@server:1080."
                    " Paste its link here, and the next check tells what it opens."
                ),
                acts=(Act.ADD_WAY,),
            )
        )
        made.acted.connect(self.add_asked)
        return made

    def _removed_line(self) -> QFrame:
        made = QFrame(self)
        made.setProperty("look", "card")
        self._removed_text = label("", made)
        self.undo = button(_("Undo"), self._undone)
        line = row(self._removed_text, self.undo, spacing=12)
        line.setStretch(0, 1)
        line.setContentsMargins(14, 6, 14, 6)
        made.setLayout(line)
        made.hide()
        self._undo_ends = QTimer(self, singleShot=True, interval=UNDO_MS)
        self._undo_ends.timeout.connect(self._end_undo)
        return made

    def _end_undo(self) -> None:
        """Not while somebody is about to press it."""
        if self.undo.hasFocus() or self.removed_line.underMouse():
            self._undo_ends.start()
        else:
            self.removed_line.hide()

    def _undone(self) -> None:
        self._undo_ends.stop()
        self.undo_asked.emit()
        self.test_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.removed_line.hide()

    def _lay_out(self) -> None:
        title = label(_("My ways"), self, factor=1.62, bold=True)
        acts = Flowing((self.test_button, self.type_button, self.add_button), self)
        head = Beside(column(title, self.count, spacing=2), acts, self)
        inside = QWidget(self)
        inside.setLayout(column(self._rows, row(self.more, None), None))
        self._list = Scroller(inside, self)
        body = QWidget(self)
        self._box = box = QVBoxLayout(body)
        box.setSpacing(12)
        for part in (head, self.practice_note, self.removed_line, self._empty, self.search, self.nothing):
            box.addWidget(part)
        box.addWidget(self._list, 1)
        foot = label(
            _(
                "Testing connects to the servers of your ways, which whoever watches the line can see."
                " Passwords and keys are shown only when you ask for it, and never leave with a report."
            ),
            self,
            look="soft",
        )
        box.addWidget(foot)
        self.setLayout(column(Scroller(body, self)))

"""The list of ways: what each is, what the last check showed of it, and how to add or remove one."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QPushButton, QVBoxLayout, QWidget

from waythrough_desktop.i18n import _, plural
from waythrough_desktop.presenters.state import Act, Card
from waythrough_desktop.presenters.ways import WayFace
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.beside import Beside, flowing
from waythrough_desktop.views.card_view import CardView
from waythrough_desktop.views.parts import Mark, button, clear, column, label, row
from waythrough_desktop.views.scroller import Scroller

UNDO_MS = 10_000


class WaysPage(QWidget):
    """Shows WayFaces."""

    add_asked = Signal()
    type_asked = Signal()
    change_asked = Signal(str)
    key_asked = Signal(str)
    use_changed = Signal(str, bool)
    remove_asked = Signal(str)
    undo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "page")
        self.count = label("", self, look="soft")
        self.add_button = button(_("Add a way…"), self.add_asked.emit, look="main", icon="plus")
        self.type_button = button(_("Add by hand…"), self.type_asked.emit)
        self._empty = CardView(self)
        self._empty.show_card(
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
        self._empty.acted.connect(self.add_asked)
        self._in_practice = False
        self.practice_note = label(
            _("These ways belong to the practice network. Leave practice to add your own."), self
        )
        self.practice_note.hide()
        self.removed_line = self._removed_line()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self._lay_out()
        self.show_ways(())

    def show_ways(self, ways: Sequence[WayFace]) -> None:
        """Show these ways."""
        self.count.setText(
            plural("{count} way besides the line itself", "{count} ways besides the line itself", len(ways))
        )
        self.count.setVisible(bool(ways))
        self.add_button.setVisible(bool(ways) and not self._in_practice)
        self.type_button.setVisible(not self._in_practice)
        self._empty.setVisible(not ways and not self._in_practice)
        clear(self._rows)
        for face in ways:
            self._rows.addWidget(self._row(face))

    def show_removed(self, name: str) -> None:
        """Offer to take the way back for a while."""
        self._removed_text.setText(_("{name} was removed, with its password.", name=name))
        self.removed_line.show()
        self._undo_ends.start()

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
        self._undo_ends.timeout.connect(made.hide)
        return made

    def _undone(self) -> None:
        self.removed_line.hide()
        self.undo_asked.emit()

    def show_practice(self, practice: bool) -> None:
        """On the practice network no way of one's own leads anywhere, so none is asked for."""
        self._in_practice = practice
        self.practice_note.setVisible(practice)
        if practice:
            self.add_button.hide()
            self.type_button.hide()
            self._empty.hide()

    def _lay_out(self) -> None:
        title = label(_("My ways"), self, factor=1.62, bold=True)
        adding = flowing((self.type_button, self.add_button), self)
        head = Beside(column(title, self.count, spacing=2), adding, self)
        inside = QWidget(self)
        inside.setLayout(column(self._rows, None))
        area = Scroller(inside, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(22, 14, 22, 14)
        box.setSpacing(12)
        box.addWidget(head)
        box.addWidget(self.practice_note)
        box.addWidget(self.removed_line)
        box.addWidget(self._empty)
        box.addWidget(area, 1)
        box.addWidget(
            label(
                _("Passwords and keys of ways are never shown again and never leave with a report."),
                self,
                look="soft",
            )
        )

    def _row(self, face: WayFace) -> QFrame:
        made = QFrame(self)
        made.setProperty("look", "card")
        mark = Mark(24, made)
        mark.show_icon(face.icon, face.tone, on_tone=False)
        words = column(label(face.name, made, bold=True), label(face.kind, made, look="soft"), spacing=1)
        if face.server:
            words.addWidget(label(face.server, made, look="soft"))
        if face.known:
            words.addWidget(label(face.known, made, look="soft"))
        if face.advice:
            words.addWidget(label(face.advice, made))
        if face.asks_key:
            words.addLayout(row(self._key_button(face), None))
        use = QCheckBox(_("Use in checks"), made)
        use.setChecked(face.used)
        use.setObjectName(face.id)
        use.setAccessibleName(_("Use {name} in checks", name=face.name))
        use.toggled.connect(self._use)
        change = button(_("Change…"))
        change.setObjectName(face.id)
        change.setAccessibleName(_("Change {name}", name=face.name))
        change.clicked.connect(self._change)
        change.setEnabled(not self._in_practice)
        remove = button(_("Remove"), icon="trash")
        remove.setObjectName(face.id)
        remove.setAccessibleName(_("Remove {name}", name=face.name))
        remove.clicked.connect(self._remove)
        line = row(mark, Beside(words, flowing((use, change, remove), made), made), spacing=12)
        line.setStretch(1, 1)
        line.setContentsMargins(14, 9, 14, 9)
        made.setLayout(line)
        made.setAccessibleName(f"{face.name}, {face.kind}")
        return made

    def _key_button(self, face: WayFace) -> QPushButton:
        made = button(_("Confirm the server's key…"), icon="shield")
        made.setObjectName(face.id)
        made.setAccessibleName(_("Confirm the key of the server of {name}", name=face.name))
        made.clicked.connect(self._key)
        made.setEnabled(not self._in_practice)
        return made

    def _use(self, used: bool) -> None:
        self.use_changed.emit(self.sender().objectName(), used)

    def _change(self) -> None:
        self.change_asked.emit(self.sender().objectName())

    def _key(self) -> None:
        self.key_asked.emit(self.sender().objectName())

    def _remove(self) -> None:
        self.remove_asked.emit(self.sender().objectName())

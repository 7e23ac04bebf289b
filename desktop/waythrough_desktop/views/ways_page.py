"""The list of ways: what each is, what the last check showed of it, and how to add or remove one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from waythrough_desktop.i18n import _, plural
from waythrough_desktop.presenters.state import Act, Card
from waythrough_desktop.presenters.ways import WayFace
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.card_view import CardView
from waythrough_desktop.views.parts import Mark, button, clear, column, label, row
from waythrough_desktop.views.scroller import Scroller


class WaysPage(QWidget):
    """Shows WayFaces."""

    add_asked = Signal()
    remove_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "page")
        self.count = label("", self, look="soft")
        self.add_button = button(_("Add a way…"), self.add_asked.emit, look="main", icon="plus")
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
        self._empty.setVisible(not ways and not self._in_practice)
        clear(self._rows)
        for face in ways:
            self._rows.addWidget(self._row(face))

    def show_practice(self, practice: bool) -> None:
        """On the practice network no way of one's own leads anywhere, so none is asked for."""
        self._in_practice = practice
        self.practice_note.setVisible(practice)
        if practice:
            self.add_button.hide()
            self._empty.hide()

    def _lay_out(self) -> None:
        title = label(_("My ways"), self, factor=1.62, bold=True)
        head = row(column(title, self.count, spacing=2), self.add_button, spacing=16)
        head.setStretch(0, 1)
        inside = QWidget(self)
        inside.setLayout(column(self._rows, None))
        area = Scroller(inside, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(22, 14, 22, 14)
        box.setSpacing(12)
        box.addLayout(head)
        box.addWidget(self.practice_note)
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
        if face.advice:
            words.addWidget(label(face.advice, made))
        remove = button(_("Remove"), icon="trash")
        remove.setObjectName(face.id)
        remove.setAccessibleName(_("Remove {name}", name=face.name))
        remove.clicked.connect(self._remove)
        line = row(mark, words, remove, spacing=12)
        line.setStretch(1, 1)
        line.setContentsMargins(14, 9, 14, 9)
        made.setLayout(line)
        made.setAccessibleName(f"{face.name}, {face.kind}")
        return made

    def _remove(self) -> None:
        self.remove_asked.emit(self.sender().objectName())

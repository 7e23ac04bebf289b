"""One way of the list: what it is, what is known of it, and what can be done with it."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QMenu, QPushButton, QVBoxLayout, QWidget

from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.ways import WayFace
from waythrough_desktop.views.beside import Beside, Flowing
from waythrough_desktop.views.parts import Mark, button, column, label, row


class WayRow(QFrame):
    """Shows one WayFace; every signal carries the way's id."""

    use_changed = Signal(str, bool)
    key_asked = Signal(str)
    test_asked = Signal(str)
    how_to_asked = Signal(str)
    change_asked = Signal(str)
    remove_asked = Signal(str)

    def __init__(self, face: WayFace, parent: QWidget, *, own: bool) -> None:
        """`own`: whether it is the user's, to be changed and removed."""
        super().__init__(parent)
        self.setProperty("look", "card")
        self._face, self._own = face, own
        mark = Mark(24, self)
        mark.show_icon(face.icon, face.tone, on_tone=False)
        self.use = QCheckBox(_("Use in checks"), self)
        self.use.setChecked(face.used)
        self.use.setAccessibleName(_("Use {name} in checks", name=face.name))
        self.use.toggled.connect(self._used)
        self.test = button(_("Test"), self._tested)
        self.test.setAccessibleName(_("Test {name}", name=face.name))
        self.more = button(_("More"), self._open_menu, icon="chevron_down")
        self.more.setAccessibleName(_("More about {name}", name=face.name))
        acts = Flowing((self.use, self.test, self.more), self)
        line = row(mark, Beside(self._words(face), acts, self), spacing=12)
        line.setStretch(1, 1)
        line.setContentsMargins(14, 9, 14, 9)
        self.setLayout(line)
        self.setAccessibleName(f"{face.name}, {face.kind}")

    @property
    def face(self) -> WayFace:
        return self._face

    def menu(self) -> QMenu:
        """What else can be done with the way."""
        made = QMenu(self)
        made.setAccessibleName(self.more.accessibleName())
        made.addAction(_("How to use it"), self._how_to)
        if self._own:
            made.addAction(_("Change…"), self._change)
            made.addAction(_("Remove"), self._remove)
        made.aboutToHide.connect(made.deleteLater)
        return made

    def _words(self, face: WayFace) -> QVBoxLayout:
        words = column(label(face.name, self, bold=True), label(face.kind, self, look="soft"), spacing=1)
        for text in (face.server, face.known):
            if text:
                words.addWidget(label(text, self, look="soft"))
        if face.advice:
            words.addWidget(label(face.advice, self))
        if face.asks_key:
            words.addLayout(row(self._key_button(face), None))
        return words

    def _key_button(self, face: WayFace) -> QPushButton:
        made = button(_("Confirm the server's key…"), self._key, icon="shield")
        made.setAccessibleName(_("Confirm the key of the server of {name}", name=face.name))
        made.setEnabled(self._own)
        return made

    def _open_menu(self) -> None:
        corner = QPoint(0 if not self.isRightToLeft() else self.more.width(), self.more.height())
        menu = self.menu()
        place = self.more.mapToGlobal(corner)
        if self.isRightToLeft():
            place.setX(place.x() - menu.sizeHint().width())
        menu.popup(place)

    def _used(self, used: bool) -> None:
        self.use_changed.emit(self._face.id, used)

    def _tested(self) -> None:
        self.test_asked.emit(self._face.id)

    def _key(self) -> None:
        self.key_asked.emit(self._face.id)

    def _how_to(self) -> None:
        self.how_to_asked.emit(self._face.id)

    def _change(self) -> None:
        self.change_asked.emit(self._face.id)

    def _remove(self) -> None:
        self.remove_asked.emit(self._face.id)

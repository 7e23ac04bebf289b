"""Shows the key of an SSH server and asks whether it is the right one."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from waythrough_desktop import style
from waythrough_desktop.dialogs.base import Dialog
from waythrough_desktop.i18n import _, ltr
from waythrough_desktop.presenters.server_key import KeyFace
from waythrough_desktop.views.parts import Mark, button, column, label, row

MARK = 34


class ConfirmKeyDialog(Dialog):
    """Accepted only by pressing the button; Enter and Esc never confirm anything."""

    def __init__(self, face: KeyFace, parent: QWidget | None = None) -> None:
        super().__init__(_("The server's key"), parent, size=(600, 290))
        self._mark = Mark(MARK, self)
        self.title = label("", self, factor=1.2, bold=True)
        self.told = label("", self)
        self.fingerprint = QLineEdit(self)
        self.fingerprint.setReadOnly(True)
        self.fingerprint.setFont(style.fixed())
        self.fingerprint.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.fingerprint.setAccessibleName(_("Fingerprint of the server's key"))
        self._kind = label("", self, look="soft")
        words = column(self.title, self.fingerprint, self._kind, self.told, None, spacing=8)
        line = row(self._mark, words, spacing=14)
        line.setAlignment(self._mark, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        self._box.addLayout(line, 1)
        self.confirm = button(_("This is the right key"), self.accept)
        self.confirm.setAutoDefault(False)
        self.cancel = button("", self.reject, look="main")
        self.cancel.setDefault(True)
        self.add_buttons([], [self.confirm, self.cancel])
        self.show_face(face)

    def show_face(self, face: KeyFace) -> None:
        """Say this from now on."""
        self._mark.show_icon(face.icon, face.tone, on_tone=False)
        self.title.setText(face.title)
        self.told.setText("\n".join(face.sentences))
        self.fingerprint.setText(face.fingerprint)
        self.fingerprint.setCursorPosition(0)
        self.fingerprint.setVisible(bool(face.fingerprint))
        self._kind.setText(ltr(face.kind))
        self._kind.setVisible(bool(face.kind))
        self.confirm.setVisible(face.question)
        self.cancel.setText(_("Cancel") if face.question or not face.sentences else _("Close"))
        said = " ".join((face.title, *face.sentences, face.fingerprint))
        self.setAccessibleDescription(said)
        self.cancel.setFocus()
        if QAccessible.isActive() and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

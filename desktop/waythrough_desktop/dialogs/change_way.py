"""Changing a way: another name, or its link pasted anew; what is not changed stays."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from waythrough.model.path import PathSpec
from waythrough_desktop import style
from waythrough_desktop.dialogs.base import Dialog
from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.add_ways import Reading
from waythrough_desktop.views.parts import button, label


class ChangeWayDialog(Dialog):
    """`changed` carries the way as it is from now on, under its old id."""

    changed = Signal(object)

    def __init__(
        self,
        spec: PathSpec,
        name: str,
        server: str,
        read: Callable[[str], Reading],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Change a way"), parent, size=(620, 340))
        self._spec, self._read = spec, read
        self.add_head(_("Change {name}", name=name), server)
        self.name = QLineEdit(spec.name, self)
        self.name.setMaxLength(60)
        self.name.setPlaceholderText(name)
        self.name.setAccessibleName(_("Name of the way"))
        self.link = QLineEdit(self)
        self.link.setFont(style.fixed())
        self.link.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.link.setAccessibleName(_("New link"))
        self.link.setPlaceholderText("socks5://user:password@server.example:1080")
        self.told = label(
            _("Leave the link empty to keep server and password as they are."), self, look="soft"
        )
        for text, field in ((_("Name"), self.name), (_("New link"), self.link)):
            self.add(label(text, self, bold=True))
            self.add(field)
        self.add(self.told)
        self._box.addStretch(1)
        self.cancel = button(_("Cancel"), self.reject)
        self.save = button(_("Save"), self._save, look="main")
        self.save.setDefault(True)
        self.add_buttons([], [self.cancel, self.save])
        self.link.textChanged.connect(self._look)

    def _look(self) -> Reading:
        reading = self._read(self.link.text())
        usable = not self.link.text().strip() or len(reading.specs) == 1
        if reading.faces:
            self.told.setText(f"{reading.faces[0].title}\n{reading.faces[0].text}")
        self.save.setEnabled(usable)
        return reading

    def _save(self) -> None:
        reading = self._look()
        if self.save.isEnabled():
            self.changed.emit(reading.instead_of(self._spec, self.name.text()))
            self.accept()

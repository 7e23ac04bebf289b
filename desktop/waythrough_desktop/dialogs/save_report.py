"""Saving a report: which kind of file, whether names stay in it, and every word that leaves, before it leaves."""

from collections.abc import Callable, Iterable
from typing import Protocol

from PySide6.QtCore import QDir, QSaveFile, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFileDialog, QPlainTextEdit, QRadioButton, QWidget

from waythrough_desktop import style
from waythrough_desktop.dialogs.base import Dialog
from waythrough_desktop.i18n import _, ltr
from waythrough_desktop.presenters.reports import PREVIEW_MOST, Kind, visible_text
from waythrough_desktop.views.parts import button, column, label

AskPlace = Callable[[QWidget, str], str]


class Maker(Protocol):
    """What makes the bytes of a report."""

    def make(self, kind: Kind, *, names: bool) -> bytes: ...

    def file_name(self, kind: Kind) -> str: ...


def ask_place(parent: QWidget, name: str) -> str:
    """Ask where to save; "" when the person changed their mind."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    start = QDir(folder if folder and QDir(folder).exists() else QDir.homePath()).filePath(name)
    return QFileDialog.getSaveFileName(parent, _("Save the report"), start)[0]


class SaveReportDialog(Dialog):
    """Nothing is written before Save is pressed and a place is chosen."""

    def __init__(
        self,
        maker: Maker,
        kinds: Iterable[tuple[Kind, str, str]],
        parent: QWidget | None = None,
        *,
        ask: AskPlace = ask_place,
    ) -> None:
        super().__init__(_("Save a report"), parent, size=(760, 640))
        self._maker = maker
        self._ask = ask
        self._content = b""
        self._saved = ""
        self.add_head(
            _("Save a report"),
            _("It never holds passwords, servers of your ways, or your own addresses."),
        )
        self.kinds = QButtonGroup(self)
        self._kinds = [kind for kind, _name, _use in kinds]
        choices = QWidget(self)
        choices.setLayout(column(*self._choices(kinds), spacing=2))
        self.add(choices)
        self.names = QCheckBox(_("Include the names of my ways"), self)
        self.add(self.names)
        title = label(_("This is what the report says:"), self, bold=True)
        self.preview = self._preview()
        self.add(title)
        self.add(self.preview, 1)
        self.result_line = label("", self)
        self.result_line.hide()
        self.add(self.result_line)
        self.close_button = button(_("Close"), self.reject)
        self.save = button(_("Save…"), self._save, look="main")
        self.save.setDefault(True)
        self.open_button = button(_("Open"), self._open)
        self.open_button.hide()
        self.add_buttons([self.open_button], [self.close_button, self.save])
        self.kinds.idToggled.connect(self._refresh)
        self.names.toggled.connect(self._refresh)
        self._refresh()
        self.save.setFocus()

    @property
    def kind(self) -> Kind:
        return self._kinds[self.kinds.checkedId()]

    def _choices(self, kinds: Iterable[tuple[Kind, str, str]]) -> list[QWidget]:
        buttons: list[QWidget] = []
        for place, (_kind, name, use) in enumerate(kinds):
            choice = QRadioButton(_("{name} – {use}", name=name, use=use), self)
            self.kinds.addButton(choice, place)
            choice.setChecked(place == 0)
            buttons.append(choice)
        return buttons

    def _preview(self) -> QPlainTextEdit:
        made = QPlainTextEdit(self)
        made.setReadOnly(True)
        made.setProperty("look", "code")
        made.setTabChangesFocus(True)
        made.setAccessibleName(_("Text of the report"))
        return made

    def _refresh(self) -> None:
        kind = self.kind
        self._content = self._maker.make(kind, names=self.names.isChecked())
        text = self._content.decode("utf-8-sig")
        if kind is Kind.HTML:
            text = visible_text(text)
        self.preview.setFont(style.scaled(0.95) if kind is Kind.HTML else style.fixed())
        direction = self.layoutDirection() if kind is Kind.HTML else Qt.LayoutDirection.LeftToRight
        self.preview.setLayoutDirection(direction)
        option = self.preview.document().defaultTextOption()
        option.setTextDirection(direction)
        self.preview.document().setDefaultTextOption(option)
        self.preview.setPlainText(text[:PREVIEW_MOST])
        self.result_line.hide()

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._saved))

    def _save(self) -> None:
        place = self._ask(self, self._maker.file_name(self.kind))
        if not place:
            return
        file = QSaveFile(place)
        saved = file.open(QSaveFile.OpenModeFlag.WriteOnly) and file.write(self._content) == len(
            self._content
        )
        saved = saved and file.commit()
        if saved:
            self.result_line.setText(_("Saved as {place}", place=ltr(QDir.toNativeSeparators(place))))
            self._saved = place
            self.open_button.show()
            self.close_button.setFocus()
        else:
            self.result_line.setText(
                _(
                    "It could not be saved there: {why}. Choose another place. (REP-01)",
                    why=file.errorString(),
                )
            )
        self.result_line.show()

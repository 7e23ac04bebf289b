"""Where a file is saved, and the saving itself: whole or not at all, for its owner alone where it holds secrets."""

from collections.abc import Callable

from PySide6.QtCore import QDir, QFileDevice, QFileInfo, QSaveFile, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from waythrough_desktop.i18n import _, ltr

AskPlace = Callable[[QWidget, str, str], str]
"""Asks on top of a widget, with a title, for the place of a file that is called so; "" when somebody changed their
mind."""

_OWNER = QFileDevice.Permission.ReadOwner | QFileDevice.Permission.WriteOwner


def ask_place(parent: QWidget, title: str, name: str) -> str:
    """Ask where to save; a name that is typed without an ending gets the one of `name`."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    start = QDir(folder if folder and QDir(folder).exists() else QDir.homePath()).filePath(name)
    dialog = save_dialog(parent, title, start)
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return chosen[0] if chosen else ""


def save_dialog(parent: QWidget, title: str, start: str) -> QFileDialog:
    """The dialog that shows files of the kind of `start`, and begins with it."""
    made, about = QFileDialog(parent, title), QFileInfo(start)
    made.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    made.setFileMode(QFileDialog.FileMode.AnyFile)
    ending = about.suffix()
    if ending:
        made.setNameFilter(f"{ending.upper()} (*.{ending})")
        made.setDefaultSuffix(ending)
    made.setDirectory(about.path())
    made.selectFile(about.fileName())
    return made


def save(place: str, content: bytes, *, private: bool = False) -> str:
    """Write a file; "" when it is done, else why not."""
    file = QSaveFile(place)
    saved = file.open(QSaveFile.OpenModeFlag.WriteOnly)
    if saved and private:
        file.setPermissions(_OWNER)
    saved = saved and file.write(content) == len(content) and file.commit()
    return "" if saved else file.errorString()


def shown(place: str) -> str:
    """A place as it stands in a sentence."""
    return ltr(QDir.toNativeSeparators(place))


def saved_text(place: str) -> str:
    """That a file was saved."""
    return _("Saved as {place}", place=shown(place))

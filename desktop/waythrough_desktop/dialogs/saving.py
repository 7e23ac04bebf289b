"""Where a file is saved, and the saving itself: whole or not at all, for its owner alone where it holds secrets."""

from collections.abc import Callable

from PySide6.QtCore import QDir, QFileDevice, QSaveFile, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from waythrough_desktop.i18n import _, ltr

AskPlace = Callable[[QWidget, str, str], str]
"""Asks on top of a widget, with a title, for the place of a file that is called so; "" when somebody changed their
mind."""

_OWNER = QFileDevice.Permission.ReadOwner | QFileDevice.Permission.WriteOwner


def ask_place(parent: QWidget, title: str, name: str) -> str:
    """Ask where to save."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    start = QDir(folder if folder and QDir(folder).exists() else QDir.homePath()).filePath(name)
    return QFileDialog.getSaveFileName(parent, title, start)[0]


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

"""The name and the picture under which the program shows itself: its own, or ones that say nothing of what it does."""

from datetime import datetime

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

import waythrough_resources
from waythrough_desktop.i18n import _

NAME = "Waythrough"


class _Current:
    neutral = False


def wear(app: QApplication, *, neutral: bool) -> None:
    """Be called by this name in titles, the task switcher and the desktop's own lists from now on."""
    _Current.neutral = neutral
    app.setApplicationDisplayName(name())
    app.setApplicationName("connection-notes" if neutral else "waythrough")
    app.setDesktopFileName(app.applicationName())
    for window in app.topLevelWidgets():
        if window.property("named"):
            window.setWindowTitle(name())
    if not app.windowIcon().isNull():
        show_picture()


def show_picture() -> None:
    """Put the picture on all windows; apart from the name, since loading it takes a moment."""
    picture = "notes" if _Current.neutral else "waythrough"
    place = waythrough_resources.path(f"{waythrough_resources.ICONS}/{picture}.svg")
    QApplication.setWindowIcon(QIcon(str(place)))


def is_neutral() -> bool:
    """Whether the program goes by a name that says nothing."""
    return _Current.neutral


def name() -> str:
    """What the program is called where others may look."""
    return _("Connection notes") if _Current.neutral else NAME


def problem_name() -> str:
    """The name that is proposed for the file of a problem report."""
    return "notes-problem.txt" if _Current.neutral else "waythrough-problem.txt"


def report_name(when: datetime, kind: str) -> str:
    """The name that is proposed for the file of a report."""
    stem = "notes" if _Current.neutral else "waythrough-report"
    return f"{stem}-{when:%Y-%m-%d-%H%M}.{kind}"

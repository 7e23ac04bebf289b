"""A problem report as it would be saved: harmless facts of program and settings, the last fault, and the own words."""

import platform
import sys
from collections import Counter
from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal, qVersion
from PySide6.QtGui import QGuiApplication

from waythrough import __version__
from waythrough.report.document import private_words
from waythrough.report.problem import Problem, problem_text
from waythrough.store.dirs import Dirs, StoreError
from waythrough.store.draft import load_draft, save_draft
from waythrough_desktop import style
from waythrough_desktop.i18n import language
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Session

KEEP_AFTER_MS = 600


class ProblemReport(QObject):
    """Lasts as long as the program: the draft on disk, and the last fault in memory only."""

    failed = Signal(object)  # StoreError

    def __init__(self, dirs: Dirs, session: Session, memory: Memory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dirs, self._session, self._memory = dirs, session, memory
        self.fault = ""
        self._draft: str | None = None
        self._kept = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep)

    @property
    def draft(self) -> str:
        """What was written so far, also before the last start; read when it is asked for first."""
        if self._draft is None:
            try:
                self._draft = self._kept = load_draft(self._dirs.draft)
            except StoreError:
                self._draft = ""  # locked or damaged: nothing is lost, it is read again after the next start
        return self._draft

    def write(self, text: str) -> None:
        """Keep what is being written, a moment after the last letter."""
        self._draft = text
        self._timer.start()

    def keep(self) -> None:
        """Keep it now."""
        self._timer.stop()
        if self._draft is None or self._draft == self._kept:
            return
        try:
            save_draft(self._dirs.draft, self._draft)
            self._kept = self._draft
        except StoreError as error:
            self.failed.emit(error)

    def text(self, *, with_fault: bool) -> str:
        """The report, redacted, exactly as it is copied and saved."""
        problem = Problem(told=self.draft, facts=self._facts(), fault=self.fault if with_fault else "")
        paths = (*self._memory.ways, *self._session.paths)
        return problem_text(problem, private=private_words(paths))

    def _facts(self) -> Mapping[str, str]:
        """Facts about program and settings, one by one: whatever is not named here stays out."""
        known, session = self._memory.preferences, self._session
        kinds = Counter(path.kind for path in session.paths)
        return {
            "Waythrough": __version__,
            "Python": platform.python_version(),
            "Qt": f"{qVersion()}, {QGuiApplication.platformName()}",
            "System": f"{platform.system()} {platform.release()}, {platform.machine()}",
            "Packaged": "yes" if getattr(sys, "frozen", False) else "no",
            "Language": language(),
            "Colours": style.theme().name,
            "Text size": f"{style.text_size()} %",
            "View": str(known.window.view),
            "Depth": str(session.depth),
            "Network": "practice" if session.practice else "real",
            "Services chosen": str(len(session.platforms)),
            "Ways by kind": ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())) or "none",
            "Runs are kept": "yes" if known.general.remember_runs else "no",
        }

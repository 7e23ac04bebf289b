"""The settings of safety: lock, history, name, quiet checks, and erasing everything."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from waythrough.store.dirs import StoreError
from waythrough.store.progress import Progress, StoppedError
from waythrough_desktop import disguise, menu_entry
from waythrough_desktop.bridge.steps import Steps
from waythrough_desktop.dialogs.erase import EraseDialog
from waythrough_desktop.dialogs.passphrase import PassphraseDialog
from waythrough_desktop.dialogs.question import QuestionDialog
from waythrough_desktop.i18n import _, sentences
from waythrough_desktop.presenters import safety
from waythrough_desktop.views.section import Section

if TYPE_CHECKING:
    from waythrough_desktop.wiring import Wiring


class SafetyDesk(QObject):
    """One group of the settings page with what its buttons do."""

    def __init__(self, wiring: "Wiring", parent: QObject) -> None:
        super().__init__(parent)
        self._wiring = wiring
        known, face = wiring.memory.preferences, safety.lock_face(wiring.memory.dirs)
        section = self.section = Section(_("Safety"))
        if face.on:
            section.add_action(_("App lock"), face.about, _("Lock now (Ctrl+L)"), wiring.lock_asked.emit)
            section.add_choice(safety.minutes_choice(known))
            change = _("Whoever learned the old one cannot use it any more.")
            section.add_action(_("Passphrase"), change, _("Change the passphrase…"), self.change_passphrase)
            off = _("What is kept can then be read by whoever uses your account.")
            section.add_action(_("No lock"), off, _("Turn the lock off…"), self.turn_off)
        else:
            made = section.add_action(_("App lock"), face.about, _("Turn the lock on…"), self.turn_on)
            made.setEnabled(face.possible)
        for each in safety.toggles(known):
            section.add_toggle(each)
        about = _("History, ways, settings and the lock, in one step and for good.")
        section.add_action(_("Erase everything"), about, _("Erase everything…"), self.erase)
        #: where the cursor goes when somebody wants to lock
        self.lock_control = section.controls[_("Lock now (Ctrl+L)") if face.on else _("Turn the lock on…")]
        section.switched.connect(lambda key, on: self._choose(key, "on" if on else "off"))
        section.chosen.connect(self._choose)

    def turn_on(self) -> PassphraseDialog:
        """Choose a passphrase and seal what is kept."""
        from waythrough.store.vault import LEAST_LENGTH

        dialog = self._dialog(
            PassphraseDialog(
                _("Turn the app lock on"), _("Turn the lock on"), self._wiring.window,
                points=safety.lock_points(), new=True, least=LEAST_LENGTH, stoppable=True,
            )
        )  # fmt: skip
        from waythrough.store.locking import turn_on

        dirs = self._wiring.memory.dirs
        dialog.given.connect(
            lambda _old, new: self._do(dialog, lambda progress: turn_on(dirs, new, progress=progress))
        )
        return dialog

    def change_passphrase(self) -> PassphraseDialog:
        """Put another passphrase in the place of the present one."""
        from waythrough.store.locking import change_passphrase
        from waythrough.store.vault import LEAST_LENGTH

        dialog = self._dialog(
            PassphraseDialog(
                _("Change the passphrase"), _("Change the passphrase"), self._wiring.window,
                old=True, new=True, least=LEAST_LENGTH,
            )
        )  # fmt: skip
        dirs = self._wiring.memory.dirs
        dialog.given.connect(
            lambda old, new: self._do(dialog, lambda _progress: change_passphrase(dirs, old, new))
        )
        return dialog

    def turn_off(self) -> PassphraseDialog:
        """Keep everything readable again."""
        from waythrough.store.locking import turn_off

        dialog = self._dialog(
            PassphraseDialog(
                _("Turn the app lock off"), _("Turn the lock off"), self._wiring.window, old=True
            )
        )
        dirs = self._wiring.memory.dirs
        dialog.given.connect(
            lambda old, _new: self._do(dialog, lambda progress: turn_off(dirs, old, progress))
        )
        return dialog

    def erase(self) -> EraseDialog:
        """Ask once, then erase everything."""
        dialog = EraseDialog(*safety.erased(), self._wiring.window)
        dialog.accepted.connect(self._wiring.erase_asked)
        dialog.open()
        return dialog

    def ask_about_history(self) -> QuestionDialog:
        """Whether what was kept so far goes as well."""
        dialog = QuestionDialog(
            _("No history from now on"),
            _("What was kept of earlier checks is still there. Shall it be deleted, too?"),
            _("Delete it"),
            _("Keep it"),
            self._wiring.window,
        )
        dialog.accepted.connect(self._delete_history)
        dialog.open()
        return dialog

    def _dialog(self, dialog: PassphraseDialog) -> PassphraseDialog:
        dialog.open()
        return dialog

    def _do(self, dialog: PassphraseDialog, work: Callable[[Progress], object]) -> None:
        """Beside the GUI thread, since a passphrase takes half a second and a history longer than a dialog may last."""
        guard = self._wiring.guard
        if self._wiring.bridge.running:  # its results would find the lock closed
            dialog.refuse(_("A check is going on. Stop it, or wait until it is over."))
            return
        guard.working = True
        steps = Steps(self._wiring)
        steps.moved.connect(dialog.show_steps)
        dialog.stop_asked.connect(steps.stop)

        def over() -> None:
            guard.working = False
            steps.deleteLater()

        def failed(error: BaseException) -> None:
            over()
            if isinstance(error, StoppedError):
                if isValid(dialog):
                    dialog.refuse(_("It was stopped. Everything is as it was."))
                return
            if not isinstance(error, StoreError):
                raise error
            if not isValid(dialog):
                self._wiring.talks.not_kept(error)
                return
            dialog.refuse(sentences(error.what, error.todo))

        def done(_nothing: object) -> None:
            over()
            if isValid(dialog):
                dialog.accept()
            self._wiring.guard.changed()

        self._wiring.background.run(partial(work, steps.progress), done, failed)

    def _choose(self, key: str, value: str) -> None:
        wiring = self._wiring
        wiring.memory.change(lambda known: safety.with_safety(known, key, value))
        known = wiring.memory.preferences
        if key == safety.NEUTRAL:
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            disguise.wear(app, neutral=known.safety.neutral)
            self._change_menu(known.safety.neutral)
            wiring.redress()  # pages and the report bear the name too
        elif key == safety.MINUTES:
            wiring.guard.count()
        elif key == safety.HISTORY and not known.general.remember_runs:
            self._forget_watch()
            if wiring.memory.dirs.history.exists():
                self.ask_about_history()

    def _forget_watch(self) -> None:
        """What watching knows of earlier checks is a history as well."""
        try:
            self._wiring.watching.monitor.forget()
        except StoreError as error:
            self._wiring.talks.not_kept(error)

    def _change_menu(self, neutral: bool) -> None:
        if menu_entry.kept():
            work = partial(menu_entry.put, disguise.name()) if neutral else menu_entry.take
            self._wiring.background.run(work, lambda _nothing: None, self._wiring.talks.failed)

    def _delete_history(self) -> None:
        from waythrough.store.history import History

        place = self._wiring.memory.dirs.history

        def work() -> None:
            with History(place) as history:
                history.clear()

        self._wiring.background.run(
            work, lambda _nothing: self._wiring.history_changed.emit(), self._wiring.talks.failed
        )

"""Opens the dialogs of the window, each filled from the presenters."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from waythrough.model.path import PathSpec
from waythrough.store.dirs import Dirs, StoreError
from waythrough.store.history import History, PastCell
from waythrough.store.keyring import LockState, lock_state
from waythrough.store.ways import SECRETS_NOTE
from waythrough_desktop.bridge.background import Background
from waythrough_desktop.dialogs.add_list import AddListDialog
from waythrough_desktop.dialogs.add_way import AddWayDialog
from waythrough_desktop.dialogs.ask import AskDialog
from waythrough_desktop.dialogs.confirm_key import ConfirmKeyDialog
from waythrough_desktop.dialogs.consent import ConsentDialog
from waythrough_desktop.dialogs.how_to_use import HowToUseDialog
from waythrough_desktop.dialogs.pick_run import PickRunDialog
from waythrough_desktop.dialogs.trouble import TroubleDialog
from waythrough_desktop.dialogs.way_form import WayFormDialog
from waythrough_desktop.dialogs.why import WhyDialog
from waythrough_desktop.i18n import _, say, translated
from waythrough_desktop.models.runs import RunRow, RunsModel
from waythrough_desktop.presenters.add_ways import Reading, beside, read
from waythrough_desktop.presenters.consent import ConsentState
from waythrough_desktop.presenters.how_to_use import Choice, HowToUse
from waythrough_desktop.presenters.own_lists import ListReading, read_list
from waythrough_desktop.presenters.past_cell import spark_of
from waythrough_desktop.presenters.server_key import KeyFace
from waythrough_desktop.presenters.why import WhyState


class Talks:
    """Every dialog belongs to one window and closes with it."""

    def __init__(self, window: QWidget, background: Background, dirs: Dirs) -> None:
        """`dirs`: where ways and checks are kept."""
        self._window, self._background, self._dirs = window, background, dirs

    def ask_consent(
        self, state: ConsentState, agreed: Callable[[], object], choose: Callable[[], object]
    ) -> ConsentDialog:
        """The page before a check of a real network that was not agreed to."""
        dialog = ConsentDialog(state, self._window)
        dialog.accepted.connect(agreed)
        dialog.choose.clicked.connect(choose)
        dialog.open()
        return dialog

    def add_way(
        self,
        added: Callable[[tuple[PathSpec, ...]], object],
        known: Sequence[PathSpec] = (),
        *,
        handed: str = "",
    ) -> AddWayDialog:
        """Ask for links beside the `known` ways; `handed` is a file or text that is only shown."""

        def look(data: str | bytes, source: str) -> Reading:
            return beside(read(data, source), known)

        dialog = AddWayDialog(look, self._window, note=self._kept_how())
        dialog.added.connect(added)
        dialog.open()
        if handed:
            dialog.take(handed)
        return dialog

    def add_list(self, added: Callable[[str, str, ListReading], object]) -> AddListDialog:
        """Ask for a list of services."""
        dialog = AddListDialog(read_list, self._background.run, self._window)
        dialog.added.connect(added)
        dialog.open()
        return dialog

    def type_way(
        self,
        ways: Sequence[PathSpec],
        done: Callable[[PathSpec], object],
        *,
        spec: PathSpec | None = None,
        name: str = "",
    ) -> WayFormDialog:
        """Ask for a way field by field: a new one, or a known one that is called `name`."""
        note = self._kept_how() if spec is None else ""
        dialog = WayFormDialog(ways, self._window, read=read, spec=spec, name=name, note=note)
        dialog.made.connect(done)
        dialog.open()
        return dialog

    def confirm_key(self, face: KeyFace) -> ConfirmKeyDialog:
        """Show the key of a server, first that it is being asked for."""
        dialog = ConfirmKeyDialog(face, self._window)
        dialog.open()
        return dialog

    def why(
        self,
        state: WhyState,
        again: Callable[[], object] | None,
        how: Callable[[str], object] | None,
        *,
        detailed: bool = False,
    ) -> WhyDialog:
        """Tell the reasons of a cell; `again` tests it once more, `how` tells the use of a way: None where not."""
        shown = state if how is not None else replace(state, use="")
        dialog = WhyDialog(shown, self._window, can_repeat=again is not None, detailed=detailed)
        if again is not None:
            dialog.again_asked.connect(again)
        if how is not None:
            dialog.how_asked.connect(how)
        dialog.open()
        return dialog

    def tell_past(self, dialog: WhyDialog, key: tuple[str, str], *, practice: bool) -> None:
        """Add to the reasons of a box what became of it in the checks before, once that is read."""
        place = self._dirs.history
        if not place.exists():  # it is not made only to be looked at
            return

        def read() -> Sequence[PastCell]:
            with History(place) as history:
                return history.past(*key, practice=practice)

        def show(past: Sequence[PastCell]) -> None:
            if (spark := spark_of(past)) is not None:
                dialog.show_past(spark)

        self._background.run(read, show, self.failed, of=dialog)

    def how_to_use(self, choices: Sequence[Choice], *, practice: bool = False) -> HowToUseDialog:
        """Tell how these ways are used; there is at least one."""
        dialog = HowToUseDialog(HowToUse(choices, practice=practice), self._window)
        dialog.open()
        return dialog

    def ask(self, question: str, sentence: str, yes: str, agreed: Callable[[], object]) -> AskDialog:
        """Ask before something that cannot be taken back."""
        dialog = AskDialog(question, sentence, yes, self._window)
        dialog.accepted.connect(agreed)
        dialog.open()
        return dialog

    def pick_run(
        self, ids: Sequence[str], word: Callable[[str], RunRow], picked: Callable[[str], object]
    ) -> PickRunDialog:
        """Ask for one of the kept checks."""
        model = RunsModel()
        model.fill(ids, word)
        dialog = PickRunDialog(model, self._window)
        dialog.picked.connect(picked)
        dialog.open()
        return dialog

    def fault(self, code: str, details: str) -> TroubleDialog:
        """Tell a fault of the program itself."""
        return self._trouble(
            _("Something in this program went wrong"),
            still_works=_("What was found is still shown. Nothing was sent anywhere."),
            todo=_(
                "If it happens again, close the window and open it anew, and send the details to support."
            ),
            code=code,
            details=details,
        )

    def failed(self, error: BaseException) -> None:
        """Tell what could not be read or written; whatever else went wrong is a fault of the program."""
        if not isinstance(error, StoreError):
            raise error
        self.not_kept(error)

    def not_kept(self, error: StoreError) -> TroubleDialog:
        """Tell that something could not be read from disk or written to it."""
        kept = _("You can check as before; what you change lasts until the window is closed.")
        return self._trouble(
            translated(error.what),
            still_works=translated(error.still_works) or kept,
            todo=translated(error.todo),
            code=error.message_id,
        )

    def no_practice(self, error: BaseException) -> TroubleDialog:
        """Tell that the practice network did not start."""
        return self._trouble(
            _("The practice network could not be started"),
            still_works=_("The real network can be checked as before."),
            todo=_("Close other programs that use many connections, and try again."),
            code=f"PRA-{type(error).__name__}",
            details=str(error),
        )

    def _kept_how(self) -> str:
        """Who can read ways that are kept."""
        if lock_state(self._dirs) is not LockState.OFF:
            return _("Ways are kept sealed by the app lock: only your passphrase opens them.")
        return say(SECRETS_NOTE)

    def _trouble(
        self, what: str, *, still_works: str, todo: str, code: str, details: str = ""
    ) -> TroubleDialog:
        dialog = TroubleDialog(
            what, self._window, still_works=still_works, todo=todo, code=code, details=details
        )
        dialog.open()
        return dialog

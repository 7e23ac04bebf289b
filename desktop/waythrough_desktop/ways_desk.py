"""The My ways page at work: adding, testing, changing, resting, removing and taking back."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QMimeData, QObject

from waythrough.model.path import PathSpec
from waythrough.paths.registry import chain, holds_secret
from waythrough_desktop.add_trial import AddTrial
from waythrough_desktop.dialogs.add_way import AddWayDialog
from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.check import CheckPresenter
from waythrough_desktop.presenters.consent import burning, programs
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Session
from waythrough_desktop.presenters.ways import way_faces
from waythrough_desktop.talks import Talks
from waythrough_desktop.views.ways_page import WaysPage
from waythrough_desktop.ways_trial import WaysTrial


class WaysDesk(QObject):
    """Does what the page asks for."""

    def __init__(
        self,
        page: WaysPage,
        session: Session,
        check: CheckPresenter,
        memory: Memory,
        talks: Talks,
        trial: WaysTrial,
    ) -> None:
        super().__init__(page)
        self._page, self._session, self._check = page, session, check
        self._memory, self._talks, self._trial = memory, talks, trial
        self._removed: tuple[int, PathSpec] | None = None
        self._stale = False
        page.add_asked.connect(self.add)
        page.type_asked.connect(self.type)
        page.change_asked.connect(self.change)
        page.use_changed.connect(lambda path_id, used: session.rest(path_id, not used))
        page.remove_asked.connect(self.remove)
        page.undo_asked.connect(self.undo)
        page.dropped.connect(self._dropped)
        page.test_asked.connect(lambda path_id: self.test((path_id,)))
        page.test_all_asked.connect(self.test)
        page.stop_asked.connect(trial.stop)
        page.shown.connect(self._look_again)
        trial.changed.connect(self.show)

    def show(self) -> None:
        """Bring the page up to date, at once where it is seen, else when it is."""
        self._stale = True
        self._page.show_practice(self._session.practice)
        if self._page.isVisible():
            self._look_again()

    def add(self, handed: str = "") -> AddWayDialog:
        """Ask for the links of new ways; `handed` is a file or text that is there already, which is only shown."""
        dialog = self._talks.add_way(self._session.add, self._session.paths, handed=handed)
        AddTrial(dialog, self._try, self._trial)
        return dialog

    def test(self, ids: Iterable[str]) -> None:
        """Try ways by themselves; those that rest too."""
        wanted = set(ids)
        self._try(tuple(spec for spec in self._session.paths if spec.id in wanted))

    def _try(self, specs: tuple[PathSpec, ...]) -> None:
        """Try these ways; where that may burn a server, starts a program or is the first contact, only after a word."""
        session = self._session
        begin = partial(self._trial.start, session.profile, specs, session.plan().settings)
        first = _("Connects to their servers, which whoever watches the line can see. Nothing is kept yet.")
        known = self._memory.consent_given
        cautions = " ".join(
            text for text in ("" if known else first, burning(specs), programs(specs)) if text
        )
        if cautions and not session.practice:
            self._talks.ask(_("Test this now?"), cautions, _("Test anyway"), begin)
        else:
            begin()

    def type(self) -> None:
        """Ask for a new way field by field."""
        self._talks.type_way(self._session.paths, lambda spec: self._session.add([spec]))

    def change(self, path_id: str) -> None:
        """Ask for other fields of a way, or another name."""
        spec = next((path for path in self._session.paths if path.id == path_id), None)
        if spec is not None:
            done = partial(self._changed, spec)
            self._talks.type_way(self._session.paths, done, spec=spec, name=self._name(path_id))

    def remove(self, path_id: str) -> None:
        """Forget a way; it can be taken back for a while."""
        places = [path.id for path in self._session.paths]
        if path_id in places:
            place, name = places.index(path_id), self._name(path_id)
            gone = self._session.paths[place]
            self._removed = place, gone
            self._session.remove(path_id)
            self._page.show_removed(name, secret=holds_secret(gone))

    def undo(self) -> None:
        """Put the way back that was removed last."""
        if self._removed is not None:
            place, spec = self._removed
            self._removed = None
            self._session.put_back(place, spec)

    def _look_again(self) -> None:
        if self._stale:
            self._stale = False
            faces = way_faces(self._session, self._check, self._trial)
            self._page.show_ways(faces, testing=self._trial.running)

    def _dropped(self, mime: QMimeData) -> None:
        self.add().take_mime(mime)

    def _changed(self, before: PathSpec, now: PathSpec) -> None:
        if (before.kind, before.fields, before.via) != (now.kind, now.fields, now.via):
            # Another server under the old id: neither its results nor the consent to contact it hold any more.
            for path in self._session.paths:
                if now.id in {hop.id for hop in chain(path)}:
                    self._check.forget_way(path.id)
                    self._trial.forget((path.id,))
                    self._memory.forget_consent(path.id)
        self._session.change(now)
        if all(path.id != now.id for path in self._session.paths):  # somebody else took it out meanwhile
            self._session.add([now])

    def _name(self, path_id: str) -> str:
        return next((face.name for face in way_faces(self._session, self._check) if face.id == path_id), "")

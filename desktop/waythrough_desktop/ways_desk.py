"""The My ways page at work: adding, changing, resting, removing and taking back."""

from functools import partial

from PySide6.QtCore import QObject

from waythrough.model.path import PathSpec
from waythrough.paths.registry import chain
from waythrough_desktop.presenters.check import CheckPresenter
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Session
from waythrough_desktop.presenters.ways import way_faces
from waythrough_desktop.talks import Talks
from waythrough_desktop.views.ways_page import WaysPage


class WaysDesk(QObject):
    """Does what the page asks for."""

    def __init__(
        self, page: WaysPage, session: Session, check: CheckPresenter, memory: Memory, talks: Talks
    ) -> None:
        super().__init__(page)
        self._page, self._session, self._check, self._memory, self._talks = (
            page,
            session,
            check,
            memory,
            talks,
        )
        self._removed: tuple[int, PathSpec] | None = None
        page.add_asked.connect(self.add)
        page.type_asked.connect(self.type)
        page.change_asked.connect(self.change)
        page.use_changed.connect(lambda path_id, used: session.rest(path_id, not used))
        page.remove_asked.connect(self.remove)
        page.undo_asked.connect(self.undo)

    def show(self) -> None:
        """Bring the page up to date."""
        self._page.show_practice(self._session.practice)
        self._page.show_ways(way_faces(self._session, self._check))

    def add(self) -> None:
        """Ask for the links of new ways."""
        self._talks.add_way(self._session.add)

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
            self._removed = place, self._session.paths[place]
            self._session.remove(path_id)
            self._page.show_removed(name)

    def undo(self) -> None:
        """Put the way back that was removed last."""
        if self._removed is not None:
            place, spec = self._removed
            self._removed = None
            self._session.put_back(place, spec)

    def _changed(self, before: PathSpec, now: PathSpec) -> None:
        if (before.kind, before.fields, before.via) != (now.kind, now.fields, now.via):
            # Another server under the old id: neither its results nor the consent to contact it hold any more.
            for path in self._session.paths:
                if now.id in {hop.id for hop in chain(path)}:
                    self._check.forget_way(path.id)
                    self._memory.forget_consent(path.id)
        self._session.change(now)

    def _name(self, path_id: str) -> str:
        return next((face.name for face in way_faces(self._session, self._check) if face.id == path_id), "")

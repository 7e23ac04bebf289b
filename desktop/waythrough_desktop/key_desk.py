"""The keys of SSH servers at work: each is looked at beside the GUI thread, and kept once somebody confirms it."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.net.base import DialError
from waythrough.paths.base import ConfigError
from waythrough.paths.host_key import ShownKey
from waythrough.paths.registry import chain, display_names
from waythrough_desktop import networks
from waythrough_desktop.bridge.asking import Asking
from waythrough_desktop.bridge.background import Background
from waythrough_desktop.dialogs.confirm_key import ConfirmKeyDialog
from waythrough_desktop.presenters.check import CheckPresenter
from waythrough_desktop.presenters.server_key import (
    confirmed,
    key_face,
    no_key_face,
    unconfirmed,
    waiting_face,
)
from waythrough_desktop.presenters.session import Session
from waythrough_desktop.talks import Talks

Found = tuple[PathSpec, ShownKey | None]
Look = Callable[[NetworkProfile, PathSpec], Coroutine[Any, Any, ShownKey | None]]


class KeyDesk(QObject):
    """Asks one server at a time."""

    def __init__(
        self,
        session: Session,
        check: CheckPresenter,
        background: Background,
        talks: Talks,
        look: Look = networks.look_at_key,
    ) -> None:
        super().__init__()
        self._session, self._check, self._background, self._talks = session, check, background, talks
        self._look = look
        self._asking: Asking[Found] | None = None
        self._dialog: ConfirmKeyDialog | None = None

    def ask(self, path_id: str) -> None:
        """Show the key of a way's server, or of one in front of it that is not confirmed either."""
        spec = next((path for path in self._session.paths if path.id == path_id), None)
        if spec is None or self._dialog is not None:
            return
        asking = Asking(partial(self._first_unknown, spec))
        self._asking = asking
        self._dialog = self._talks.confirm_key(waiting_face(self._name(spec)))
        self._dialog.finished.connect(self._over)
        self._background.run(asking, partial(self._told, asking), partial(self._failed, asking, spec))

    def close(self) -> None:
        """Give up what is being asked."""
        if self._asking is not None:
            self._asking.give_up()

    async def _first_unknown(self, spec: PathSpec) -> Found:
        for hop in unconfirmed(spec):
            if (key := await self._look(self._session.profile, hop)) is not None:
                return hop, key
        return spec, await self._look(self._session.profile, spec)

    def _told(self, asking: Asking[Found], found: Found) -> None:
        if self._dialog is None or asking is not self._asking:
            return  # the dialog was closed meanwhile
        spec, key = found
        self._dialog.show_face(key_face(self._name(spec), key))
        if key is not None and not key.changed:
            self._dialog.accepted.connect(partial(self._keep, spec, key.fingerprint))

    def _failed(self, asking: Asking[Found], spec: PathSpec, error: BaseException) -> None:
        if self._dialog is None or asking is not self._asking:
            return
        if not isinstance(error, ConfigError | DialError):
            self._dialog.close()
            raise error
        self._dialog.show_face(no_key_face(self._name(spec), error))

    def _keep(self, spec: PathSpec, fingerprint: str) -> None:
        for path in self._session.paths:
            if spec.id in {hop.id for hop in chain(path)}:
                self._check.forget_way(path.id)
        self._session.change(confirmed(spec, fingerprint))

    def _over(self) -> None:
        self.close()
        self._asking = self._dialog = None

    def _name(self, spec: PathSpec) -> str:
        known = {hop.id: hop for path in (*self._session.paths, spec) for hop in chain(path)}
        return display_names(known.values())[spec.id]

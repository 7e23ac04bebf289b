"""How deep checks go: the choice in the settings, what it costs, and lines on which data costs money."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from waythrough.model.run import Depth
from waythrough.store.settings import Metered
from waythrough_desktop.bridge.background import Background
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Session
from waythrough_desktop.views.settings_box import SettingsBox


class DepthDesk(QObject):
    """Keeps session and memory in step with the choice; asks the system whether the line is metered."""

    def __init__(
        self, session: Session, memory: Memory, background: Background, ask: Callable[[], bool] | None = None
    ) -> None:
        """`ask` answers whether the line is metered; it may take seconds and is called beside the GUI thread."""
        super().__init__()
        self._session, self._memory, self._background = session, memory, background
        self._ask = ask or _is_metered
        self._known = False  # for the check that is about to start
        checks = memory.preferences.checks
        session.measure(depth=checks.depth, large=checks.metered is not Metered.YES)

    def connect_box(self, box: SettingsBox) -> None:
        """Follow what is chosen there."""
        box.depth_chosen.connect(self._choose_depth)
        box.metered_chosen.connect(self._choose_metered)

    def settled(self, then: Callable[[], object]) -> bool:
        """Whether a check may start now; else `then` is called once the system has told of the line."""
        metered = self._memory.preferences.checks.metered
        plain = self._session.depth is not Depth.THOROUGH or self._session.practice
        if plain or metered is not Metered.AUTO or self._known:
            self._known = False
            return True

        def told(costs: bool) -> None:
            self._known = True
            self._session.measure(large=not costs)
            then()

        self._background.run(self._ask, told, lambda _error: told(False))
        return False

    def _choose_depth(self, name: str) -> None:
        self._memory.keep_depth(Depth(name))
        self._session.measure(depth=Depth(name))

    def _choose_metered(self, name: str) -> None:
        self._memory.keep_metered(Metered(name))
        self._session.measure(large=Metered(name) is not Metered.YES)


def _is_metered() -> bool:
    from waythrough.net.metered import is_metered  # starts a program of the system: only when it is asked

    return is_metered()

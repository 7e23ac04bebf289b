"""How deep checks go: what the settings say of it, what it costs, and lines on which data costs money."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from waythrough.model.run import Depth
from waythrough.store.settings import Checks, Metered
from waythrough_desktop.bridge.background import Background
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Session


class DepthDesk(QObject):
    """Keeps the session in step with the settings; asks the system whether the line is metered."""

    def __init__(
        self, session: Session, memory: Memory, background: Background, ask: Callable[[], bool] | None = None
    ) -> None:
        """`ask` answers whether the line is metered; it may take seconds and is called beside the GUI thread."""
        super().__init__()
        self._session, self._memory, self._background = session, memory, background
        self._ask = ask or _is_metered
        self._known = False  # for the check that is about to start
        self._followed: Checks | None = None
        self._follow()
        memory.changed.connect(self._follow)

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
            self._known = False  # also where something else stood against the check

        self._background.run(self._ask, told, lambda _error: told(False))
        return False

    def _follow(self) -> None:
        before, checks = self._followed, self._memory.preferences.checks
        self._followed = checks
        if before is None or before.metered != checks.metered:
            self._session.measure(large=checks.metered is not Metered.YES)
        self._session.quiet = self._memory.preferences.safety.quiet
        self._session.measure(depth=checks.depth, local_dns=checks.local_dns)


def _is_metered() -> bool:
    from waythrough.net.metered import is_metered  # starts a program of the system: only when it is asked

    return is_metered()

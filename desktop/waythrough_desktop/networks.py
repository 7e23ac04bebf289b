"""The two networks that can be tested: the real one, and the practice one inside this computer."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from waythrough.catalog.catalog import Catalog
from waythrough.catalog.profile import default_profile
from waythrough.model.network import NetworkProfile
from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.model.run import PathInfo
from waythrough.paths.registry import display_names, encrypts_to_exit, kind
from waythrough.verdict.explain import DIRECT_NAME
from waythrough_desktop.bridge.background import Background
from waythrough_desktop.bridge.source import EventSource
from waythrough_desktop.i18n import say
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Network

if TYPE_CHECKING:
    from waythrough.paths.host_key import ShownKey
    from waythrough.practice.thread import PracticeThread

PRACTICE_TO_COME = Network(profile=NetworkProfile(name="practice", practice=True), platforms=())
"""What stands for the practice network until it has started."""


def real_network(catalog: Catalog, memory: Memory) -> Network:
    """The internet with the services and ways that the person uses."""
    profile = default_profile(memory.preferences.general.country)
    return Network(
        profile=profile, platforms=memory.services(catalog), paths=memory.ways, resting=memory.resting
    )


def describe(paths: tuple[PathSpec, ...]) -> tuple[PathInfo, ...]:
    """Columns of ways that were not tried yet, each under its own name."""
    names = display_names(path for path in paths if path.id != DIRECT_ID)
    return tuple(
        PathInfo(
            id=path.id,
            kind=path.kind,
            name=say(DIRECT_NAME) if path.id == DIRECT_ID else names[path.id],
            kind_name=kind(path.kind).label,
            encrypts_to_exit=encrypts_to_exit(path),
        )
        for path in paths
    )


def open_engine(profile: NetworkProfile) -> EventSource:
    """The engine for a network. It is loaded here, in the run's own thread, because that takes a while."""
    from waythrough.engine.engine import Engine

    return Engine(profile)


async def look_at_key(profile: NetworkProfile, spec: PathSpec) -> "ShownKey | None":
    """The key that an SSH way's server shows, None when it is confirmed. Raises ConfigError, DialError."""
    from waythrough.engine.engine import Engine

    async with Engine(profile) as engine:
        return await engine.host_key(spec)


def warm_up() -> None:
    """Load what the first check needs, beside the GUI thread. A report loads its own when it is first looked at."""
    import waythrough.engine.engine  # noqa: F401


class PracticeKeeper:
    """Starts the practice network when it is first wanted and ends it with the window."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._thread: PracticeThread | None = None

    def open(self, done: Callable[[Network], object], failed: Callable[[BaseException], object]) -> None:
        """Start it beside the GUI thread."""

        def start() -> Network:
            from waythrough.practice.thread import PracticeThread

            self._thread = PracticeThread()
            net = self._thread.start()
            return Network(profile=net.profile, platforms=net.platforms, paths=net.paths)

        self._background.run(start, done, failed)

    def close(self) -> None:
        """End it, if it runs; waits for its thread."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.stop()

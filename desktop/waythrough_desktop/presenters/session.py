"""What the person has chosen: network, services and ways; from it comes the plan of a run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from waythrough.model.network import NetworkProfile
from waythrough.model.path import DIRECT, DIRECT_ID, PathSpec
from waythrough.model.platform import Platform
from waythrough.model.run import Depth, PathInfo, PlatformInfo, RunPlan, Settings
from waythrough.store.ways import put_in
from waythrough_desktop.i18n import language

DescribeWays = Callable[[tuple[PathSpec, ...]], tuple[PathInfo, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A network to test, with what can be chosen in it."""

    profile: NetworkProfile
    platforms: tuple[Platform, ...]
    paths: tuple[PathSpec, ...] = ()
    resting: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a check took: `size` in bytes, 0 where it is not known."""

    practice: bool
    depth: Depth
    cells: int
    seconds: float
    size: int = 0


class Session(QObject):
    """The chosen network, services and ways; tells when any of them changes."""

    changed = Signal()

    def __init__(self, network: Network, describe: DescribeWays, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._network = network
        self._describe = describe
        self.platforms: tuple[Platform, ...] = network.platforms
        self.paths: tuple[PathSpec, ...] = network.paths
        self.resting = network.resting
        self.depth = Depth.STANDARD
        self._took: dict[tuple[bool, Depth], Measured] = {}
        self.large = True
        self.local_dns = False
        self.country = ""
        self.quiet = False

    @property
    def used(self) -> tuple[PathSpec, ...]:
        """The ways that a check goes through."""
        return tuple(path for path in self.paths if path.id not in self.resting)

    @property
    def profile(self) -> NetworkProfile:
        return self._network.profile

    @property
    def offered(self) -> tuple[Platform, ...]:
        """The services that come with the network itself."""
        return self._network.platforms

    @property
    def practice(self) -> bool:
        return self._network.profile.practice

    @property
    def measured(self) -> Measured | None:
        """What the last check of this network took at this depth, None before the first."""
        return self._took.get((self.practice, self.depth))

    def learn(self, *took: Measured) -> None:
        """Expect of the next check what this one took."""
        self._took |= {(each.practice, each.depth): each for each in took}

    def move_to(self, network: Network) -> None:
        """Test another network from now on, with its own services and ways."""
        self._network = network
        self.platforms, self.paths, self.resting = network.platforms, network.paths, network.resting
        self.changed.emit()

    def choose(self, platforms: Iterable[Platform]) -> None:
        """Test these services from now on."""
        self.platforms = tuple(platforms)
        self.changed.emit()

    def add(self, paths: Iterable[PathSpec]) -> None:
        """Add ways; one with the id of a known way replaces it."""
        kept = {path.id: path for path in (*self.paths, *paths)}
        self.paths = tuple(kept.values())
        self.changed.emit()

    def know(self, paths: Iterable[PathSpec]) -> None:
        """These are the ways from now on."""
        self.paths = tuple(paths)
        self.changed.emit()

    def change(self, path: PathSpec) -> None:
        """Put a way in the place of the one with its id, also where it stands in front of others."""
        self.paths = tuple(put_in(each, path) for each in self.paths)
        self.changed.emit()

    def remove(self, path_id: str) -> None:
        """Forget a way."""
        self.paths = tuple(path for path in self.paths if path.id != path_id)
        self.changed.emit()

    def put_back(self, place: int, path: PathSpec) -> None:
        """Take a way back that was removed, at its old place."""
        rest = [each for each in self.paths if each.id != path.id]
        self.paths = (*rest[:place], path, *rest[place:])
        self.changed.emit()

    def rest(self, path_id: str, resting: bool) -> None:
        """Leave a way out of checks, or use it again."""
        self.resting = self.resting | {path_id} if resting else self.resting - {path_id}
        self.changed.emit()

    def measure(
        self, *, depth: Depth | None = None, large: bool | None = None, local_dns: bool | None = None
    ) -> None:
        """From now on: how deep to go, whether to fetch large objects, whether proxies are given addresses."""
        before = self.depth, self.large, self.local_dns
        self.depth = self.depth if depth is None else depth
        self.large = self.large if large is None else large
        self.local_dns = self.local_dns if local_dns is None else local_dns
        if before != (self.depth, self.large, self.local_dns):
            self.changed.emit()

    def settle_in(self, country: str, profile: NetworkProfile | None = None) -> None:
        """The line is in this country from now on, and what is compared there is in `profile`."""
        self.country = country
        if profile is not None:
            self._network = replace(self._network, profile=profile)
            self.changed.emit()

    def plan(self) -> RunPlan:
        """What to test now."""
        country = "" if self.practice else self.country
        settings = Settings(
            language=language(),
            large=self.large,
            country=country,
            local_dns=self.local_dns,
            quiet=self.quiet and not self.practice,
        )
        return RunPlan(platforms=self.platforms, paths=self.used, depth=self.depth, settings=settings)

    def rows(self, plan: RunPlan | None = None) -> tuple[PlatformInfo, ...]:
        """The services as the matrix shows them before a run, those of a plan where one is given."""
        platforms = self.platforms if plan is None else plan.platforms
        return tuple(PlatformInfo(id=each.id, names=each.names, category=each.category) for each in platforms)

    def columns_of(self, plan: RunPlan) -> tuple[PathInfo, ...]:
        """The ways of a plan in the same manner, the line itself first where it is part of it."""
        return self._describe((*((DIRECT,) if plan.direct else ()), *plan.paths))

    def columns(self) -> tuple[PathInfo, ...]:
        """The ways as the matrix shows them before a run, the line itself first."""
        return tuple(info for info in self.all_columns() if info.id not in self.resting)

    def all_columns(self) -> tuple[PathInfo, ...]:
        """The same with ways that rest."""
        return self._describe((DIRECT, *(path for path in self.paths if path.id != DIRECT_ID)))

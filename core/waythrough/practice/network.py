"""An internet with a censor on loopback, without root: started, described, and ended without a trace."""

from pathlib import Path
from types import TracebackType
from typing import Self

from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import Platform
from waythrough.practice import loopback, profile, truth
from waythrough.practice.builder import Builder
from waythrough.practice.files import PracticeFiles, write_files
from waythrough.practice.proxies import PROXIES
from waythrough.practice.services import SERVICES, Service
from waythrough.practice.staff import Staff
from waythrough.practice.town import Town
from waythrough.practice.world import (
    CANARIES,
    DOMESTIC,
    NEUTRAL,
    NOTICE,
    PORTAL,
    RESOLVERS,
    Answer,
    Host,
)

NEEDS_ADDRESSES = frozenset({Answer.NOTICE, Answer.SINKHOLE})
"""What can only be told apart where a second address exists: not played where there is only 127.0.0.1."""


def available_services(many: bool) -> tuple[Service, ...]:
    """The services that can be played on this machine."""
    if many:
        return SERVICES
    return tuple(s for s in SERVICES if not any(host.answer in NEEDS_ADDRESSES for host in s.hosts))


def all_hosts(services: tuple[Service, ...] = SERVICES) -> tuple[Host, ...]:
    """Every host of the practice world."""
    own = tuple(host for service in services for host in service.hosts)
    return (NOTICE, PORTAL, *NEUTRAL, *DOMESTIC, *CANARIES, *RESOLVERS, *own)


class PracticeNetwork:
    """The practice network; its servers run in the loop of the `async with` block, for as long as that lasts.

    `portal`: a captive portal holds the line, so that nothing foreign and no proxy is reached.
    `many_addresses`: None = as the machine allows; False = only 127.0.0.1, as on macOS.
    Raises OSError when no port is free. Several networks may run side by side.
    `profile`, `platforms`, `paths`, `links` (path id -> link) and `truth` are there once it has started.
    """

    profile: NetworkProfile
    platforms: tuple[Platform, ...]
    paths: tuple[PathSpec, ...]
    links: dict[str, str]
    truth: truth.Table

    def __init__(self, *, portal: bool = False, many_addresses: bool | None = None) -> None:
        many = loopback.many_addresses() if many_addresses is None else many_addresses
        self._portal = portal
        self._staff = Staff()
        self._services = available_services(many)
        self.town = Town(hosts={host.name: host for host in all_hosts(self._services)}, many=many)

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self._staff.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._staff.close()

    def write_files(self, folder: Path) -> PracticeFiles:
        """Write the files by which `check` in another terminal uses this network. Raises OSError."""
        return write_files(folder, self.profile, self.platforms, self.paths)

    async def _start(self) -> None:
        self.town.settle(self.town.hosts.values())
        opened = await Builder(self.town, self._staff, self._portal).build()
        self.profile = profile.profile(self.town, opened.line, opened.public)
        self.platforms = tuple(profile.platform(service, self.town) for service in self._services)
        self.links = {proxy.id: proxy.link(opened.proxies[proxy.id]) for proxy in PROXIES}
        self.paths = tuple(profile.path(proxy, opened.proxies[proxy.id]) for proxy in PROXIES)
        self.truth = (truth.behind_portal if self._portal else truth.table)(self._services)

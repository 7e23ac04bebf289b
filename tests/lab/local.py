"""What is the matter with the client's own machine, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .spec import Authority

if TYPE_CHECKING:
    from .world import Lab


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happens during the run.

    It is done once `counter` (of `Lab.counts`, "": at once) has moved and `after` seconds have passed since.
    """

    do: Callable[["Lab"], None]
    counter: str = ""
    after: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """Conditions of the client's machine while the engine runs.

    `system`: the line's own resolver is the operating system's, which asks `nameserver` ("" = the provider's);
    implied by `hosts`, names of the hosts file with their addresses. `resolver` is the line's own resolver when it
    is another than the provider's (not with `system`).
    `routes` are arguments of `ip route add`, such as "prohibit 203.0.113.10" (connect fails with EACCES 13) or
    "unreachable 203.0.113.0/24". `files` is the most descriptors the process may have open (0: untouched),
    `ports` the range of ports it may connect from; with `held` another program has all of them, as far as TCP goes.
    `vpn` is the name of a tunnel such as "wg0" that carries the default route, beside an interface eth0 that is up.
    `mtu` is the line's (0: 1500).
    Without `timestamps` its TCP data has headers of 20 bytes, as that of Windows has.
    `trusts` are authorities whose roots are in the system's store besides the public one; `no_roots` leaves the
    client without any of the roots it should have.
    """

    system: bool = False
    nameserver: str = ""
    hosts: Mapping[str, str] = field(default_factory=dict)
    resolver: str = ""
    routes: tuple[str, ...] = ()
    files: int = 0
    ports: tuple[int, int] | None = None
    held: bool = False
    vpn: str = ""
    mtu: int = 0
    timestamps: bool = True
    trusts: tuple[Authority, ...] = ()
    no_roots: bool = False
    events: tuple[Event, ...] = ()

    @property
    def by_system(self) -> bool:
        """Whether names go through the operating system."""
        return self.system or bool(self.hosts)


UNTOUCHED = Local()

"""What a run knows of its own resolvers: which servers they are, and how else they can be asked."""

from dataclasses import dataclass
from ipaddress import ip_address

from waythrough.engine.state import World
from waythrough.model.network import SYSTEM_RESOLVER
from waythrough.net.resolver import Resolver, bare_resolver
from waythrough.verdict.facts import NetworkFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class NameAids:
    """Other ways to ask for names, for second looks.

    `raw` is the line's own server asked by our own client (None: unknown, or the line's resolver is asked so
    anyway); `unchecked` are servers asked not to check signatures, the line's first; `whoami` is the profile's
    name for that, `public` the resolvers of which it is asked.
    """

    raw: Resolver | None = None
    unchecked: tuple[Resolver, ...] = ()
    whoami: str = ""
    public: tuple[Resolver, ...] = ()


def name_aids(world: World) -> NameAids:
    """The aids that the profile and the system allow."""
    own = _line_servers(world)[:1]
    by_system = _first(world) == SYSTEM_RESOLVER
    servers = (*own, *world.profile.resolvers[1:2])
    return NameAids(
        raw=bare_resolver(own[0], world.direct.dialer) if own and by_system else None,
        unchecked=tuple(bare_resolver(each, world.direct.dialer, checking=False) for each in servers),
        whoami=world.profile.whoami,
        public=world.resolvers.public,
    )


def line_facts(world: World, country: str = "") -> NetworkFacts:
    """What is known of the line before anything was sent."""
    plan = world.profile.address_plan
    servers = tuple(_bare(each) for each in _line_servers(world))
    return NetworkFacts(
        address_plan=plan,
        hosts_file=world.system.hosts if _first(world) == SYSTEM_RESOLVER else frozenset(),
        local_resolver=bool(servers) and all(plan.is_private(each) for each in servers),
        filtering=bool(servers) and all(each in world.profile.filter_resolvers for each in servers),
        nameservers=servers,
        notices=world.profile.notices,
        country=country,
    )


def _first(world: World) -> str:
    return world.profile.resolvers[0] if world.profile.resolvers else SYSTEM_RESOLVER


def _line_servers(world: World) -> tuple[str, ...]:
    """The servers that the line's names are asked of, as entries of a profile."""
    first = _first(world)
    if first != SYSTEM_RESOLVER:
        return (first,)
    return tuple(each for each in world.system.nameservers if _is_address(each))


def _is_address(text: str) -> bool:
    """Whether a name server can be asked: one with a zone ("fe80::1%eth0") cannot."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def _bare(server: str) -> str:
    """The address of "address", "address:port" or "[address]:port"."""
    host = server.partition("]")[0].lstrip("[") if server.startswith("[") else server
    return host if _is_address(host) else host.rpartition(":")[0]

"""A client with one line, a way's server that alone reaches the true targets, and traps for what leaves beside it.

    client --c0/l0-- line --l1/s0-- server --s1/f0-- far

Both `line` and `far` are a whole internet with the same names and the same addresses: what the client sends to a
target directly is answered by the line's, so that a leak works as well as the way and is seen.
"""

import contextlib
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from tests.lab import certs, machine, netns, servers, standard
from tests.lab.drive import profile_of
from tests.lab.local import Local
from tests.lab.spec import (
    ABROAD_NET,
    ABROAD_NET6,
    DOMESTIC_NET,
    DOMESTIC_NET6,
    Door,
    Health,
    Internet,
    Papers,
    Port,
    Site,
    Talk,
    Where,
)
from tests.lab.standard import (
    FINE,
    FINE_AT,
    OFFER,
    PUBLIC_RESOLVERS,
    SECOND,
    SECOND_AT,
    TARGET,
    TARGET_AT,
    six,
)
from tests.lab.world import Child
from tests.leak.watch import Endpoint, Secrets, Watch
from tests.ways.programs import Place

CLIENT, CLIENT6 = "10.73.0.2", "2001:db8:73::2"
ENTRY, ENTRY_NAME = "203.0.113.200", "entry.way.example"
ECHO = 7007
"""A port of the target that gives back what it hears."""
INNER, INNER_NAME = "203.0.113.201", "inner.way.example"
SECRET_NAMES = (TARGET, SECOND, FINE)
SECRET_ADDRESSES = frozenset(
    each for at in (TARGET_AT, SECOND_AT, FINE_AT, standard.ERRATIC, INNER) for each in (at, six(at))
)
SWITCHES = {
    "net/ipv4/ip_forward": "1",
    "net/ipv6/conf/all/forwarding": "1",
    "net/ipv6/conf/default/accept_dad": "0",  # addresses serve at once
}
T = TypeVar("T")


def internet(*, trap: bool) -> Internet:
    """The standard internet with the names of the way's servers; the second target breaks every connection.

    Behind the way the third target has no name, while the trap's is fine.
    """
    entry = Site(names=(ENTRY_NAME,), address=ENTRY, health=Health.DOWN)
    inner = Site(names=(INNER_NAME,), address=INNER, health=Health.DOWN)
    ports = (Port(number=ECHO, talk=Talk.ECHO),)
    changed = (entry, inner, Site(names=(TARGET,), address=TARGET_AT, more=(six(TARGET_AT),), ports=ports))
    second = Site(names=(SECOND,), address=SECOND_AT, more=(six(SECOND_AT),), door=Door.RESET_AT_DATA)
    if not trap:
        fine = Site(names=(FINE,), address=FINE_AT, more=(six(FINE_AT),), alone=True)
        return standard.internet(*changed, second, fine, dual=True, dot=True, proxies=())
    return standard.internet(*changed, second, dual=True, dot=True, proxies=())


class World:
    """The four namespaces while they stand."""

    def __init__(self, folder: Path, papers: Papers, spaces: dict[str, int]) -> None:
        self.folder = folder
        self.papers = papers
        self.offer = _offer(papers)
        self.profile = profile_of(self.offer)
        self._spaces = spaces
        self._trap: Child | None = None
        self._far: Child | None = None

    def served(self, trap: Child, far: Child) -> None:
        """Take over the two internets."""
        self._trap, self._far = trap, far

    def trapped(self) -> Counter[str]:
        """What the line's internet was asked so far."""
        assert self._trap is not None
        return Counter(self._trap.ask(b"counts"))

    def reached(self) -> Counter[str]:
        """What the internet behind the way was asked so far."""
        assert self._far is not None
        return Counter(self._far.ask(b"counts"))

    def watch(self, interface: str = "c0") -> Watch:
        """Everything that passes the client's interface from now on."""
        return Watch(self._spaces["client"], interface)

    def place(self, name: str, *, inner: bool = False) -> Place:
        """Where a way's server stands: at the entry, or behind it for a chain. Its names come from far."""
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.folder))
        space, address = (self._spaces["far"], INNER) if inner else (self._spaces["server"], ENTRY)
        return Place(
            folder=folder,
            address=address,
            namespace=space,
            etc=self.folder / "etc-far",
            papers=Path(self.papers.chains[address]),
        )

    @contextlib.contextmanager
    def inside(self, name: str) -> Iterator[None]:
        """Put this thread into one of the namespaces."""
        with netns.inside(self._spaces[name]):
            yield

    @contextlib.contextmanager
    def second_line(self) -> Iterator[str]:
        """Another interface of the client's, as of a VPN that is on: it ends at the way's server. Its name."""
        client, server = self._spaces["client"], self._spaces["server"]
        netns.configure(client, [f"link add c1 type veth peer name s2 netns {_file(server)}"])
        try:
            _settle(server, {"s2": ("10.76.0.1/24", "2001:db8:76::1/64")}, {})
            _settle(client, {"c1": ("10.76.0.2/24", "2001:db8:76::2/64")}, {})
            ways = ("0.0.0.0/0 via 10.76.0.1", "::/0 via 2001:db8:76::1")
            netns.configure(client, [f"route add {each} dev c1 metric 5000" for each in ways])
            yield "c1"
        finally:
            netns.configure(client, ["link del c1"])

    @contextlib.contextmanager
    def client(self) -> Iterator[None]:
        """Put this thread inside the client, with all that it makes meanwhile."""
        with machine.own_files(self.folder / "etc-client"), netns.inside(self._spaces["client"]):
            yield

    def call_in_client(self, function: Callable[[], T]) -> T:
        """Run a function in a thread of its own inside the client and hand on its result or error."""
        with self.client(), ThreadPoolExecutor(1) as pool:  # its thread is born inside the client
            return pool.submit(function).result()

    def secrets(self, *endpoints: Endpoint, known: frozenset[str] = frozenset()) -> Secrets:
        """What must not show while a way with these servers is tested."""
        usual = {each.partition("/")[0] for each in _addresses()}
        shown = frozenset(usual | {standard.QUIET_ADDRESS, ENTRY}) - SECRET_ADDRESSES
        return Secrets(
            names=(*SECRET_NAMES, INNER_NAME),
            known=shown | known,
            client=frozenset((CLIENT, CLIENT6)),
            endpoints=frozenset(endpoints),
        )


@contextlib.contextmanager
def world() -> Iterator[World]:
    """Build it, run the body, take everything away. Raises OSError where `netns.why_not()` is not empty."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="leak-")))
        spaces = {name: netns.create() for name in ("client", "line", "server", "far")}
        for space in spaces.values():
            stack.callback(os.close, space)
        papers = certs.issue(internet(trap=True), folder)
        for name, resolver in (("client", ""), ("far", PUBLIC_RESOLVERS[0])):
            (folder / f"etc-{name}").mkdir()
            machine.write_files(Local(nameserver=resolver), folder / f"etc-{name}")
        connect(spaces)
        built = World(folder, papers, spaces)
        children = []
        for name in ("line", "far"):
            setup = servers.Setup(internet=internet(trap=name == "line"), papers=papers)
            child = Child("servers", setup, [spaces[name], spaces[name]])
            stack.callback(child.close)
            children.append(child)
        for child in children:
            child.ready()
        built.served(children[0], children[1])
        yield built


def connect(spaces: dict[str, int]) -> None:
    """Lay the cables and set the routes."""
    for space in spaces.values():
        with netns.inside(space):
            for name, value in SWITCHES.items():
                Path("/proc/sys", name).write_text(value, encoding="ascii")
    for near, far, ends in (
        ("client", "line", "c0 l0"),
        ("line", "server", "l1 s0"),
        ("server", "far", "s1 f0"),
    ):
        one, other = ends.split()
        there = _file(spaces[far])
        netns.configure(spaces[near], [f"link add {one} type veth peer name {other} netns {there}"])
    addresses = _addresses()
    _settle(
        spaces["client"], {"c0": (f"{CLIENT}/24", f"{CLIENT6}/64")}, {"c0": ("10.73.0.1", "2001:db8:73::1")}
    )
    _settle(
        spaces["line"],
        {
            "l0": ("10.73.0.1/24", "2001:db8:73::1/64"),
            "l1": ("10.74.0.1/24", "2001:db8:74::1/64"),
            "lo": addresses,
        },
        {"l1": ("10.74.0.2", "2001:db8:74::2")},
        only=(f"{ENTRY}/32", f"{six(ENTRY)}/128"),
    )
    _settle(
        spaces["server"],
        {
            "s0": ("10.74.0.2/24", "2001:db8:74::2/64"),
            "s1": ("10.75.0.1/24", "2001:db8:75::1/64"),
            "lo": (f"{ENTRY}/32", f"{six(ENTRY)}/128"),
        },
        {"s1": ("10.75.0.2", "2001:db8:75::2")},
        source=(ENTRY, six(ENTRY)),
        back=("s0", "10.73.0.0/24", "10.74.0.1", "2001:db8:73::/64", "2001:db8:74::1"),
    )
    inner = (f"{INNER}/32", f"{six(INNER)}/128")
    _settle(
        spaces["far"],
        {"f0": ("10.75.0.2/24", "2001:db8:75::2/64"), "lo": (*addresses, *inner)},
        {"f0": ("10.75.0.1", "2001:db8:75::1")},
    )


def _file(space: int) -> str:
    """A namespace as `ip` takes it."""
    return f"/proc/{os.getpid()}/fd/{space}"


def _addresses() -> tuple[str, ...]:
    net = internet(trap=True)
    every = (each for where in (Where.DOMESTIC, Where.ABROAD) for each in net.addresses(where))
    return tuple(f"{each}/{128 if ':' in each else 32}" for each in every)


def _settle(
    space: int,
    has: dict[str, tuple[str, ...]],
    gateways: dict[str, tuple[str, str]],
    *,
    only: tuple[str, ...] = ("0.0.0.0/0", "::/0"),
    source: tuple[str, ...] = (),
    back: tuple[str, ...] = (),
) -> None:
    """Addresses and routes of a namespace: `only` what goes by the gateway, `source` the address it then bears."""
    lines = ["link set lo up"]
    for link, addresses in has.items():
        if link != "lo":
            lines.append(f"link set {link} up")
        lines += [f"addr add {one} dev {link}{' nodad' if ':' in one else ''}" for one in addresses]
    for link, gateway in gateways.items():
        for number, (what, by) in enumerate(zip(only, gateway, strict=True)):
            bears = f" src {source[number]}" if source else ""
            lines.append(f"route add {what} via {by} dev {link}{bears}")
    if back:
        link, net, by, net6, by6 = back
        lines += [f"route add {net} via {by} dev {link}", f"route add {net6} via {by6} dev {link}"]
    netns.configure(space, lines)


def _offer(papers: Papers) -> dict[str, object]:
    """What the client is told, in the keys of a network file: the standard offer, of which no machine is a target's."""
    return {
        "resolvers": list(OFFER.resolvers),
        "doh": list(OFFER.doh),
        "trust_roots": papers.root,
        "os_roots": papers.os_roots,
        "canaries": [dict(one) for one in OFFER.canaries],
        "neutral_hosts": list(OFFER.neutral_hosts),
        "domestic_hosts": list(OFFER.domestic_hosts),
        "address_plan": {"public": [ABROAD_NET, DOMESTIC_NET, ABROAD_NET6, DOMESTIC_NET6], "bogon": []},
        **OFFER.more,
    }

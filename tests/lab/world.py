"""Makes one world for a test and takes it away again: namespaces, router, servers, certificates."""

import contextlib
import os
import pickle
import socket
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from waythrough.model.network import SYSTEM_RESOLVER
from waythrough.model.path import PathSpec

from . import certs, machine, netns, router, servers
from .real_servers import real_servers
from .real_tunnels import real_tunnels
from .rules import Line, Rule
from .scenario import ESCAPE, Scenario, Truth
from .spec import (
    ABROAD_NET,
    ABROAD_NET6,
    DOMESTIC_NET,
    DOMESTIC_NET6,
    PROXY,
    PROXY_PORT,
    ROUTER,
    ROUTER6,
    Authority,
    Papers,
    Where,
)
from .standard import OFFER

PACKAGE = __name__.rpartition(".")[0]
START_S = 20.0
END_S = 5.0
T = TypeVar("T")


class Lab:
    """One world as a test sees it.

    `profile` has the keys of a network file, `paths` are (name, spec), and `truths` is what must come out by
    (platform, path).
    """

    def __init__(
        self, scenario: Scenario, papers: Papers, client: int, *, paths: bool, stacked: bool
    ) -> None:
        self.scenario = scenario
        self.papers = papers
        offer, local = scenario.offer or OFFER, scenario.local
        own_resolver = SYSTEM_RESOLVER if local.by_system else local.resolver
        self.profile: dict[str, object] = {
            "resolvers": [own_resolver, *offer.resolvers[1:]] if own_resolver else list(offer.resolvers),
            "doh": list(offer.doh),
            "trust_roots": papers.roots[Authority.PRIVATE] if local.no_roots else papers.root,
            "os_roots": papers.roots[Authority.PRIVATE] if local.no_roots else papers.os_roots,
            "private_roots": {"messenger": papers.roots[Authority.PRIVATE]},
            "canaries": [dict(one) for one in offer.canaries],
            "neutral_hosts": list(offer.neutral_hosts),
            "domestic_hosts": list(offer.domestic_hosts),
            "address_plan": {"public": [ABROAD_NET, DOMESTIC_NET, ABROAD_NET6, DOMESTIC_NET6], "bogon": []},
            **offer.more,
        }
        escape = ((ESCAPE, f"socks5h://{PROXY}:{PROXY_PORT}"),) if paths else ()
        self.paths: list[tuple[str, str | PathSpec]] = [
            *escape,
            *((way.name, way.link) for way in scenario.ways),
        ]
        self.truths: Mapping[tuple[str, str], Truth] = scenario.truths(paths=paths, stacked=stacked)
        self.notes = () if stacked else scenario.notes
        self._client = client
        self._router: Child | None = None
        self._servers: Child | None = None

    def started(self, router_child: "Child", servers_child: "Child") -> None:
        """Take over the two processes of the world."""
        self._router, self._servers = router_child, servers_child

    @property
    def namespace(self) -> int:
        """The descriptor of the client's network namespace, for what `netns` does to it."""
        return self._client

    @contextlib.contextmanager
    def client(self, *, files: bool = False) -> Iterator[None]:
        """Put this thread inside the client, with all sockets, threads and children it makes meanwhile.

        With `files` (always where the scenario resolves by the system) they see the client's own hosts file and
        resolver configuration in /etc.
        """
        with contextlib.ExitStack() as stack:
            if files or self.scenario.local.by_system:
                stack.enter_context(machine.own_files(Path(self.papers.root).parent))
            stack.enter_context(netns.inside(self._client))
            yield

    def run_in_client(
        self, argv: Sequence[str], *, timeout: float = 60.0
    ) -> "subprocess.CompletedProcess[str]":
        """Run a program inside the client. Raises subprocess.TimeoutExpired."""
        with self.client(files=True):
            return subprocess.run(argv, capture_output=True, text=True, timeout=timeout, check=False)

    def call_in_client(self, function: Callable[[], T]) -> T:
        """Run a function in a thread of its own inside the client and hand on its result or error."""
        with self.client(), ThreadPoolExecutor(1) as pool:  # its thread is born inside the client
            return pool.submit(function).result()

    def cable(self, plugged: bool) -> None:
        """Pull the client's cable (errors at once, as on a machine that lost its link) or put it back."""
        netns.link(self._client, plugged, self.scenario.client)

    def line(self, line: Line) -> None:
        """Change the client's line from the next packet on; with loss 1.0 nothing comes back."""
        self._order(router.Order(line=line))

    def rules(self, rules: Sequence[Rule]) -> None:
        """Put other rules in force; they also meet the connections that are open."""
        self._order(router.Order(rules=tuple(rules)))

    def counts(self) -> Counter[str]:
        """What the middlebox and the servers really did so far."""
        assert self._servers is not None
        return Counter(self._order(router.Order())) + Counter(self._servers.ask(b"counts"))

    def _order(self, order: router.Order) -> dict[str, int]:
        assert self._router is not None
        return self._router.ask(pickle.dumps(order))


class Child:
    """A process of the world; it ends when its control socket closes, even if the test is killed."""

    def __init__(self, module: str, setup: object, descriptors: Sequence[int]) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._lock = threading.Lock()
        self._control = ours
        self._setup = setup
        ours.settimeout(START_S)
        root = str(Path(__file__).resolve().parents[PACKAGE.count(".") + 1])
        passed = (theirs.fileno(), *descriptors)
        code = (
            f"import sys; sys.path[:] = {[root, *sys.path]!r}\n"  # -S: site costs more than it gives
            f"from {PACKAGE}.{module} import main\nmain(*{passed})"
        )
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-S", "-c", code], pass_fds=passed, stdin=subprocess.DEVNULL
            )

    def ready(self) -> None:
        """Hand over the set-up, wait until it serves. Raises RuntimeError or OSError if it ends instead."""
        self._control.send(pickle.dumps(self._setup))
        if self._control.recv(16) != b"ready":
            raise RuntimeError("a process of the lab did not start")

    def ask(self, message: bytes) -> dict[str, int]:
        """Send one message and return the counters that come back. Raises TimeoutError, OSError."""
        with self._lock:
            self._control.send(message)
            answer: dict[str, int] = pickle.loads(self._control.recv(1 << 18))
        return answer

    def close(self) -> None:
        """End the process and wait for its end."""
        self._control.close()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextlib.contextmanager
def world(
    scenario: Scenario, *, seed: int = 0, line: Line | None = None, paths: bool = False
) -> Iterator[Lab]:
    """Build a scenario's world, run the body, take everything away.

    `line` replaces the scenario's own line (a trouble stacked on top), `paths` offers the escaping proxy,
    `seed` decides which packets a lossy line loses. Raises OSError where `netns.why_not()` is not empty.
    """
    with contextlib.ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lab-")))
        papers = certs.issue(scenario.internet, directory, scenario.local.trusts)
        machine.write_files(scenario.local, directory)
        spaces = [_space(stack) for _ in router.Side]
        client, domestic, abroad = (space for space, _ in spaces)
        netns.connect_up(client, scenario.client)
        netns.connect_up(domestic, (ROUTER, ROUTER6, *scenario.internet.addresses(Where.DOMESTIC)))
        netns.connect_up(abroad, scenario.internet.addresses(Where.ABROAD))
        machine.settle(scenario.local, client, scenario.client)
        stack.enter_context(machine.holding(scenario.local, client))
        lab = Lab(scenario, papers, client, paths=paths, stacked=line is not None)
        setup = router.Setup(rules=scenario.rules, line=line or scenario.line, seed=seed)
        wires = Child("router", setup, [wire for _, wire in spaces])
        stack.callback(wires.close)
        served = Child(
            "servers", servers.Setup(internet=scenario.internet, papers=papers), [domestic, abroad]
        )
        stack.callback(served.close)
        wires.ready()
        served.ready()
        stack.enter_context(
            real_servers(
                scenario.internet, papers, directory, {Where.DOMESTIC: domestic, Where.ABROAD: abroad}
            )
        )
        stack.enter_context(real_tunnels(scenario.internet.tunnels, directory, abroad))
        lab.started(wires, served)
        if not scenario.cable:
            lab.cable(False)
        yield lab


def _space(stack: contextlib.ExitStack) -> tuple[int, int]:
    """A namespace and the far end of its interface, both closed with the stack."""
    space = netns.create()
    stack.callback(os.close, space)
    wire = netns.tunnel(space)
    stack.callback(os.close, wire)
    return space, wire

"""Every action of the box once with real sockets: what a client really meets when a rule acts."""

import errno
import http.client
import select
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import cast

import pytest

from waythrough.model.verdict import Label

from . import dns, netns, raw
from .boxed import hello, initials
from .packets import TCP, UDP
from .raw import Saw
from .rules import (
    Action,
    Close,
    Delay,
    Drop,
    DropLarge,
    End,
    Forge,
    Freeze,
    Lie,
    Line,
    Lose,
    Match,
    Notice,
    Police,
    Pretend,
    Redirect,
    Reset,
    Residual,
    Rule,
    Scope,
    Shape,
    Stall,
    Unreachable,
    Way,
    Why,
)
from .scenario import Scenario
from .spec import CLIENT, CLIENT6, INTERCEPTOR, Interceptor, Page, Site
from .standard import (
    BIG,
    FINE,
    FINE_AT,
    ISP_RESOLVER,
    PUBLIC_RESOLVERS,
    QUIET_ADDRESS,
    TARGET,
    TARGET_AT,
    internet,
)
from .world import Lab, world

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(bool(netns.why_not()), reason=netns.why_not() or "-"),
]
TARGET_AT6, FINE_AT6 = "2001:db8:2::10", "2001:db8:2::12"
QUICK_S = 0.5  # where silence is waited for alone
SNI = Match(sni=("target.example",))
HELLOS: dict[str, tuple[Action, str]] = {
    "storm": (Reset(copies=3, bare=3, payload=b"\1\2\3", alike=True), Saw.RESET),
    "server-only": (Reset(way=Way.UP), Saw.RESET),
    "late-reset": (Reset(upon_answer=True), Saw.RESET),
    "drop": (Drop(), Saw.SILENT),
    "one-way": (Drop(Way.DOWN), Saw.SILENT),
    "close": (Close(), "eof"),
    "text": (Notice(b"Object not found\r\n"), "WRONG_VERSION_NUMBER"),
}
CUTS: dict[str, Action] = {
    "late-drop": Drop(after=6),
    "stall": Stall(),
    "bytes": Freeze(16000),
    "many": Freeze(packets=25),
    "large": DropLarge(1280, Way.DOWN),
}
WEATHER: dict[str, tuple[Action, float]] = {  # and the least seconds that the page then takes
    "police": (Police(kbit=400, burst=6000), 0.9),
    "shape": (Shape(kbit=400), 1.0),
    "delay": (Delay(seconds=0.2), 0.8),
    "lose": (Lose(share=0.1), 0.0),
}
ERRORS = {  # by family
    Why.NETWORK: (errno.ENETUNREACH, errno.ENETUNREACH),
    Why.HOST: (errno.EHOSTUNREACH, errno.EHOSTUNREACH),
    Why.PORT: (errno.ECONNREFUSED, errno.ECONNREFUSED),
    Why.ADMIN: (errno.EHOSTUNREACH, errno.EACCES),
}
ENDS = {End.FIN: "eof", End.RESET: Saw.RESET, End.SILENCE: Saw.SILENT}
MET = "met.target.example"


def _under(name: str) -> str:
    return f"{name}.target.example"


_NAMES = (TARGET, MET, *(_under(name) for name in (*HELLOS, *CUTS, *WEATHER)))
_SITES = internet(
    Site(names=_NAMES, address=TARGET_AT, more=(TARGET_AT6,), page=Page(size=BIG), h3=True),
    Site(names=(FINE,), address=FINE_AT, more=(FINE_AT6,), pages={"/big": Page(size=BIG)}, h3=True),
)
WORLD = Scenario(
    id="actions",
    title="A world for one action after another",
    cause=Label.OK,
    internet=replace(_SITES, interceptors=(Interceptor(address=INTERCEPTOR),)),
    platforms=(),
    raw=(),
)


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with world(WORLD, seed=3) as made:
        yield made


Act = Callable[..., Callable[[], int]]


@pytest.fixture
def act(lab: Lab) -> Iterator[Act]:
    """Puts a rule in force; what it returns tells how often it acted since."""

    def put(match: Match, action: Action, residual: Residual | None = None) -> Callable[[], int]:
        before = lab.counts()["it"]
        lab.rules((Rule(name="it", match=match, action=action, residual=residual),))
        return lambda: lab.counts()["it"] - before

    with lab.client():
        yield put
    lab.rules(())
    lab.line(Line())


def shake(
    lab: Lab, name: str = TARGET, address: str = TARGET_AT, patience: float = QUICK_S, port: int = 443
) -> str:
    """How a TLS handshake ends; "eof" and OpenSSL's reasons besides what `raw` knows."""
    context = ssl.create_default_context(cafile=lab.papers.root)

    def attempt() -> Saw:
        with raw.dial(address, port, patience) as wire, context.wrap_socket(wire, server_hostname=name):
            return Saw.VALID

    try:
        return raw.seen(attempt)
    except ssl.SSLEOFError:
        return "eof"
    except ssl.SSLError as error:
        return error.reason or str(error)


def got(lab: Lab, name: str) -> int | Saw:
    """The status of the target's page under one of its names, or what came of it."""
    return raw.status(raw.get(name, address=TARGET_AT, roots=lab.papers.root))


def side_by_side(looks: Mapping[str, Callable[[], object]]) -> dict[str, object]:
    """Look at everything at once: most of it is waiting for what does not come."""
    with ThreadPoolExecutor(len(looks)) as pool:  # its threads are born inside the client
        futures = {what: pool.submit(look) for what, look in looks.items()}
        return {what: future.result() for what, future in futures.items()}


@pytest.mark.usefixtures("act")
def test_what_a_name_meets_upon_the_hello_and_later(lab: Lab) -> None:
    both = {name: action for name, (action, _) in HELLOS.items()} | CUTS
    lab.rules(
        [Rule(name=name, match=Match(sni=(_under(name),)), action=action) for name, action in both.items()]
    )
    looks: dict[str, Callable[[], object]] = {"fine": partial(shake, lab, FINE, FINE_AT, raw.PATIENCE_S)}
    expect: dict[str, object] = {"fine": Saw.VALID}
    for name, (_, seen) in HELLOS.items():
        for family, address in (("", TARGET_AT), (" 6", FINE_AT6)):
            looks[name + family] = partial(shake, lab, _under(name), address, raw.PATIENCE_S)
            expect[name + family] = seen
    for name in CUTS:
        looks[f"{name} cuts"] = partial(got, lab, _under(name))
        expect[f"{name} cuts"] = Saw.SILENT
    looks["stall shakes"] = partial(shake, lab, _under("stall"), TARGET_AT, raw.PATIENCE_S)
    looks["nothing"] = partial(got, lab, MET)
    assert side_by_side(looks) == expect | {"stall shakes": Saw.VALID, "nothing": 200}
    counts = lab.counts()
    assert {name: counts[name] for name in both} == dict.fromkeys(HELLOS, 2) | dict.fromkeys(CUTS, 1)


def posted(size: int) -> int | Saw:
    """What comes of an upload to a plain page."""
    found = 0

    def attempt() -> Saw:
        nonlocal found
        with raw.dial(FINE_AT, 80) as wire:
            head = f"POST / HTTP/1.1\r\nHost: {FINE}\r\nContent-Length: {size}\r\n\r\n"
            wire.sendall(head.encode() + bytes(size))
            response = http.client.HTTPResponse(wire)
            response.begin()
            found = response.status
            return Saw.OPEN

    return found if (outcome := raw.seen(attempt)) is Saw.OPEN else outcome


def error_of(address: str, port: int) -> int:
    """The number of the error that connecting ends with."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as wire:
        wire.settimeout(raw.PATIENCE_S)
        return wire.connect_ex((address, port))


@pytest.mark.usefixtures("act")
def test_what_an_address_a_port_and_a_family_meet(lab: Lab) -> None:
    rules = [Rule(name="upload", match=Match(dst=(f"{FINE_AT}/32",), port=80), action=Freeze(up=16000))]
    looks: dict[str, Callable[[], object]] = {
        "upload 4000": partial(posted, 4000),
        "upload 40000": partial(posted, 40000),
    }
    expect: dict[str, object] = {"upload 4000": 301, "upload 40000": Saw.SILENT}
    for why, numbers in ERRORS.items():
        rules.append(Rule(name=why.name, match=Match(port=8000 + why), action=Unreachable(why)))
        for address, number in zip((TARGET_AT, TARGET_AT6), numbers, strict=True):
            looks[f"{why.name} {address}"] = partial(error_of, address, 8000 + why)
            expect[f"{why.name} {address}"] = number
    for port, (end, seen) in enumerate(ENDS.items(), 8100):
        rules.append(Rule(name=end, match=Match(port=port, protocol=TCP), action=Pretend(end)))
        looks[f"{end} opens"] = partial(raw.connect, QUIET_ADDRESS, port)
        looks[f"{end} ends"] = partial(shake, lab, TARGET, QUIET_ADDRESS, raw.PATIENCE_S, port)
        expect |= {f"{end} opens": Saw.OPEN, f"{end} ends": seen}
    for family, address, other in ((4, FINE_AT, FINE_AT6), (6, TARGET_AT6, TARGET_AT)):
        match = Match(dst=("203.0.113.12/32", f"{TARGET_AT6}/128"), family=family, port=443)
        rules.append(Rule(name=f"family {family}", match=match, action=Drop()))
        looks |= {address: partial(raw.connect, address, 443), other: partial(raw.connect, other, 443)}
        expect |= {address: Saw.SILENT, other: Saw.OPEN}
    lab.rules(rules)
    assert side_by_side(looks) == expect


def test_an_interceptor_takes_over_upon_the_name_and_serves_whole_pages(lab: Lab, act: Act) -> None:
    act(SNI, Redirect(INTERCEPTOR))
    assert shake(lab) is Saw.UNTRUSTED
    assert shake(lab, FINE) is Saw.OTHER_NAME
    page = raw.get(TARGET, address=TARGET_AT, roots=lab.papers.foreign_root, patience=5)
    assert not isinstance(page, Saw)
    assert (page[0], len(page[1])) == (200, BIG)


def test_what_a_trigger_leaves_behind(lab: Lab, act: Act) -> None:
    act(SNI, Reset(), Residual(seconds=600, action=Drop()))
    assert shake(lab, FINE, TARGET_AT) is Saw.OTHER_NAME
    assert shake(lab) is Saw.RESET
    assert shake(lab, FINE, TARGET_AT) is Saw.SILENT
    assert raw.connect(TARGET_AT, 80) is Saw.OPEN
    assert shake(lab, FINE, FINE_AT) is Saw.VALID


def test_a_client_without_timestamps_has_bare_headers(lab: Lab, act: Act) -> None:
    acted = act(Match(sni=("target.example",), bare_header=True), Reset())
    assert shake(lab) is Saw.VALID
    netns.timestamps(lab.namespace, False)
    try:
        assert shake(lab) is Saw.RESET
    finally:
        netns.timestamps(lab.namespace, True)
    assert acted() == 1


def test_hellos_in_parallel_freeze_and_one_after_another_do_not(lab: Lab, act: Act) -> None:
    acted = act(Match(parallel=4), Drop(), Residual(seconds=600, scope=Scope.NAME))
    assert [shake(lab) for _ in range(5)] == [Saw.VALID] * 5
    with ExitStack() as stack:
        wires = [stack.enter_context(raw.dial(TARGET_AT, 443)) for _ in range(6)]
        for wire in wires:
            wire.sendall(hello(TARGET))
        for wire in wires[:3]:
            assert wire.recv(1)
        assert select.select(wires[3:], [], [], QUICK_S)[0] == []
    assert shake(lab) is Saw.SILENT
    assert shake(lab, FINE, TARGET_AT) is Saw.OTHER_NAME
    assert acted() == 1


def test_lies_in_a_race_and_where_no_resolver_is(act: Act) -> None:
    lies = (Lie(addresses=("1.2.3.4",)), Lie(addresses=("5.6.7.8",), delay=0.004))
    acted = act(Match(qname=("target.example",)), Forge(lies=lies))
    first, second, truth = raw.answers(PUBLIC_RESOLVERS[0], TARGET)
    assert (first, second) == (("1.2.3.4",), ("5.6.7.8",))
    assert TARGET_AT in truth
    assert raw.answers(QUIET_ADDRESS, TARGET) == [("1.2.3.4",), ("5.6.7.8",)]
    assert raw.answers(QUIET_ADDRESS, FINE, patience=0.2) == []
    assert acted() == 2


def test_every_question_is_led_to_one_resolver_over_udp_and_tcp(lab: Lab, act: Act) -> None:
    whoami = lab.scenario.internet.whoami
    act(Match(port=53, spare=(f"{ISP_RESOLVER}/32",)), Redirect(ISP_RESOLVER))
    assert raw.answers(PUBLIC_RESOLVERS[0], whoami) == [(ISP_RESOLVER,)]
    query = dns.query(whoami, 9)
    with raw.dial(PUBLIC_RESOLVERS[0], 53) as wire:
        wire.sendall(len(query).to_bytes(2) + query)
        answer = wire.recv(512)
    assert dns.read(answer[2:]).addresses == (ISP_RESOLVER,)


def seconds(lab: Lab, name: str) -> float:
    """How long the whole page takes."""
    begin = time.monotonic()
    page = raw.get(name, address=TARGET_AT, roots=lab.papers.root, patience=20)
    assert not isinstance(page, Saw)
    assert len(page[1]) == BIG
    return time.monotonic() - begin


@pytest.mark.usefixtures("act")
def test_the_weather_of_flows(lab: Lab) -> None:
    lab.rules(
        [
            Rule(name=name, match=Match(sni=(_under(name),)), action=action)
            for name, (action, _) in WEATHER.items()
        ]
    )
    took = side_by_side({name: partial(seconds, lab, _under(name)) for name in WEATHER})
    assert [name for name, (_, least) in WEATHER.items() if cast("float", took[name]) < least] == []
    counts = lab.counts()
    assert all(counts[name] == 1 for name in WEATHER)
    assert counts["lose lost"]
    assert counts["police lost"]


def test_the_weather_of_the_line(lab: Lab, act: Act) -> None:
    lab.line(Line(flow_kbit=400))
    begin = time.monotonic()
    assert raw.status(raw.get(FINE, "/big", address=FINE_AT, roots=lab.papers.root, patience=10)) == 200
    assert time.monotonic() - begin > 1
    lab.line(Line(resets=1.0))
    assert shake(lab) is Saw.RESET
    lab.line(Line(outage=5, outage_every=5))
    assert shake(lab) is Saw.SILENT
    counts = lab.counts()
    assert counts["line resets"]
    assert counts["outage"]


def quic(name: str, address: str, *, port: int = 0) -> bool:
    """Whether a server answers the Initials of a real QUIC client."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as wire:
        wire.bind(("", port))
        wire.connect((address, 443))
        wire.settimeout(QUICK_S)
        for data in initials(name):
            wire.send(data)
        try:
            return bool(wire.recv(2000))
        except TimeoutError:
            return False


def test_quic_by_the_name_in_its_initial(lab: Lab, act: Act) -> None:
    assert quic(TARGET, TARGET_AT)
    acted = act(Match(sni=("target.example",), protocol=UDP, high_port=True), Drop(), Residual(seconds=600))
    assert quic(FINE, FINE_AT)
    assert quic(TARGET, TARGET_AT, port=40)
    assert not quic(TARGET, TARGET_AT)
    assert acted() == 1
    assert shake(lab) is Saw.VALID
    act(Match(quic_version=1, size_from=1001), Drop())
    assert not quic(FINE, FINE_AT6)


def test_a_client_of_one_family() -> None:
    only6 = replace(WORLD, client=(CLIENT6,))
    with world(only6) as lab, lab.client():
        assert raw.connect(TARGET_AT, 443) is Saw.NO_ROUTE
        assert shake(lab, address=TARGET_AT6) is Saw.VALID
        lab.cable(False)
        assert raw.connect(TARGET_AT6, 443) is Saw.NO_ROUTE
        lab.cable(True)
        assert raw.connect(TARGET_AT6, 443) is Saw.OPEN
    only4 = replace(WORLD, client=(CLIENT,))
    with world(only4) as lab, lab.client():
        assert raw.connect(TARGET_AT, 443) is Saw.OPEN
        assert raw.connect(TARGET_AT6, 443) is Saw.NO_ROUTE

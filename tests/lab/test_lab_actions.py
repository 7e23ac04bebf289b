"""Every action of the box once with real sockets: what a client really meets when a rule acts."""

import errno
import http.client
import select
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

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
SILENCE_S = 0.5
SNI = Match(sni=("target.example",))
_SITES = internet(
    Site(names=(TARGET,), address=TARGET_AT, more=(TARGET_AT6,), page=Page(size=BIG), h3=True),
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


@pytest.fixture
def act(lab: Lab) -> Iterator[Callable[..., Callable[[], int]]]:
    """Puts a rule in force; what it returns tells how often it acted since."""

    def put(match: Match, action: Action, residual: Residual | None = None) -> Callable[[], int]:
        before = lab.counts()["it"]
        lab.rules((Rule(name="it", match=match, action=action, residual=residual),))
        return lambda: lab.counts()["it"] - before

    with lab.client():
        yield put
    lab.rules(())
    lab.line(Line())


def shake(lab: Lab, name: str = TARGET, address: str = TARGET_AT, roots: str = "") -> str:
    """How a TLS handshake ends; "eof" and OpenSSL's reasons besides what `raw` knows."""
    try:
        return raw.handshake(address, name, roots or lab.papers.root, SILENCE_S)
    except ssl.SSLEOFError:
        return "eof"
    except ssl.SSLError as error:
        return error.reason or str(error)


def got(lab: Lab, name: str = TARGET, path: str = "/", address: str = TARGET_AT) -> int | Saw:
    """The status of a page over TLS, or what came of it."""
    return raw.status(raw.get(name, path, address=address, roots=lab.papers.root, patience=SILENCE_S))


Act = Callable[..., Callable[[], int]]


@pytest.mark.parametrize(
    ("action", "expect"),
    [
        (Reset(copies=3, bare=3, payload=b"\1\2\3", alike=True), Saw.RESET),
        (Reset(way=Way.UP), Saw.RESET),
        (Reset(upon_answer=True), Saw.RESET),
        (Drop(), Saw.SILENT),
        (Drop(Way.DOWN), Saw.SILENT),
        (Close(), "eof"),
        (Notice(b"Object not found\r\n"), "WRONG_VERSION_NUMBER"),
        (Redirect(INTERCEPTOR), Saw.UNTRUSTED),
    ],
    ids=str,
)
def test_a_hello_with_the_name_is_met_by(lab: Lab, act: Act, action: Action, expect: str) -> None:
    acted = act(SNI, action)
    assert shake(lab, FINE, FINE_AT) is Saw.VALID
    assert shake(lab) == expect
    if not isinstance(action, Redirect):  # which stays within a family
        assert shake(lab, TARGET, FINE_AT6) == expect
    assert shake(lab, FINE, TARGET_AT6) is Saw.OTHER_NAME
    assert acted() == 2 - isinstance(action, Redirect)


def test_an_interceptor_takes_over_upon_the_name_and_serves_whole_pages(lab: Lab, act: Act) -> None:
    act(SNI, Redirect(INTERCEPTOR))
    page = raw.get(TARGET, address=TARGET_AT, roots=lab.papers.foreign_root, patience=5)
    assert not isinstance(page, Saw)
    assert (page[0], len(page[1])) == (200, BIG)


@pytest.mark.parametrize(
    "action", [Drop(after=6), Stall(), Freeze(16000), Freeze(packets=25), DropLarge(1280, Way.DOWN)], ids=str
)
def test_the_name_costs_what_comes_after_the_hello(lab: Lab, act: Act, action: Action) -> None:
    acted = act(SNI, action)
    if isinstance(action, Stall):
        assert shake(lab) is Saw.VALID
    assert got(lab) is Saw.SILENT
    assert got(lab, FINE, "/big", FINE_AT) == 200
    assert acted() == 1


def test_an_upload_freezes_and_a_small_one_does_not(lab: Lab, act: Act) -> None:
    acted = act(Match(dst=(f"{FINE_AT}/32",), port=80), Freeze(up=16000))

    def posted(size: int) -> int | Saw:
        found = 0

        def attempt() -> Saw:
            nonlocal found
            with raw.dial(FINE_AT, 80, SILENCE_S) as wire:
                head = f"POST / HTTP/1.1\r\nHost: {FINE}\r\nContent-Length: {size}\r\n\r\n"
                wire.sendall(head.encode() + bytes(size))
                response = http.client.HTTPResponse(wire)
                response.begin()
                found = response.status
                return Saw.OPEN

        return found if (outcome := raw.seen(attempt)) is Saw.OPEN else outcome

    assert (posted(4000), acted()) == (301, 0)
    assert (posted(40000), acted()) == (Saw.SILENT, 1)


@pytest.mark.parametrize(
    ("why", "expect", "expect6"),
    [
        (Why.NETWORK, errno.ENETUNREACH, errno.ENETUNREACH),
        (Why.HOST, errno.EHOSTUNREACH, errno.EHOSTUNREACH),
        (Why.PORT, errno.ECONNREFUSED, errno.ECONNREFUSED),
        (Why.ADMIN, errno.EHOSTUNREACH, errno.EACCES),
    ],
)
def test_errors_that_the_clients_socket_gets(act: Act, why: Why, expect: int, expect6: int) -> None:
    act(Match(port=443), Unreachable(why))
    for address, number in ((TARGET_AT, expect), (TARGET_AT6, expect6)):
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as wire:
            wire.settimeout(SILENCE_S)
            assert wire.connect_ex((address, 443)) == number


def test_one_family_is_silent_while_the_other_works(lab: Lab, act: Act) -> None:
    for family, four, six in ((6, Saw.VALID, Saw.SILENT), (4, Saw.SILENT, Saw.VALID)):
        act(Match(family=family, port=443), Drop())
        assert (shake(lab), shake(lab, address=TARGET_AT6)) == (four, six)


def test_a_box_that_completes_handshakes_for_everybody(lab: Lab, act: Act) -> None:
    for end, expect in ((End.FIN, "eof"), (End.RESET, Saw.RESET), (End.SILENCE, Saw.SILENT)):
        act(Match(port=443, protocol=TCP), Pretend(end))
        assert raw.connect(QUIET_ADDRESS, 443) is Saw.OPEN
        assert shake(lab) == expect


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
        wires = [stack.enter_context(raw.dial(TARGET_AT, 443, SILENCE_S)) for _ in range(6)]
        for wire in wires:
            wire.sendall(hello(TARGET))
        answered = [bool(select.select([wire], [], [], SILENCE_S)[0]) for wire in wires]
    assert answered == [True] * 3 + [False] * 3
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


def test_the_weather_of_flows(lab: Lab, act: Act) -> None:
    def seconds() -> float:
        begin = time.monotonic()
        page = raw.get(TARGET, address=TARGET_AT, roots=lab.papers.root, patience=10)
        assert not isinstance(page, Saw)
        assert len(page[1]) == BIG
        return time.monotonic() - begin

    for weather, least in (
        (Police(kbit=400, burst=6000), 0.9),
        (Shape(kbit=400), 1.0),
        (Delay(seconds=0.1), 0.3),
    ):
        acted = act(SNI, weather)
        assert seconds() > least
        assert acted() == 1
    act(SNI, Lose(share=0.1))
    seconds()
    assert lab.counts()["it lost"] > 0


def test_the_weather_of_the_line(lab: Lab, act: Act) -> None:
    lab.line(Line(flow_kbit=200))
    begin = time.monotonic()
    assert raw.status(raw.get(FINE, "/big", address=FINE_AT, roots=lab.papers.root, patience=10)) == 200
    assert time.monotonic() - begin > 1.5
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
        wire.settimeout(SILENCE_S)
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

"""Single steps over real sockets: done, timed and recorded once, each stream given back."""

from dataclasses import replace

import pytest

from tests.core.engine.town import EXIT, HERE, Authority, page, plain, reset, silence
from tests.core.net.faultserver import Peer, refusing
from tests.core.net.resolvers import Table
from tests.core.probe.street import HOME, served, steps, walk_over
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.network import AddressPlan
from waythrough.model.observation import HttpDetail, TlsDetail
from waythrough.model.step import Purpose
from waythrough.model.verdict import Stage
from waythrough.net.base import Leg
from waythrough.net.deadline import Patience
from waythrough.net.http import Request
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.probe.walk import Reached, Walk, is_literal, worth_trying


async def connected(walk: Walk, port: int, host: str = "news.test") -> Reached:
    reached = await walk.connect(host, port, HERE)
    assert reached is not None
    return reached


async def test_connect_secure_request(authority: Authority) -> None:
    walk = walk_over(authority)
    async with served(page(authority.good, b"hello")) as port:
        reached = await walk.secure(await connected(walk, port), "news.test")
        assert reached is not None
        assert reached.validated
        detail = await walk.request(reached, Request(url=f"https://news.test:{port}/"), body_limit=1000)
    assert detail is not None
    assert (detail.status, detail.body, detail.validated) == (200, b"hello", True)
    assert steps(walk) == [("connect", "ok"), ("tls", "ok"), ("http", "ok"), ("body", "ok")]
    tls = walk.trace.observations[1]
    assert isinstance(tls.detail, TlsDetail)
    assert tls.detail.server_name == tls.host == "news.test"
    assert {each.address for each in walk.trace.observations} == {HERE}
    assert walk.trace.observations[-1].bytes_received == 5


async def test_a_refused_connection_and_a_broken_handshake(authority: Authority) -> None:
    walk = walk_over(authority)
    async with refusing() as closed:
        assert await walk.connect("news.test", closed.port, HERE) is None
    async with served(reset) as port:
        assert await walk.secure(await connected(walk, port), "news.test") is None
    assert steps(walk) == [("connect", "refused"), ("connect", "ok"), ("tls", "reset")]


async def test_what_the_way_itself_ended_is_not_held_against_the_target(authority: Authority) -> None:
    """Some ways open streams before their server has agreed, and learn only then that it did not."""
    leg = Leg(
        stage=Stage.AUTH,
        host="way.test",
        port=443,
        started=0.0,
        duration=0.1,
        failure=Failure(kind=FailureKind.EOF),
    )
    walk = walk_over(authority)
    async with served(reset) as port:
        reached = await connected(walk, port)
        reached.stream.facts.own = leg
        assert await walk.secure(reached, "news.test") is None
        reached = await connected(walk, port)
        reached.stream.facts.own = leg
        assert await walk.request(reached, Request(url="http://news.test/"), body_limit=1000) is None
        reached = await connected(walk, port)
        reached.stream.facts.own = leg
        assert not await walk.exchange_bytes(reached, b"hello", b"hello")
    assert steps(walk) == [("connect", "ok"), ("path", "eof")] * 3
    assert walk.trace.observations[-1].stage is Stage.AUTH
    async with served(page(authority.good)) as port:
        reached = await connected(walk, port)
        reached.stream.facts.own = leg
        secured = await walk.secure(reached, "news.test")
        assert secured is not None, "who goes on is not blamed"
        secured.stream.abort()


async def test_a_foreign_certificate_is_kept_as_evidence(authority: Authority) -> None:
    walk = walk_over(authority)
    async with served(page(authority.intercepting)) as port:
        assert await walk.secure(await connected(walk, port), "news.test") is None
    last = walk.trace.observations[-1]
    assert last.failure is not None
    assert last.failure.kind.value.startswith("cert_")
    assert isinstance(last.detail, TlsDetail)
    assert last.detail.chain


async def test_a_head_that_never_comes_and_a_body_that_is_cut(authority: Authority) -> None:
    async def cut(peer: Peer) -> None:
        await peer.recv()
        await peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")
        peer.fin()

    walk = walk_over(authority)
    request = Request(url="http://news.test/")
    async with served(reset) as port:
        assert await walk.request(await connected(walk, port), request, body_limit=1000) is None
    async with served(cut) as port:
        detail = await walk.request(await connected(walk, port), request, body_limit=1000)
    assert isinstance(detail, HttpDetail)
    assert not detail.validated
    assert steps(walk) == [
        ("connect", "ok"),
        ("http", "reset"),
        ("connect", "ok"),
        ("http", "ok"),
        ("body", "body_cut"),
    ]


async def test_an_empty_page_has_no_body_step(authority: Authority) -> None:
    walk = walk_over(authority)
    async with served(plain(b"", "204 No Content")) as port:
        await walk.request(await connected(walk, port), Request(url="http://news.test/"), body_limit=10)
    assert steps(walk) == [("connect", "ok"), ("http", "ok")]


@pytest.mark.parametrize(
    ("answer", "end"), [(b"WELCOME", "ok"), (b"WEL", "eof"), (b"GO AWAY!", "rule_unmet"), (b"", "eof")]
)
async def test_first_words_are_compared(authority: Authority, answer: bytes, end: str) -> None:
    async def speak(peer: Peer) -> None:
        await peer.recv()
        await peer.send(answer)
        peer.fin()

    walk = walk_over(authority)
    async with served(speak) as port:
        good = await walk.exchange_bytes(await connected(walk, port), b"HELLO", b"WELCOME")
    assert good is (end == "ok")
    assert steps(walk)[-1] == ("exchange", end)
    assert walk.trace.observations[-1].bytes_sent == 5


@pytest.mark.parametrize(("behaviour", "end"), [(silence, "timeout"), (reset, "reset")])
async def test_first_words_that_never_come(authority: Authority, behaviour: object, end: str) -> None:
    walk = walk_over(authority, patience=Patience(soft=0.05, hard=0.2))
    async with served(behaviour) as port:  # type: ignore[arg-type]
        assert not await walk.exchange_bytes(await connected(walk, port), b"HELLO", b"")
    assert steps(walk)[-1] == ("exchange", end)


async def test_the_line_resolves_a_name_once_and_a_literal_never(authority: Authority) -> None:
    table = Table({"news.test": ("127.0.0.2", "127.0.0.3", "127.0.0.4", "::1")})
    walk = walk_over(authority, table=table)
    assert await walk.addresses("news.test") == ("127.0.0.2", "127.0.0.3")
    assert await walk.addresses("203.0.113.7") == ("203.0.113.7",)
    assert await walk.addresses("gone.test") == ()
    assert table.asked == ["news.test", "gone.test"]
    far = walk_over(authority, by_name=True)
    assert await far.addresses("news.test") == ()
    assert await far.addresses("203.0.113.7") == ("203.0.113.7",)


def test_no_lie_sends_the_walk_to_the_own_machine() -> None:
    plan = AddressPlan()
    assert worth_trying(("127.0.0.1", "0.0.0.0", "::1", "::"), plan) == ()
    assert worth_trying(("10.10.34.35",), plan) == ("10.10.34.35",), "what stands there is evidence"
    assert worth_trying(("127.0.0.1",), HOME) == ("127.0.0.1",)
    many = ("9.9.9.9", "1.1.1.1", "8.8.8.8", "2620:fe::fe", "2620:fe::9")
    assert worth_trying(many, plan) == ("9.9.9.9", "1.1.1.1", "2620:fe::fe")


def test_a_literal_is_no_name() -> None:
    assert is_literal("::1")
    assert is_literal(EXIT)
    assert not is_literal("news.test")


def test_another_purpose_starts_its_redirects_anew(authority: Authority) -> None:
    walk = walk_over(authority, dialer=TcpDialer()).at_hop(3)
    assert walk.about.hop == 3
    other = walk.with_purpose(Purpose.NEUTRAL, 2)
    assert (other.about.purpose, other.about.attempt, other.about.hop) == (Purpose.NEUTRAL, 2, 0)
    assert other.trace is walk.trace


@pytest.mark.parametrize("trusted", [True, False])
async def test_whose_root_signs_for_a_target_is_asked_of_the_own_system(
    authority: Authority, trusted: bool
) -> None:
    """LOC-10: only the owner of this computer can have put that root there."""
    own = f"{authority.file}.own"
    authority.foreign.cert_pem.write_to_path(own)
    walk = walk_over(authority)
    trust = Trust(roots=authority.file, os_roots=own if trusted else authority.file)
    walk = replace(walk, line=replace(walk.line, trust=trust))
    async with served(page(authority.intercepting)) as port:
        for probe in (walk, walk.with_purpose(Purpose.NEUTRAL_NAME)):
            reached = await probe.connect("news.test", port, HERE)
            assert reached is not None
            assert await probe.secure(reached, "news.test") is None
    details = [each.detail for each in walk.trace.observations if isinstance(each.detail, TlsDetail)]
    assert [each.os_trusted for each in details] == [trusted, None]

"""Large transfers over real sockets: objects, repeated pages, short answers, uploads, foreign names."""

from collections.abc import Awaitable, Callable

from tests.core.engine.town import HERE, Authority, answer
from tests.core.net.faultserver import Peer
from tests.core.probe.street import served, steps, walk_over
from waythrough.model.failure import FailureKind
from waythrough.model.observation import Observation, TlsDetail, TransferDetail
from waythrough.model.step import Step
from waythrough.probe.volume import (
    STEPS,
    UPLOAD_STEP,
    UPLOAD_STEPS,
    Source,
    sample,
    small,
    small_steps,
    upload,
)
from waythrough.probe.walk import Walk

Probe = Callable[[Walk, Source], Awaitable[None]]


def keeps(authority: Authority, body: bytes, seen: list[bytes]) -> Callable[[Peer], Awaitable[None]]:
    """A server that answers every request of a connection."""
    whole = answer(body).replace(b"connection: close\r\n", b"")

    async def behave(peer: Peer) -> None:
        tls = await peer.tls(authority.good)
        while head := await tls.request():
            seen.append(head)
            await tls.send(whole.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if head[:4] == b"HEAD" else whole)

    return behave


async def run(
    authority: Authority, probe: Probe, body: bytes = b"", name: str = ""
) -> tuple[Walk, list[bytes]]:
    walk = walk_over(authority)
    seen: list[bytes] = []
    async with served(keeps(authority, body, seen)) as port:
        await probe(walk, Source(url=f"https://news.test:{port}/", address=HERE, name=name))
    return walk, seen


def last(walk: Walk) -> tuple[Observation, TransferDetail]:
    found = walk.trace.observations[-1]
    assert found.step is Step.TRANSFER
    assert isinstance(found.detail, TransferDetail)
    return found, found.detail


async def test_a_large_object_is_read_to_the_wanted_size(authority: Authority) -> None:
    async def some(walk: Walk, source: Source) -> None:
        await sample(walk, source, size=50_000)

    walk, heads = await run(authority, some, b"x" * 200_000)
    found, detail = last(walk)
    assert steps(walk) == [("connect", "ok"), ("tls", "ok"), ("transfer", "ok")]
    assert 50_000 <= found.bytes_received < 200_000
    assert (len(heads), detail.status, detail.server_name, found.address) == (1, 200, "news.test", HERE)


async def test_a_page_is_fetched_again_until_it_makes_up_a_large_object(authority: Authority) -> None:
    async def some(walk: Walk, source: Source) -> None:
        await sample(walk, source, size=50_000)

    walk, heads = await run(authority, some, b"x" * 9_000)
    found, detail = last(walk)
    assert len(heads) == 6
    assert detail.requests == 5
    assert found.bytes_received >= 50_000


async def test_short_answers_have_no_bodies(authority: Authority) -> None:
    walk, heads = await run(authority, small, b"x" * 9_000)
    assert last(walk)[0].bytes_received < 200
    assert heads[0].startswith(b"HEAD / ")
    walk, heads = await run(authority, small_steps, b"x" * 9_000)
    assert last(walk)[1].requests == len(heads) == STEPS + 1
    assert {head[:7] for head in heads[:STEPS]} == {b"HEAD / "}
    assert heads[STEPS].startswith(b"GET / "), "what came before counts towards a limit"


async def test_an_upload_is_many_padded_requests_that_change_nothing(authority: Authority) -> None:
    walk, heads = await run(authority, upload)
    found, detail = last(walk)
    assert detail.requests == UPLOAD_STEPS
    assert found.bytes_sent > UPLOAD_STEPS * UPLOAD_STEP
    assert {head[:7] for head in heads} == {b"HEAD / "}


async def test_another_name_is_sent_and_the_hosts_own_is_proven(authority: Authority) -> None:
    walk, heads = await run(authority, small, name="blocked.elsewhere")
    assert last(walk)[1].server_name == "blocked.elsewhere"
    assert b"Host: news.test" in heads[0]
    hello = next(each for each in walk.trace.observations if each.step is Step.TLS)
    assert isinstance(hello.detail, TlsDetail)
    assert hello.detail.server_name == hello.host == "blocked.elsewhere"


async def test_a_host_that_does_not_prove_itself_gets_no_request(authority: Authority) -> None:
    walk = walk_over(authority)
    seen: list[bytes] = []
    async with served(keeps(authority, b"", seen)) as port:
        url = f"https://stranger.example:{port}/"  # the certificate does not name it
        await small(walk, Source(url=url, address=HERE, name="news.test"))
    failure = walk.trace.observations[-1].failure
    assert failure is not None
    assert failure.kind is FailureKind.CERT_NAME_MISMATCH
    assert seen == []


async def test_an_unknown_issuer_is_refused_under_any_name(authority: Authority) -> None:
    walk = walk_over(authority)

    async def behave(peer: Peer) -> None:
        await peer.tls(authority.intercepting)

    async with served(behave) as port:
        await small(walk, Source(url=f"https://news.test:{port}/", address=HERE, name="other.test"))
    failure = walk.trace.observations[-1].failure
    assert failure is not None
    assert failure.kind is FailureKind.CERT_UNKNOWN_ISSUER


async def test_a_closed_port_ends_it(authority: Authority) -> None:
    walk = walk_over(authority)
    await small(walk, Source(url="https://news.test:9/", address="127.0.0.77"))
    assert steps(walk) == [("connect", "refused")]


async def test_an_object_without_tls(authority: Authority) -> None:
    walk = walk_over(authority)

    async def behave(peer: Peer) -> None:
        await peer.recv()
        await peer.send(answer(b""))

    async with served(behave) as port:
        await small(walk, Source(url=f"http://news.test:{port}/"))
    assert steps(walk)[-1] == ("transfer", "ok")

import asyncio
from functools import partial

import dns.message
import pytest

from tests.core.net.proxy_answers import Serve, serving
from tests.core.net.resolvers import Answer, Table, zone
from tests.core.net.web import Authority, counted, tls_server, web
from waythrough.model.failure import FailureKind
from waythrough.net.deadline import Patience
from waythrough.net.doh import DohResolver
from waythrough.net.http_connect import HttpConnectDialer
from waythrough.net.resolver_base import ResolveOutcome
from waythrough.net.tcp import TcpDialer

PATIENCE = Patience(hard=20)
SITE = zone({("site.test", "A"): ("192.0.2.1",), ("site.test", "AAAA"): ("2001:db8::1",)})
BOOTSTRAP = Table({"dns.test": ("127.0.0.1",)})


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def answer(wanted: Answer, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
    assert path == "/dns-query"
    query = dns.message.from_wire(body)
    assert query.id == 0, "a cache can serve questions without an id only"
    return 200, {"content-type": "application/dns-message"}, wanted(query)[0]


def resolver(authority: Authority, port: int, **options: Patience) -> DohResolver:
    url = f"https://dns.test:{port}/dns-query"
    return DohResolver(url, TcpDialer(), authority.trust.public, bootstrap=BOOTSTRAP, **options)


def kind(outcome: ResolveOutcome) -> FailureKind | None:
    return outcome.failure.kind if outcome.failure else None


async def ask(authority: Authority, serve: Serve, *, alpn: tuple[str, ...] = ("h2",)) -> ResolveOutcome:
    async with tls_server(serve, authority.server("dns.test", alpn=alpn)) as port:
        doh = resolver(authority, port)
        try:
            return await doh.resolve("site.test", PATIENCE)
        finally:
            await doh.aclose()


async def test_both_families_share_one_connection(authority: Authority) -> None:
    counter = [0, 0]
    outcome = await ask(authority, counted(web(partial(answer, SITE)), counter))
    assert outcome.detail.addresses == ("192.0.2.1", "2001:db8::1")
    assert outcome.detail.resolver == "doh:dns.test"
    assert (outcome.detail.rcode, outcome.detail.ttl) == (0, 300)
    assert counter[0] == 1
    assert outcome.bytes_sent > 0
    assert outcome.bytes_received > 0


async def test_what_needs_no_question_asks_none(authority: Authority) -> None:
    doh = resolver(authority, 1)
    assert (await doh.resolve("192.0.2.1", PATIENCE)).detail.addresses == ("192.0.2.1",)
    assert kind(await doh.resolve("bücher.test", PATIENCE)) is FailureKind.BAD_CONFIG
    assert kind(await doh.resolve("site.test", PATIENCE)) is FailureKind.REFUSED
    await doh.aclose()


async def test_codes_are_told(authority: Authority) -> None:
    outcome = await ask(authority, web(partial(answer, zone({}))))
    assert kind(outcome) is FailureKind.NXDOMAIN
    assert outcome.detail.rcode == 3


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ((403, {}, b"no"), FailureKind.DNS_REFUSED),
        ((200, {}, b"<html>log in</html>"), FailureKind.DNS_MALFORMED),
        ((200, {}, bytes(200_000)), FailureKind.DNS_MALFORMED),
    ],
)
async def test_what_is_no_dns_answer(
    authority: Authority, reply: tuple[int, dict[str, str], bytes], expected: FailureKind
) -> None:
    outcome = await ask(authority, web(lambda path, body: reply), alpn=("http/1.1",))
    assert kind(outcome) is expected
    assert outcome.failure is not None
    assert outcome.failure.code in (403, None)


async def test_a_certificate_for_another_name_is_refused(authority: Authority) -> None:
    async with tls_server(web(partial(answer, SITE)), authority.server("other.test")) as port:
        doh = resolver(authority, port)
        assert kind(await doh.resolve("site.test", PATIENCE)) is FailureKind.CERT_NAME_MISMATCH
        await doh.aclose()


async def test_a_connection_that_was_closed_meanwhile_is_opened_again(authority: Authority) -> None:
    counter = [0, 0]
    closed = asyncio.Event()

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers one HTTP/1.1 request and hangs up without having said so."""
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.lower().split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        _, _, content = answer(SITE, "/dns-query", await reader.readexactly(int(fields["content-length"])))
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content)
        await writer.drain()
        closed.set()

    context = authority.server("dns.test", alpn=("http/1.1",))
    async with tls_server(counted(once, counter), context) as port:
        doh = resolver(authority, port)
        assert kind(await doh.resolve("site.test", PATIENCE)) is None
        await closed.wait()
        assert kind(await doh.resolve("site.test", PATIENCE)) is None
        await doh.aclose()
    assert counter[0] >= 3


async def test_a_connection_that_hangs_is_not_asked_again(authority: Authority) -> None:
    counter = [0, 0]

    async def hangs_first(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if counter[0] == 1:
            await reader.read()
        else:
            await web(partial(answer, SITE))(reader, writer)

    async with tls_server(counted(hangs_first, counter), authority.server("dns.test")) as port:
        doh = resolver(authority, port)
        outcome = await doh.resolve("site.test", Patience(soft=0.1, hard=1))
        assert kind(outcome) is FailureKind.TIMEOUT
        assert kind(await doh.resolve("site.test", PATIENCE)) is None
        await doh.aclose()


async def test_without_a_bootstrap_the_name_goes_to_the_dialer(authority: Authority) -> None:
    asked: list[bytes] = []
    async with tls_server(web(partial(answer, SITE)), authority.server("dns.test")) as inner:

        async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.append(await reader.readuntil(b"\r\n\r\n"))
            down, up = await asyncio.open_connection("127.0.0.1", inner)
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")

            async def copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
                try:
                    while data := await source.read(65536):
                        sink.write(data)
                finally:
                    sink.transport.abort()

            async with asyncio.TaskGroup() as group:
                group.create_task(copy(reader, up))
                group.create_task(copy(down, writer))

        async with serving(proxy) as port:
            dialer = HttpConnectDialer(TcpDialer(), "127.0.0.1", port)
            doh = DohResolver(f"https://dns.test:{inner}/dns-query", dialer, authority.trust.public)
            outcome = await doh.resolve("site.test", PATIENCE)
            await doh.aclose()
    assert outcome.failure is None
    assert asked[0].startswith(b"CONNECT dns.test:")


async def test_cancelled_questions_leave_nothing(authority: Authority) -> None:
    there = asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there.set()
        await reader.read()

    async with tls_server(hang, authority.server("dns.test")) as port:
        doh = resolver(authority, port)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(doh.resolve("site.test", PATIENCE)) for _ in range(20)]
            await there.wait()
            for task in tasks:
                task.cancel()
        await doh.aclose()
    assert all(task.cancelled() for task in tasks)

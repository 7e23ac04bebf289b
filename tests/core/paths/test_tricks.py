"""The line with encrypted names and cut hellos: what is asked of whom, and what cannot be opened."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import dns.message
import pytest

from tests.core.net.proxy_answers import serving
from tests.core.net.resolvers import Answer, Table, zone
from tests.core.net.web import Authority, tls_server, web
from waythrough.model.failure import FailureKind
from waythrough.model.path import DIRECT, FieldValue, PathSpec
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Stream
from waythrough.net.deadline import Patience
from waythrough.net.tcp import TcpDialer
from waythrough.paths.base import ConfigError, Ground, OpenPath, Server
from waythrough.paths.registry import encrypts_to_exit, open_path, servers
from waythrough.paths.tricks import TricksKind

PATIENCE = Patience(hard=20)
DNS = "dns.test"
RECORDS = zone({(DNS, "A"): ("127.0.0.1",), ("site.test", "A"): ("192.0.2.1",)})


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def trick(**fields: FieldValue) -> PathSpec:
    return PathSpec(id="t", kind="tricks", fields=fields)


def reply(wanted: Answer, status: int, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
    media = {"content-type": "application/dns-message"}
    return status, media, wanted(dns.message.from_wire(body))[0]


@asynccontextmanager
async def resolver(
    authority: Authority, wanted: Answer = RECORDS, *, status: int = 200, name: str = DNS
) -> AsyncIterator[str]:
    """A DoH server; its address."""
    async with tls_server(web(partial(reply, wanted, status)), authority.server(name)) as port:
        yield f"https://{DNS}:{port}/dns-query"


async def opened(authority: Authority, spec: PathSpec, line: Table) -> OpenPath:
    ground = Ground(dialer=TcpDialer(), resolver=line, trust=authority.trust, patience=PATIENCE)
    return await open_path(spec, ground)


async def test_names_are_asked_of_the_encrypted_resolver_only(authority: Authority) -> None:
    line = Table({DNS: ("127.0.0.1",)})
    async with resolver(authority) as url:
        way = await opened(authority, trick(doh=url), line)
        try:
            assert way.resolver is not None
            found = await way.resolver.resolve("site.test", PATIENCE)
        finally:
            await way.aclose()
    assert found.detail.addresses == ("192.0.2.1",)
    assert set(line.asked) == {DNS}, "of the line only the resolver's own name is asked"
    assert (way.hops, [leg.failure for leg in way.legs]) == (0, [None])


async def test_a_cut_hello_needs_no_resolver_of_its_own(authority: Authority) -> None:
    seen = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        seen.set()

    line = Table({})
    way = await opened(authority, trick(split="both"), line)
    assert way.resolver is line
    async with serving(serve) as port:
        stream: Stream = await way.dialer.dial("127.0.0.1", port, PATIENCE)
        await stream.send(b"hello")
        await seen.wait()
        stream.abort()
    await way.aclose()


async def refused(authority: Authority, url: str) -> DialError:
    with pytest.raises(DialError) as caught:
        await opened(authority, trick(doh=url), Table({DNS: ("127.0.0.1",)}))
    return caught.value


async def test_a_resolver_that_knows_no_such_name_works_all_the_same(authority: Authority) -> None:
    async with resolver(authority, zone({}, rcode=3)) as url:
        way = await opened(authority, trick(doh=url), Table({DNS: ("127.0.0.1",)}))
        await way.aclose()


@pytest.mark.parametrize(
    ("wanted", "status", "name", "stage"),
    [
        (RECORDS, 404, DNS, Stage.HANDSHAKE),
        (zone({}, rcode=5), 200, DNS, Stage.HANDSHAKE),
        (lambda query: [b"no dns"], 200, DNS, Stage.HANDSHAKE),
        (RECORDS, 200, "other.test", Stage.TLS),
    ],
    ids=["404", "refuses", "garbage", "other certificate"],
)
async def test_a_resolver_that_does_not_serve_is_the_tricks_own_failure(
    authority: Authority, wanted: Answer, status: int, name: str, stage: Stage
) -> None:
    async with resolver(authority, wanted, status=status, name=name) as url:
        error = await refused(authority, url)
    assert error.legs[-1].stage is stage
    assert DNS not in error.failure.text


async def test_nobody_there_and_no_such_name(authority: Authority) -> None:
    gone = await refused(authority, f"https://{DNS}:1/dns-query")
    assert (gone.legs[-1].stage, gone.failure.kind) == (Stage.CONNECT, FailureKind.REFUSED)
    unknown = await refused(authority, "https://nowhere.test/dns-query")
    assert unknown.legs[-1].stage is Stage.RESOLVE


async def test_a_cancelled_opening_leaves_nothing(authority: Authority) -> None:
    asked = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()

    async with serving(silent) as port, asyncio.TaskGroup() as group:
        spec = trick(doh=f"https://127.0.0.1:{port}/dns-query")
        task = group.create_task(opened(authority, spec, Table({})))
        await asked.wait()
        task.cancel()
    assert task.cancelled()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"split": "none"},
        {"split": "sideways"},
        {"doh": "http://dns.test/dns-query"},
        {"doh": "https://"},
        {"doh": "https://dns.test:99999/"},
        {"doh": "https://me:secret@dns.test/"},
        {"doh": "https://dns .test/"},
        {"doh": "dns.test"},
        {"host": "x"},
    ],
)
def test_what_is_no_trick(fields: dict[str, FieldValue]) -> None:
    with pytest.raises(ConfigError) as caught:
        TricksKind().check(trick(**fields))
    assert "secret" not in str(caught.value)


def test_it_hides_nothing_and_stays_on_the_line() -> None:
    both = trick(doh="https://dns.test/dns-query", split="tcp")
    TricksKind().check(both)
    assert not encrypts_to_exit(both)
    assert servers(both) == (Server(host="dns.test", port=443),)
    assert servers(trick(split="tcp")) == ()
    assert (both.on_line, DIRECT.on_line) == (True, True)
    assert not PathSpec(id="t", kind="tricks", fields={"split": "tcp"}, via=trick(split="tcp")).on_line

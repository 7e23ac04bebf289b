"""Tor as a way, in a Tor network of its own on loopback: opened, used, refused, and gone."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.core.net.children import is_gone
from tests.core.net.local_clients import PATIENCE
from tests.core.net.proxy_answers import serving
from tests.core.net.resolvers import Table
from tests.core.paths.talk import Target, conversation
from tests.core.paths.tor_network import TorNetwork, missing, tor_network
from waythrough.model.failure import FailureKind
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net import programs
from waythrough.net.answering import free_port
from waythrough.net.base import Dialer, DialError
from waythrough.net.child_dialer import ChildDialer
from waythrough.net.deadline import Patience
from waythrough.net.programs import find_program
from waythrough.net.tcp import TcpDialer, TcpStream
from waythrough.net.trust import Trust
from waythrough.paths.base import ConfigError, Ground, Opening, OpenPath
from waythrough.paths.shared import Shared
from waythrough.paths.tor import TorKind

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(180),
    pytest.mark.skipif(missing() != "", reason=missing()),
]

TRUST = Trust()
STRANGER = "A" * 40


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TorNetwork]:
    with tempfile.TemporaryDirectory() as folder, tor_network(Path(folder)) as standing:
        yield standing


def spec(bridge: str = "") -> PathSpec:
    fields: dict[str, FieldValue] = {"bridge": Secret(bridge)} if bridge else {}
    return PathSpec(id="t", kind="tor", fields=MappingProxyType(fields), private=bool(bridge))


@asynccontextmanager
async def opened(
    network: TorNetwork, bridge: str = "", dialer: Dialer | None = None, heard: list[Opening] | None = None
) -> AsyncIterator[OpenPath]:
    told = (lambda opening: None) if heard is None else heard.append
    ground = Ground(dialer=dialer or TcpDialer(), resolver=Table({}), trust=TRUST, told=told)
    way = await TorKind(*network.options).open(spec(bridge), ground)
    try:
        yield way
    finally:
        await way.aclose()


async def failing(network: TorNetwork, bridge: str) -> DialError:
    with pytest.raises(DialError) as caught:
        async with opened(network, bridge):
            pass
    assert "127.0.0.1" not in caught.value.failure.text
    assert STRANGER not in caught.value.failure.text
    return caught.value


def line(network: TorNetwork, kind: str) -> str:
    if kind == "obfs4" and not network.obfs4:
        pytest.skip("obfs4proxy is not installed")
    return {"plain": "", "vanilla": network.bridge, "obfs4": network.obfs4}[kind]


@pytest.mark.parametrize("kind", ["plain", "vanilla", "obfs4"])
async def test_a_target_is_reached_by_name_and_by_address(network: TorNetwork, kind: str) -> None:
    heard: list[Opening] = []
    async with serving(Target().serve) as port, opened(network, line(network, kind), heard=heard) as way:
        for host in ("site.test", "127.0.0.1"):
            stream = await way.dialer.dial(host, port, PATIENCE)
            assert await conversation(stream) == b"220 ready\r\nhello"
            stream.abort()
        for host, failed in (
            ("nowhere.invalid", (FailureKind.EXIT_UNREACHABLE, FailureKind.PROXY_ERROR)),
            ("a" * 56 + ".onion", (FailureKind.EXIT_DNS,)),
        ):
            with pytest.raises(DialError) as caught:
                await way.dialer.dial(host, 80, PATIENCE)
            assert caught.value.failure.kind in failed
        assert [leg.stage for leg in way.legs] == [Stage.CONNECT, Stage.HANDSHAKE, Stage.REQUEST]
        assert way.resolver is None
        assert isinstance(way.dialer, ChildDialer)
        pid = way.dialer.child.pid
    assert is_gone(pid)
    shares = [each.share for each in heard]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


async def test_a_tor_that_dies_is_told_as_dead(network: TorNetwork) -> None:
    async with opened(network, network.bridge) as way:
        assert isinstance(way.dialer, ChildDialer)
        await way.dialer.child.stop(grace=0)
        with pytest.raises(DialError) as caught:
            await way.dialer.dial("site.test", 80, PATIENCE)
    assert caught.value.failure.kind is FailureKind.PROGRAM_ENDED


class Counting(TcpDialer):
    """The line, as a way in front that remembers whom it was to reach."""

    plain = False

    def __init__(self) -> None:
        super().__init__()
        self.dialled: set[tuple[str, int]] = set()

    async def dial(self, host: str, port: int, patience: Patience) -> TcpStream:
        self.dialled.add((host, port))
        return await super().dial(host, port, patience)


@pytest.mark.parametrize("kind", ["vanilla", "obfs4"])
async def test_behind_another_way_all_of_it_goes_through_that_one(network: TorNetwork, kind: str) -> None:
    front, bridge = Counting(), line(network, kind)
    async with serving(Target().serve) as port, opened(network, bridge, front) as way:
        stream = await way.dialer.dial("site.test", port, PATIENCE)
        assert await conversation(stream)
        stream.abort()
    host, _, number = bridge.removeprefix("obfs4 ").split()[0].partition(":")
    assert front.dialled == {(host, int(number))}


async def test_a_closed_port_is_told_at_once(network: TorNetwork) -> None:
    error = await failing(network, f"127.0.0.1:{free_port()} {STRANGER}")
    assert (error.legs[-1].stage, error.failure.kind) == (Stage.CONNECT, FailureKind.REFUSED)


async def test_another_one_at_the_bridges_address(network: TorNetwork) -> None:
    error = await failing(network, f"{network.bridge.split()[0]} {STRANGER}")
    assert (error.legs[-1].stage, error.failure.kind) == (Stage.HANDSHAKE, FailureKind.PROXY_MALFORMED)


async def test_a_transport_whose_server_is_off(network: TorNetwork) -> None:
    old = line(network, "obfs4")
    error = await failing(network, old.replace(old.split()[1], f"127.0.0.1:{free_port()}"))
    assert error.legs[-1].stage is Stage.CONNECT
    assert error.failure.text


async def test_snowflake_without_a_broker(network: TorNetwork) -> None:
    if find_program("snowflake-client") is None:
        pytest.skip("snowflake-client is not installed")
    broker = f"url=http://127.0.0.1:{free_port()}/ ice=stun:127.0.0.1:1"
    error = await failing(network, f"snowflake 192.0.2.3:80 {STRANGER} fingerprint={STRANGER} {broker}")
    assert (error.legs[-1].stage, error.failure.kind) == (Stage.CONNECT, FailureKind.REFUSED)
    assert "broker" in error.failure.text


@pytest.mark.parametrize(
    ("bridge", "message"),
    [("", "path.tor_missing"), ("other 127.0.0.1:1", "path.tor_transport")],
)
async def test_a_missing_program_is_named(
    network: TorNetwork, bridge: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not bridge:
        monkeypatch.setenv("PATH", "")
        monkeypatch.setattr(programs, "_SYSTEM", ())
    with pytest.raises(ConfigError) as caught:
        async with opened(network, bridge):
            pass
    assert caught.value.message_id == message


@pytest.mark.timeout(240)
async def test_many_lines_are_asked_together_and_each_gets_its_own_answer(network: TorNetwork) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    kind, cert = TorKind(*network.options), line(network, "obfs4").partition("cert=")[2]
    async with serving(silent) as mute:
        off = [f"127.0.0.1:{free_port()} {number:040X}" for number in range(90)]
        off += [f"obfs4 127.0.0.1:{free_port()} {number:040X} cert={cert}" for number in range(100, 105)]
        lines = [*off, network.bridge, f"127.0.0.1:{mute} {'B' * 40}"]
        ways = [spec(each) for each in lines]
        ground = Ground(dialer=TcpDialer(), resolver=Table({}), trust=TRUST, shared=Shared(ways))
        ended: Counter[tuple[Stage | None, FailureKind] | None] = Counter()
        for way in ways:
            try:
                await (await kind.open(way, ground)).aclose()
            except DialError as error:
                ended[error.legs[-1].stage, error.failure.kind] += 1
            else:
                ended[None] += 1
    off_kinds = {FailureKind.REFUSED: 90, FailureKind.PROXY_ERROR: 5, FailureKind.TIMEOUT: 1}
    assert ended == {(Stage.CONNECT, failure): count for failure, count in off_kinds.items()} | {None: 1}

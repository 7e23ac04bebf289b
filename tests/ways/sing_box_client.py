"""The client's side of tests against real sing-box servers: its ground, its words, and how a stream fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import trustme

from tests.core.net.resolvers import Table
from tests.ways.programs import Place
from tests.ways.sing_box_servers import papers
from waythrough.model.failure import FailureKind
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Stream, StreamError
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import Ground, OpenPath
from waythrough.paths.registry import open_path
from waythrough.paths.shared import Shared

NAME: Final = "way.test"
PATIENCE: Final = Patience(hard=20)
SHORT: Final = Patience(hard=0.5)
HELLO: Final = b"\x16\x03\x01 not a whole hello"


class Yard:
    """A place for servers, who trusts them, and the ground that ways are opened on."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        roots = folder / "ca.pem"
        authority.cert_pem.write_to_path(roots)
        pem = authority.issue_cert(NAME).private_key_and_cert_chain_pem.bytes()
        self.trust = Trust(roots=str(roots))
        self.place = Place(folder=folder, papers=papers(folder, pem))
        self.names = Table({NAME: ("127.0.0.1",)})

    def ground(self, *ways: PathSpec, trust: Trust | None = None) -> Ground:
        """A line on which these ways may be opened."""
        return Ground(
            dialer=TcpDialer(),
            resolver=self.names,
            trust=trust or self.trust,
            datagrams=UdpDialer(),
            patience=PATIENCE,
            shared=Shared(ways),
        )


@asynccontextmanager
async def opened(spec: PathSpec, on: Ground) -> AsyncIterator[OpenPath]:
    path = await open_path(spec, on)
    try:
        yield path
    finally:
        await path.aclose()


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1000):
        writer.write(b"heard " + data)


async def said(stream: Stream, words: bytes = HELLO) -> bytes:
    """What comes back for a few words."""
    await stream.send(words)
    heard = b""
    while len(heard) < len(words) + 6 and (data := await stream.recv()):
        heard += data
    return heard


async def failed(
    path: OpenPath, host: str, port: int, patience: Patience = PATIENCE
) -> tuple[Stage, FailureKind]:
    """How a stream ends that cannot carry anything: the stage of the way and the kind of failure."""
    try:
        stream = await path.dialer.dial(host, port, patience)
    except DialError as error:
        leg = error.legs[-1]
    else:
        try:
            async with asyncio.timeout(patience.hard):
                await stream.send(HELLO)
                while await stream.recv():
                    pass
        except (StreamError, TimeoutError):
            pass
        stream.abort()
        assert stream.facts.own is not None, "nobody is blamed"
        leg = stream.facts.own
    assert leg.stage is not None
    assert leg.failure is not None
    assert NAME not in leg.failure.text
    return leg.stage, leg.failure.kind


def with_fields(spec: PathSpec, **changes: FieldValue) -> PathSpec:
    return PathSpec(id=spec.id, kind=spec.kind, fields={**spec.fields, **changes}, via=spec.via)

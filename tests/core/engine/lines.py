"""Servers of the town for tests of speed and volume: keep the connection, slow down or stop by name or volume."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from tests.core.engine.town import Authority, answer
from tests.core.net.faultserver import Behaviour, Peer, TlsPeer


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a server treats a connection.

    `size` of its page; `pace` in bytes a second for hellos with one of `slow_names` (any, when it is empty), 0 =
    as fast as it goes; it falls silent after `stop` bytes of pages or `stop_up` bytes of requests; requests longer
    than `most` bytes get 431.
    """

    size: int = 2_000
    pace: int = 0
    slow_names: Sequence[str] = ()
    stop: int = 0
    stop_up: int = 0
    most: int = 0


def serves(authority: Authority, manner: Manner) -> Behaviour:
    """A server that answers request after request on one connection."""

    async def behave(peer: Peer) -> None:
        hello = await peer.hello()
        named = not manner.slow_names or any(name.encode() in hello for name in manner.slow_names)
        tls = TlsPeer(peer, authority.good)
        tls._incoming.write(hello)
        await tls.handshake()
        up = down = 0
        while head := await tls.request():
            up += len(head)
            if manner.stop_up and up > manner.stop_up:
                break
            if manner.most and len(head) > manner.most:
                await tls.send(answer(b"", "431 Too Large"))
                break
            down = await _page(tls, manner, head, down, named)
            if manner.stop and down >= manner.stop:
                break
        await peer.hold()

    return behave


async def _page(tls: TlsPeer, manner: Manner, head: bytes, down: int, named: bool) -> int:
    whole = answer(b"x" * manner.size).replace(b"connection: close\r\n", b"")
    if head.startswith(b"HEAD"):
        whole = whole.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    for start in range(0, len(whole), 2_000):
        part = whole[start : start + 2_000]
        if manner.stop and down + len(part) > manner.stop:
            return manner.stop
        await tls.send(part)
        down += len(part)
        if manner.pace and named:
            await asyncio.sleep(len(part) / manner.pace)
    return down

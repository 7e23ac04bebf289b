"""A peer in OpenVPN's place that answers the reset as it is told to, over UDP or TCP, without root."""

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

from tests.core.net.proxy_answers import serving
from tests.core.wire.openvpn_keys_for_tests import server_guard
from waythrough.wire.openvpn import Opcode, body_of, head_of

Answer = Callable[[bytes, int], list[bytes]]
"""From a packet that came, and how many came before it, to what is said."""

SESSION = b"serverid"


def honest(wrap: str = "plain", *, silent_for: int = 0, session: bytes | None = None) -> Answer:
    """Answers resets as a server does, after having overlooked some."""

    def answer(data: bytes, before: int) -> list[bytes]:
        if before < silent_for or data[0] >> 3 not in (Opcode.RESET_CLIENT, Opcode.RESET_CLIENT_KEY):
            return []
        body = body_of(acks=(0,), to=session or data[1:9], number=0)
        head = head_of(Opcode.RESET_SERVER, SESSION)
        return [server_guard(wrap).wrap(head, struct.pack("!II", 1, 1_700_000_000), body)]

    return answer


def saying(*words: bytes) -> Answer:
    """Says the same to everything."""
    return lambda data, before: list(words)


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, answer: Answer) -> None:
        self.came: list[bytes] = []
        self._answer = answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        replies = self._answer(data, len(self.came))
        self.came.append(data)
        for reply in replies:
            self._transport.sendto(reply, addr)


@asynccontextmanager
async def udp_peer(answer: Answer) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Its port on 127.0.0.1 and the packets that came."""
    transport, peer = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Udp(answer), local_addr=("127.0.0.1", 0)
    )
    try:
        yield transport.get_extra_info("sockname")[1], peer.came
    finally:
        transport.close()


@asynccontextmanager
async def tcp_peer(answer: Answer | None, *, framed: bool = True) -> AsyncIterator[int]:
    """Its port on 127.0.0.1. None: it hangs up at the first packet."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        before = 0
        while head := await reader.read(2):
            data = await reader.readexactly(int.from_bytes(head, "big"))
            if answer is None:
                return
            for reply in answer(data, before):
                # in pieces: streams have no borders
                whole = len(reply).to_bytes(2, "big") + reply if framed else reply
                writer.write(whole[:1])
                await writer.drain()
                writer.write(whole[1:])
            before += 1

    async with serving(serve) as port:
        yield port

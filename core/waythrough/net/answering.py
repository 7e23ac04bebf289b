"""Whether what listens on a port of this computer speaks as a SOCKS5 or an HTTP proxy."""

import asyncio
import socket
from contextlib import suppress
from typing import Final, Literal

ProxyWord = Literal["socks5", "http"]

HOST: Final = "127.0.0.1"
_SECONDS: Final = 3.0
# Neither leads to a connection elsewhere: a greeting, and a request for the proxy's own page.
_WORDS: Final = {
    "socks5": (b"\x05\x02\x00\x02", (b"\x05",)),
    "http": (b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", (b"HTTP/",)),
}


async def is_taken(port: int) -> bool:
    """Whether something listens there already."""
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(_SECONDS):
            _, writer = await asyncio.open_connection(HOST, port)
        writer.transport.abort()
        return True
    return False


async def speaks(port: int, proxy: ProxyWord) -> bool:
    """Whether the answer to the first word is one of that protocol; a closed port does not speak."""
    word, answers = _WORDS[proxy]
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(_SECONDS):
            reader, writer = await asyncio.open_connection(HOST, port)
            try:
                writer.write(word)
                return (await reader.read(64)).startswith(answers)
            finally:
                writer.transport.abort()
    return False


def free_port() -> int:
    """A port of loopback that nobody uses at this moment."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])

"""Asks a proxy that failed us once more with an independent client: the one module that imports PySocks."""

import asyncio
import socket
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

import socks

from waythrough.model.secret import Secret
from waythrough.net.classify import scrub
from waythrough.net.threads import ThreadPool
from waythrough.wire.socks import literal_address

KINDS: Final = {
    "socks4": socks.SOCKS4,
    "socks4a": socks.SOCKS4,
    "socks5": socks.SOCKS5,
    "http": socks.HTTP,
}
"""Kinds of ways that PySocks speaks; not "https", it knows no TLS to the proxy."""

_STOP_WITHIN: Final = 1.0  # seconds for a thread whose socket was shut down


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondOpinion:
    """What the other client saw: `agreed` when it failed as well; `text` are its words."""

    agreed: bool
    text: str


async def second_opinion(
    kind: str,
    proxy_address: str,
    port: int,
    user: str | None,
    password: Secret | None,
    target_host: str,
    target_port: int,
    timeout: float,
) -> SecondOpinion:
    """Open one connection to the target through the proxy with PySocks and close it.

    Never to be asked after a refused log-in: repeating it may lock the user out.

    `kind` is "socks4", "socks4a", "socks5" or "http"; `proxy_address` an address literal; `timeout` seconds in
    all. Names are resolved by the proxy. Raises ValueError for another kind or a proxy given by name.
    """
    literal = literal_address(proxy_address)
    if kind not in KINDS or literal is None:
        raise ValueError("PySocks is asked about a plain proxy at an address only")
    sock = socks.socksocket(socket.AF_INET if literal.version == 4 else socket.AF_INET6)
    sock.settimeout(timeout)
    secret = password.reveal() if password is not None else None
    sock.set_proxy(KINDS[kind], proxy_address, port, rdns=True, username=user, password=secret)
    pool = ThreadPool("second-opinion", 1)
    try:
        async with asyncio.timeout(timeout):
            return await pool.run(partial(_connect, sock, target_host, target_port))
    except TimeoutError:
        return SecondOpinion(agreed=True, text="no answer in time")
    finally:
        await _stop(sock, pool)


def _connect(sock: socket.socket, host: str, port: int) -> SecondOpinion:
    try:
        sock.connect((host, port))
    except (OSError, ValueError) as error:  # ValueError: PySocks decodes whatever an HTTP proxy answers
        return SecondOpinion(agreed=True, text=scrub(f"{type(error).__name__}: {error}"))
    return SecondOpinion(agreed=False, text="connected")


async def _stop(sock: socket.socket, pool: ThreadPool) -> None:
    """Free the worker at once: a blocked call ends when its socket is shut down under it."""
    loop = asyncio.get_running_loop()
    end = loop.time() + _STOP_WITHIN
    while await pool.aclose(0.01) and loop.time() < end:
        with suppress(OSError):  # not connected yet, or not any more
            sock.shutdown(socket.SHUT_RDWR)
    sock.close()

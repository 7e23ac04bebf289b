"""Looks at handshakes byte by byte: how they end, with split hellos, many at once, and pages under other names."""

import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from .raw import PATIENCE_S, dial, front_page

HTTPS = 443


def end_of(address: str, name: str, roots: str, *, split: bool = False, port: int = HTTPS) -> str:
    """How a handshake ends: "valid", "other name", "untrusted", "reset", "eof", "silent", or the text that came.

    "silent N" tells that N bytes came before. `split` sends the hello in two segments that part the name.
    """
    context = ssl.create_default_context(cafile=roots)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_hostname=name)
    total = 0
    with dial(address, port) as wire:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            while True:
                try:
                    tls.do_handshake()
                except ssl.SSLWantReadError:
                    _send(wire, outgoing.read(), name if split else "")
                    split = False
                    data = wire.recv(16384)
                    if not data:
                        return "eof"
                    if not total and data[0] not in (20, 21, 22):
                        return data.decode("latin-1")
                    total += len(data)
                    incoming.write(data)
                else:
                    return "valid"
        except ssl.SSLCertVerificationError as error:
            return {10: "expired", 62: "other name"}.get(error.verify_code, "untrusted")
        except ssl.SSLError as error:
            return f"alert {error.reason}"
        except TimeoutError:
            return f"silent {total}" if total else "silent"
        except (ConnectionResetError, BrokenPipeError):
            return "reset"


def _send(wire: socket.socket, data: bytes, part_at: str) -> None:
    cut = data.find(part_at.encode()) + len(part_at) // 2 if part_at else 0
    for piece in (data[:cut], data[cut:]):
        if piece:
            wire.sendall(piece)
            time.sleep(0.02 if cut else 0)  # so that each piece is a segment of its own


def at_once(address: str, name: str, roots: str, count: int) -> int:
    """How many of so many handshakes, begun together and kept open, are finished."""
    context = ssl.create_default_context(cafile=roots)
    with ExitStack() as stack, ThreadPoolExecutor(count) as pool:

        def one() -> bool:
            try:
                wire = stack.enter_context(dial(address, HTTPS))
                stack.enter_context(context.wrap_socket(wire, server_hostname=name))
            except OSError:
                return False
            return True

        return sum(pool.map(lambda _: one(), range(count)))


def after_handshake(address: str, name: str, roots: str, patience: float = PATIENCE_S) -> int:
    """How many bytes of a page come after a whole handshake; -1 when the handshake itself does not end."""
    context = ssl.create_default_context(cafile=roots)
    total = 0
    with dial(address, HTTPS, patience) as raw:
        try:
            wire = context.wrap_socket(raw, server_hostname=name)
        except OSError:
            return -1
        with wire:
            try:
                for data in front_page(wire, name):
                    total += len(data)
            except OSError:
                return total
    return total

"""Looks at speed and volume with plain sockets, without the engine; every function runs inside the client."""

import ssl
import time

from .raw import dial, front_page

PATIENCE_S = 30.0
SILENCE_S = 1.0


def _open(address: str, name: str, roots: str, patience: float) -> ssl.SSLSocket:
    """TLS under a name that need not be the server's own: the chain is verified, the name is not."""
    context = ssl.create_default_context(cafile=roots)
    context.check_hostname = False
    return context.wrap_socket(dial(address, 443, patience), server_hostname=name)


def seconds(address: str, name: str, roots: str, *, patience: float = PATIENCE_S) -> float:
    """How long the server's front page takes to come whole under a name, connection included; at most `patience`."""
    begun = time.monotonic()
    with _open(address, name, roots, patience) as wire:
        try:
            for _ in front_page(wire, name):
                pass
        except TimeoutError:
            return patience
    return time.monotonic() - begun


def stops(address: str, name: str, roots: str) -> int:
    """How many bytes of the front page come before nothing more does; 0 when it comes whole."""
    total = 0
    with _open(address, name, roots, SILENCE_S) as wire:
        try:
            for data in front_page(wire, name):
                total += len(data)
        except TimeoutError:
            return total
    return 0


def answers(address: str, name: str, roots: str, *, padding: int = 0, most: int = 40) -> int:
    """How many short requests with so many bytes of padding are answered on one connection, at most `most`."""
    head = f"HEAD / HTTP/1.1\r\nHost: {name}\r\nX-Padding: {'a' * padding}\r\n\r\n".encode()
    with _open(address, name, roots, SILENCE_S) as wire:
        for count in range(most):
            try:
                wire.sendall(head)
                if not wire.recv(65536).startswith(b"HTTP/1.1 200"):
                    return count
            except OSError:
                return count
    return most

"""Looks at the lab with plain sockets, without the engine; every function runs inside the client."""

import http.client
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterator
from enum import StrEnum

from . import dns
from .spec import PROXY, PROXY_PORT

PATIENCE_S = (
    1.5  # what has not come after this many seconds counts as silence; the slowest clean answer takes 0.05
)
RACE_S = 0.4  # how long a DNS socket listens for further answers after the first
FREEZE_S = 0.8


class Saw(StrEnum):
    """What a socket came to."""

    OPEN = "open"
    VALID = "valid"
    SILENT = "silent"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    NO_ROUTE = "no_route"
    RESET = "reset"
    EXPIRED = "expired"
    UNTRUSTED = "untrusted"
    OTHER_NAME = "other_name"


def seen(attempt: Callable[[], Saw]) -> Saw:
    """Turn the errors of a socket into what was seen. Raises OSError for any other error."""
    try:
        return attempt()
    except ssl.SSLCertVerificationError as error:
        return {10: Saw.EXPIRED, 62: Saw.OTHER_NAME}.get(error.verify_code, Saw.UNTRUSTED)
    except TimeoutError:
        return Saw.SILENT
    except ConnectionRefusedError:
        return Saw.REFUSED
    except (ConnectionResetError, BrokenPipeError):
        return Saw.RESET
    except OSError as error:
        if error.errno in (101, 113):
            return Saw.NO_ROUTE if error.errno == 101 else Saw.UNREACHABLE
        raise


def dial(address: str, port: int, patience: float = PATIENCE_S) -> socket.socket:
    """A TCP connection. Raises OSError."""
    return socket.create_connection((address, port), timeout=patience)


def through_proxy(host: str, port: int, patience: float = PATIENCE_S) -> socket.socket:
    """A TCP connection through the escaping proxy, which resolves the name. Raises OSError."""
    stream = dial(PROXY, PROXY_PORT, patience + 5)
    try:
        stream.sendall(b"\x05\x01\x00")
        stream.recv(2)
        stream.sendall(b"\x05\x01\x00\x03" + bytes([len(host)]) + host.encode() + struct.pack("!H", port))
        code = stream.recv(10)[1]
        if code:
            raise ConnectionRefusedError if code == 5 else TimeoutError
        stream.settimeout(patience)
    except BaseException:
        stream.close()
        raise
    return stream


def connect(address: str, port: int, patience: float = PATIENCE_S) -> Saw:
    """Whether a TCP connection opens."""

    def attempt() -> Saw:
        with dial(address, port, patience):
            return Saw.OPEN

    return seen(attempt)


def handshake(address: str, name: str, roots: str, patience: float = PATIENCE_S) -> Saw:
    """How a verified TLS handshake for a name at an address ends."""

    def attempt() -> Saw:
        with dial(address, 443, patience) as raw, _trusting(roots).wrap_socket(raw, server_hostname=name):
            return Saw.VALID

    return seen(attempt)


def _trusting(roots: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=roots)


def _datagrams(resolver: str) -> socket.socket:
    return socket.socket(socket.AF_INET6 if ":" in resolver else socket.AF_INET, socket.SOCK_DGRAM)


def answers(resolver: str, name: str, *, patience: float = PATIENCE_S) -> list[tuple[str, ...]]:
    """The address sets of all answers to one query, in the order they came; a bare code as ("rcode 3",)."""
    found: list[tuple[str, ...]] = []
    with _datagrams(resolver) as wire:
        wire.connect((resolver, 53))
        wire.send(dns.query(name, 0x1234))
        end = time.monotonic() + patience
        while (left := end - time.monotonic()) > 0:
            wire.settimeout(left)
            try:
                got = dns.read(wire.recv(4096))
            except (TimeoutError, ConnectionRefusedError):
                break
            found.append((f"rcode {got.rcode}",) if got.rcode else got.addresses)
            end = min(end, time.monotonic() + RACE_S)
    return found


def doh(address: str, server: str, name: str, roots: str) -> tuple[str, ...] | Saw:
    """The addresses that a DoH resolver gives, or what came of the connection."""
    found: tuple[str, ...] = ()

    def attempt() -> Saw:
        nonlocal found
        with dial(address, 443) as raw, _trusting(roots).wrap_socket(raw, server_hostname=server) as wire:
            query = dns.query(name, 0)
            head = f"POST /dns-query HTTP/1.1\r\nHost: {server}\r\nContent-Length: {len(query)}\r\n\r\n"
            wire.sendall(head.encode() + query)
            response = http.client.HTTPResponse(wire)
            response.begin()
            found = dns.read(response.read()).addresses
            return Saw.VALID

    outcome = seen(attempt)
    return found if outcome is Saw.VALID else outcome


def get(
    url_host: str, path: str = "/", *, address: str = "", roots: str = "", patience: float = PATIENCE_S
) -> tuple[int, bytes] | Saw:
    """Status and body, or what was seen: over TLS with `roots`, through the proxy without `address`."""
    page = (0, b"")

    def attempt() -> Saw:
        nonlocal page
        port = 443 if roots else 80
        with dial(address, port, patience) if address else through_proxy(url_host, port, patience) as raw:
            wire = _trusting(roots).wrap_socket(raw, server_hostname=url_host) if roots else raw
            with wire:
                wire.sendall(_request(url_host, path))
                response = http.client.HTTPResponse(wire)
                response.begin()
                page = (response.status, response.read())
                return Saw.VALID

    outcome = seen(attempt)
    return page if outcome is Saw.VALID else outcome


def status(page: tuple[int, bytes] | Saw) -> int | Saw:
    """The status of what `get` returned, or what was seen instead."""
    return page if isinstance(page, Saw) else page[0]


def front_page(wire: socket.socket, name: str) -> Iterator[bytes]:
    """Ask for the front page of a name; what comes, piece by piece, until the server ends. Raises OSError."""
    wire.sendall(_request(name, "/"))
    while data := wire.recv(65536):
        yield data


def _request(host: str, path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()


def bytes_before_silence(address: str, name: str, roots: str) -> int:
    """How many bytes of a large page come through TLS before nothing more does (0 when it comes whole)."""
    total = 0
    with dial(address, 443, FREEZE_S) as raw, _trusting(roots).wrap_socket(raw, server_hostname=name) as wire:
        try:
            for data in front_page(wire, name):
                total += len(data)
        except TimeoutError:
            return total
    return 0


def flood(resolver: str, name: str, count: int) -> set[int]:
    """Which of many queries, sent at once, are answered."""
    found: set[int] = set()
    with _datagrams(resolver) as wire:
        wire.connect((resolver, 53))
        for number in range(count):
            wire.send(dns.query(name, number))
        wire.settimeout(PATIENCE_S)
        try:
            while len(found) < count:
                found.add(dns.read(wire.recv(4096)).id)
        except TimeoutError:
            return found
    return found


def reach_resolver(resolver: str) -> Saw:
    """Send one datagram. Raises OSError when there is no route."""
    with _datagrams(resolver) as wire:
        wire.sendto(dns.query("www.home.example", 1), (resolver, 53))
    return Saw.OPEN

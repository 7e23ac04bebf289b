"""A plain client of sockets, ssl and PySocks: proves what the practice network does without Waythrough's engine."""

import socket
import ssl
from contextlib import ExitStack
from typing import Protocol
from urllib.parse import unquote, urlsplit

import dns.exception
import dns.message
import dns.query
import dns.rcode
import socks

from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import FlowKind, Target
from waythrough.practice import certificates
from waythrough.practice.network import PracticeNetwork

PATIENT = 20.0
SHORT = 0.4
"""Seconds after which a silent peer counts as silent; only asked where silence is what is due."""

KINDS = {"socks5h": socks.SOCKS5, "socks4a": socks.SOCKS4, "http": socks.HTTP}
CERTIFICATE = {10: "expired", 18: "untrusted", 19: "untrusted", 20: "untrusted", 62: "other name"}


class Pipe(Protocol):
    """What TLS needs of a socket, or of another TLS session."""

    def sendall(self, data: bytes, /) -> None: ...
    def recv(self, size: int, /) -> bytes: ...
    def close(self) -> None: ...


class BrokenError(Exception):
    """How a check ended early, in a few words."""


class Tls:
    """A verified TLS session over any pipe, so that it also runs inside the session of an HTTPS proxy."""

    def __init__(self, pipe: Pipe, name: str, context: ssl.SSLContext) -> None:
        self._pipe = pipe
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._object = context.wrap_bio(self._in, self._out, server_hostname=name)
        while True:
            try:
                self._object.do_handshake()
                break
            except ssl.SSLWantReadError:
                self._turn()
        self._flush()

    def sendall(self, data: bytes, /) -> None:
        self._object.write(data)
        self._flush()

    def recv(self, size: int, /) -> bytes:
        while True:
            try:
                return self._object.read(size)
            except ssl.SSLWantReadError:
                self._turn()
            except ssl.SSLZeroReturnError:
                return b""

    def close(self) -> None:
        self._pipe.close()

    def _turn(self) -> None:
        self._flush()
        data = self._pipe.recv(65_536)
        if data:
            self._in.write(data)
        else:
            self._in.write_eof()

    def _flush(self) -> None:
        if data := self._out.read():
            self._pipe.sendall(data)


def context(roots: str = "") -> ssl.SSLContext:
    """A verifying client context that trusts the practice root only, or other roots."""
    return ssl.create_default_context(cafile=roots or certificates.root_file())


def check(net: PracticeNetwork, target: Target, way: str = DIRECT_ID, patience: float = PATIENT) -> str:
    """What a plain client sees of a target over a way, in a few words ("200 right page", "tls reset", ...)."""
    try:
        if target.flow is FlowKind.WEB:
            return fetch(net, target.url, way, patience, target.rule.text)
        with ExitStack() as stack:
            pipe = dial(net, target.host, target.port, way, patience)
            stack.callback(pipe.close)
            pipe = tls(pipe, target.host) if target.tls else pipe
            answer = talk(pipe, target.send)
    except BrokenError as broken:
        return str(broken)
    return "answers" if answer.startswith(target.expect) else f"says {answer[:20]!r}"


def fetch(
    net: PracticeNetwork,
    url: str,
    way: str = DIRECT_ID,
    patience: float = PATIENT,
    text: tuple[str, ...] = (),
    hops: int = 4,
) -> str:
    """Get a page, following redirects; raises BrokenError."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    assert parts.port is not None
    with ExitStack() as stack:
        pipe = dial(net, parts.hostname, parts.port, way, patience)
        stack.callback(pipe.close)
        if parts.scheme == "https":
            pipe = tls(pipe, parts.hostname)
        answer = request(pipe, parts.netloc, parts.path or "/")
    head, _, body = answer.partition(b"\r\n\r\n")
    fields = head.decode("latin-1").split("\r\n")
    status = int(fields[0].split(" ")[1])
    headers = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in fields[1:]}
    if status in {301, 302} and hops:
        return fetch(net, headers["location"], way, patience, text, hops - 1)
    assert int(headers["content-length"]) == len(body)
    right = " right page" if text and all(part in body.decode() for part in text) else ""
    marks = " challenge" if headers.get("cf-mitigated") == "challenge" else ""
    notice = " notice" if b"PRACTICE-NOTICE" in body else ""
    portal = " portal" if b"Guest network" in body else ""
    return f"{status}{right}{marks}{notice}{portal}"


def request(pipe: Pipe, host: str, path: str = "/") -> bytes:
    """One HTTP exchange: all bytes of the answer. Raises BrokenError."""
    agent = "practice self-check " + "x" * 60
    head = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {agent}\r\nConnection: close\r\n\r\n"
    return talk(pipe, head.encode())


def talk(pipe: Pipe, data: bytes) -> bytes:
    """Say something and take everything until the end, or the first answer of a peer that keeps talking."""
    answer = b""
    try:
        pipe.sendall(data)
        while piece := pipe.recv(65_536):
            answer += piece
    except ConnectionError as error:
        raise BrokenError("data reset") from error
    except TimeoutError as error:
        if not answer:
            raise BrokenError("data silent") from error
    except ssl.SSLEOFError as error:
        raise BrokenError("data cut") from error
    return answer


def tls(pipe: Pipe, name: str, roots: str = "") -> Tls:
    """Open TLS for a name. Raises BrokenError."""
    try:
        return Tls(pipe, name, context(roots))
    except ssl.SSLCertVerificationError as error:
        raise BrokenError(f"certificate {CERTIFICATE[error.verify_code]}") from error
    except ssl.SSLEOFError as error:
        raise BrokenError("tls cut") from error
    except ConnectionError as error:
        raise BrokenError("tls reset") from error
    except TimeoutError as error:
        raise BrokenError("tls silent") from error


def dial(net: PracticeNetwork, host: str, port: int, way: str, patience: float) -> Pipe:
    """A connection to a host over a way, its name resolved by the line's resolver or by the proxy."""
    if way == DIRECT_ID:
        return connect(resolve(net.profile.resolvers[0], host), port, patience)
    link = urlsplit(net.links[way])
    assert link.hostname is not None
    if link.scheme == "https":
        return _through_https(net, (link.hostname, link.port or 0), (host, port), patience)
    sock = socks.socksocket()
    sock.settimeout(patience)
    user, password = unquote(link.username or ""), unquote(link.password or "")
    sock.set_proxy(KINDS[link.scheme], link.hostname, link.port, True, user or None, password or None)
    try:
        sock.connect((host, port))
    except socks.ProxyError as error:
        sock.close()
        cause = error.socket_err
        raise BrokenError(f"proxy: {type(cause).__name__ if cause else ''} {error.msg}") from error
    pipe: Pipe = sock
    return pipe


def connect(address: str, port: int, patience: float = PATIENT) -> socket.socket:
    """A TCP connection. Raises BrokenError."""
    try:
        return socket.create_connection((address, port), timeout=patience)
    except ConnectionRefusedError as error:
        raise BrokenError(f"refused by {address}") from error
    except TimeoutError as error:
        raise BrokenError("connect silent") from error


def resolve(resolver: str, name: str) -> str:
    """The IPv4 address that a UDP resolver answers. Raises BrokenError."""
    address, _, port = resolver.rpartition(":")
    query = dns.message.make_query(name, "A")
    reply = dns.query.udp(query, address, timeout=PATIENT, port=int(port))
    if reply.rcode() != dns.rcode.NOERROR:
        raise BrokenError(dns.rcode.to_text(reply.rcode()).lower())
    return str(reply.answer[0][0])


def _through_https(
    net: PracticeNetwork, proxy: tuple[str, int], target: tuple[str, int], patience: float
) -> Pipe:
    outer = connect(resolve(net.profile.resolvers[0], proxy[0]), proxy[1], patience)
    session = tls(outer, proxy[0])
    place = f"{target[0]}:{target[1]}"
    session.sendall(f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n\r\n".encode())
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += session.recv(1)
    status = answer.split(b" ")[1].decode()
    if status != "200":
        session.close()
        raise BrokenError(f"proxy:  {status}")
    return session

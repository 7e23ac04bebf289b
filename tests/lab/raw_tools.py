"""Looks at the lab with tools that everybody knows: curl, DNS messages with all their records, QUIC."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rdatatype
from aioquic.asyncio.client import connect
from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import ConnectionTerminated, HandshakeCompleted, QuicEvent

if TYPE_CHECKING:
    from .world import Lab

CURL_S = 8.0
DNS_S = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Curled:
    """What curl came to: its exit code (0: an answer came), the last status, the head and the body."""

    code: int
    status: int = 0
    connect_status: int = 0
    head: str = ""
    body: str = ""


def curl(lab: "Lab", url: str, *options: str, patience: float = CURL_S) -> Curled:
    """A page by curl inside the client; it trusts the lab's public root unless `--cacert` is among the options.

    Useful: "--proxy", "socks5h://..."; "--resolve", "name:443:address"; "-4", "-6", "--http2", "-d", "text".
    Exit codes: 6 no address, 7 refused, 28 too slow, 35 TLS broken, 52 empty, 56 reset, 60 certificate, 97 proxy.
    """
    form = "\n%{http_code} %{http_connect}"
    roots = () if "--cacert" in options else ("--cacert", lab.papers.root)
    command = ["curl", "-s", "-i", "-m", str(patience), "-w", form, *roots, *options, url]
    done = lab.run_in_client(command, timeout=patience + 10)
    text, _, numbers = done.stdout.rpartition("\n")
    status, connected = (int(word) for word in (numbers or "0 0").split())
    answers = [part for part in text.replace("\r\n", "\n").split("\n\n") if part]
    heads = [part for part in answers if part.startswith("HTTP/")]
    rest = [part for part in answers if not part.startswith("HTTP/")]
    return Curled(
        code=done.returncode,
        status=status,
        connect_status=connected,
        head=heads[-1] if heads else "",
        body="\n\n".join(rest),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a resolver told: its code, records as text by kind ("A", "AAAA", "CNAME", "HTTPS"), EDE codes."""

    rcode: int
    records: tuple[tuple[str, str], ...] = ()
    errors: tuple[int, ...] = ()

    def of(self, kind: str) -> tuple[str, ...]:
        """The records of one kind."""
        return tuple(text for each, text in self.records if each == kind)


def ask(
    resolver: str, name: str, kind: str = "A", *, tcp: bool = False, unchecked: bool = False
) -> Told | None:
    """One question with EDNS to a resolver on port 53; None when no answer comes. `unchecked` sets CD=1."""
    query = dns.message.make_query(name, kind, use_edns=0)
    if unchecked:
        query.flags |= dns.flags.CD
    try:
        answer = (dns.query.tcp if tcp else dns.query.udp)(query, resolver, timeout=DNS_S)
    except (dns.exception.Timeout, OSError, EOFError):
        return None
    records = tuple(
        (dns.rdatatype.to_text(each.rdtype), data.to_text().rstrip(".").replace(" . ", " "))
        for each in answer.answer
        for data in each
    )
    errors = tuple(int(each.code) for each in answer.options if isinstance(each, dns.edns.EDEOption))
    return Told(rcode=answer.rcode(), records=records, errors=errors)


class _Look(QuicConnectionProtocol):
    """A connection that only notes how its handshake ended."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self.end: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def quic_event_received(self, event: QuicEvent) -> None:
        if isinstance(event, HandshakeCompleted | ConnectionTerminated) and not self.end.done():
            self.end.set_result("valid" if isinstance(event, HandshakeCompleted) else event.reason_phrase)


def quic(address: str, name: str, roots: str, patience: float = 2.0) -> str:
    """How a QUIC handshake for a name at an address ends: "valid", "silent" or the reason of its end."""

    async def attempt() -> str:
        configuration = QuicConfiguration(alpn_protocols=["h3"], server_name=name)
        configuration.load_verify_locations(cafile=roots)
        look = connect(address, 443, configuration=configuration, create_protocol=_Look, wait_connected=False)
        async with look as protocol:
            assert isinstance(protocol, _Look)
            protocol.transmit()
            try:
                async with asyncio.timeout(patience):
                    return await protocol.end
            except TimeoutError:
                return "silent"

    return asyncio.run(attempt())

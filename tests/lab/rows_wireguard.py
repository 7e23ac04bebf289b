"""WireGuard on the line: what is dropped of it, and what only looks like that; the server is wireguard-go."""

from dataclasses import replace
from types import MappingProxyType

from tests.ways.wireguard_ways import key_pair
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.model.verdict import Label, Locus, Stage

from . import raw, raw_tunnels
from .censor import COMMON, ESCAPES, RESOLVES, plain
from .packets import UDP
from .quic_world import H3_AT, H3_NAME, QUIET, WITH_H3, look, quick
from .rows_path import AT_MINE, MINE, rows
from .rows_tunnels import with_tunnels
from .rules import Drop, Match, Rule
from .scenario import OwnWay, Raw, Scenario, Truth
from .standard import PUBLIC_RESOLVERS, TARGET
from .tunnel_spec import Tunnel, TunnelKind

PORT = 51820
FAR, NEAR = "10.8.0.1", "10.8.0.2"
ASKED = PUBLIC_RESOLVERS[1]  # by the stock client, through the tunnel
(PRIVATE, PUBLIC), (PEER, PEER_PUBLIC), (STRANGER, STRANGER_PUBLIC) = key_pair(), key_pair(), key_pair()
SERVER = Tunnel(
    kind=TunnelKind.WIREGUARD,
    address=MINE,
    port=PORT,
    udp=True,
    files={
        "server.conf": f"[Interface]\nPrivateKey = {PRIVATE}\nListenPort = {PORT}\n"
        f"[Peer]\nPublicKey = {PEER_PUBLIC}\nAllowedIPs = {NEAR}/32\n"
    },
    inside=(f"{FAR}/24",),
)
SILENT = Truth(works=False, label=Label.PATH_FAILURE, stage=Stage.HANDSHAKE)


def way(**changes: FieldValue) -> OwnWay:
    """The client's settings."""
    fields: dict[str, FieldValue] = {
        "host": MINE,
        "port": PORT,
        "private_key": Secret(PEER),
        "address": f"{NEAR}/32",
        "public_key": PUBLIC,
        "dns": PUBLIC_RESOLVERS[0],
        **changes,
    }
    return OwnWay(name="mine", link=PathSpec(id="mine", kind="wireguard", fields=MappingProxyType(fields)))


def stock(private: str = PEER, public: str = PUBLIC) -> str:
    """The same settings for the client that other people wrote."""
    return (
        f"[Interface]\nPrivateKey = {private}\n"
        f"[Peer]\nPublicKey = {public}\nEndpoint = {MINE}:{PORT}\nAllowedIPs = {ASKED}/32\n"
    )


def proofs(handshake: bool, through: bool, config: str = "") -> tuple[Raw, ...]:
    """What wireguard-go in the client's place comes to."""
    probe = plain(raw_tunnels.wireguard, config or stock(), NEAR, ASKED)
    return (
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(what="handshake, question", probe=probe, expect=(handshake, through)),
    )


def _type(number: int, size: int = 0) -> Match:
    """A message of this type, and of this length in bytes unless 0."""
    begins = bytes([number, 0, 0, 0])
    return Match(dst=AT_MINE, protocol=UDP, signature=((0, begins),), size_from=size, size_to=size)


OPEN = Scenario(
    id="wireguard_open",
    title="WireGuard on a line that nobody touches",
    cause=Label.OK,
    honest=True,
    internet=with_tunnels(SERVER),
    ways=(way(),),
    platforms=rows(Truth(works=True, label=Label.OK)),
    raw=proofs(True, True),
)

DATA_DROPPED = Scenario(
    id="wireguard_data_dropped",
    title="The greeting of WireGuard passes, and what follows is dropped",
    rows=("PATH-10",),
    cause=Label.PROTOCOL_BLOCKING,
    internet=with_tunnels(SERVER),
    rules=(Rule(name="data", match=_type(4), action=Drop()),),
    acts=("data",),
    ways=(way(),),
    platforms=rows(
        Truth(works=False, label=Label.PROTOCOL_BLOCKING, locus=Locus.PATH_ENTRY, stage=Stage.DATA)
    ),
    raw=proofs(True, False),
)

GREETING_DROPPED = Scenario(
    id="wireguard_greeting_dropped",
    title="Flows of UDP that begin as WireGuard does are dropped; behind meaningless packets it passes",
    cause=Label.PROTOCOL_BLOCKING,
    internet=with_tunnels(SERVER),
    rules=(
        Rule(
            name="greeting",
            match=Match(
                dst=AT_MINE,
                protocol=UDP,
                signature=((0, b"\x01\0\0\0"),),
                size_from=148,
                size_to=148,
                first_datagram=True,
            ),
            action=Drop(),
        ),
    ),
    acts=("greeting",),
    ways=(way(),),
    platforms=rows(
        Truth(works=True, label=Label.PROTOCOL_BLOCKING, locus=Locus.PATH_ENTRY, qualifier="junk")
    ),
    raw=proofs(False, False),
)

STRANGE_KEY = Scenario(
    id="wireguard_strange_key",
    title="The server does not know the client's key, and says nothing",
    rows=("PATH-11",),
    cause=Label.PATH_FAILURE,
    honest=True,
    internet=with_tunnels(SERVER),
    ways=(way(private_key=Secret(STRANGER)),),
    platforms=rows(SILENT),
    raw=proofs(False, False, stock(private=STRANGER)),
)

WRONG_SERVER_KEY = Scenario(
    id="wireguard_wrong_server_key",
    title="The settings name another server's key",
    rows=("PATH-11",),
    cause=Label.PATH_FAILURE,
    honest=True,
    internet=with_tunnels(SERVER),
    ways=(way(public_key=STRANGER_PUBLIC),),
    platforms=rows(SILENT),
    raw=proofs(False, False, stock(public=STRANGER_PUBLIC)),
)

OTHER_DISGUISE = Scenario(
    id="amneziawg_other_disguise",
    title="The client disguises its greeting in a manner that the server does not know",
    rows=("PATH-35",),
    twin="wireguard_strange_key",
    cause=Label.PATH_FAILURE,
    honest=True,
    internet=with_tunnels(SERVER),
    ways=(
        way(
            amnezia="Jc = 4\nJmin = 40\nJmax = 70\nS1 = 20\nS2 = 30\n"
            "H1 = 1000001\nH2 = 1000002\nH3 = 1000003\nH4 = 1000004"
        ),
    ),
    platforms=rows(SILENT),
    raw=proofs(True, True),
)

UDP_SHUT = Scenario(
    id="udp_shut",
    title="No UDP leaves the network, which answers names itself",
    cause=Label.UNTARGETED_BLOCKING,
    internet=replace(quick(), tunnels=(SERVER,)),
    rules=(Rule(name="udp", match=Match(dst=("203.0.113.0/24",), protocol=UDP), action=Drop()),),
    acts=("udp",),
    ways=(way(),),
    offer=WITH_H3,
    platforms=rows(
        Truth(
            works=False,
            label=Label.UNTARGETED_BLOCKING,
            qualifier="udp",
            stage=Stage.HANDSHAKE,
        )
    ),
    notes=(Label.UNTARGETED_BLOCKING,),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(what="a public name server", probe=plain(raw.answers, PUBLIC_RESOLVERS[0], TARGET), expect=[]),
        Raw(what="QUIC", probe=look(H3_NAME, H3_AT), expect=QUIET),
        Raw(
            what="handshake, question",
            probe=plain(raw_tunnels.wireguard, stock(), NEAR, ASKED),
            expect=(False, False),
        ),
    ),
)

SCENARIOS = (OPEN, DATA_DROPPED, GREETING_DROPPED, STRANGE_KEY, WRONG_SERVER_KEY, OTHER_DISGUISE, UDP_SHUT)

"""Tunnels whose manner of speaking is held back on the line: Shadowsocks and OpenVPN, by their own servers."""

from dataclasses import replace
from types import MappingProxyType

import trustme

from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.model.verdict import Label, Locus, Stage

from . import raw, raw_tunnels
from .censor import COMMON, ESCAPES, RESOLVES, plain
from .packets import TCP, UDP
from .raw import Saw
from .rows_path import AT_MINE, FAILS, MINE, URL, rows
from .rules import Drop, Match, Residual, Rule
from .scenario import OwnWay, Raw, Scenario, Truth
from .spec import Internet
from .standard import PUBLIC_RESOLVERS, internet
from .tunnel_spec import Tunnel, TunnelKind
from .world import Lab

SS_PORT, VPN_PORT = 8388, 1194
METHOD, PASSWORD = "aes-256-gcm", "s3cret-word"
RESET_V2 = b"\x38"  # P_CONTROL_HARD_RESET_CLIENT_V2, key 0
HELD_BACK = Truth(works=False, label=Label.PROTOCOL_BLOCKING, locus=Locus.PATH_ENTRY, stage=Stage.HANDSHAKE)


def with_tunnels(*tunnels: Tunnel) -> Internet:
    """The standard internet with servers of tunnels."""
    return replace(internet(), tunnels=tunnels)


def own_way(kind: str, **fields: FieldValue) -> OwnWay:
    """A tunnel as a way, by its fields."""
    return OwnWay(name="mine", link=PathSpec(id="mine", kind=kind, fields=MappingProxyType(fields)))


SS_SERVER = Tunnel(
    kind=TunnelKind.SHADOWSOCKS,
    address=MINE,
    port=SS_PORT,
    arguments=(
        *("-s", MINE, "-p", str(SS_PORT), "-m", METHOD, "-k", PASSWORD, "-t", "60"),
        *("-d", PUBLIC_RESOLVERS[0]),
    ),
)
SHADOWSOCKS = own_way("shadowsocks", host=MINE, port=SS_PORT, method=METHOD, password=Secret(PASSWORD))
CHANCE = Match(dst=AT_MINE, protocol=TCP, random=True)


def _page(lab: Lab) -> tuple[int, int, int]:
    return raw_tunnels.shadowsocks(lab, MINE, SS_PORT, METHOD, PASSWORD, URL)


_SS_WORKS = Raw(what="a page through ss-local", probe=_page, expect=(0, 200, 0))
_SS_SILENT = Raw(what="no page through ss-local", probe=_page, expect=(28, 0, 0))
_SS_OPEN = Raw(what="the server takes connections", probe=plain(raw.connect, MINE, SS_PORT), expect=Saw.OPEN)

WORKS = Scenario(
    id="tunnel_shadowsocks",
    title="A Shadowsocks server on a line that nobody touches",
    cause=Label.OK,
    honest=True,
    internet=with_tunnels(SS_SERVER),
    ways=(SHADOWSOCKS,),
    platforms=rows(Truth(works=True, label=Label.OK)),
    raw=(*COMMON, ESCAPES, RESOLVES, _SS_OPEN, _SS_WORKS),
)

LOOKS_LIKE_CHANCE = Scenario(
    id="tunnel_mere_chance",
    title="What looks like mere chance is dropped; first bytes that look like something known pass",
    rows=("PATH-20",),
    twin="tunnel_wrong_password",
    cause=Label.PROTOCOL_BLOCKING,
    internet=with_tunnels(SS_SERVER),
    rules=(Rule(name="chance", match=CHANCE, action=Drop()),),
    acts=("chance",),
    ways=(SHADOWSOCKS,),
    platforms=rows(HELD_BACK),
    raw=(*COMMON, ESCAPES, RESOLVES, _SS_OPEN, _SS_SILENT),
)

LINGERS = Scenario(
    id="tunnel_mere_chance_lingers",
    title="After bytes that look like mere chance the server takes nothing more for three minutes",
    rows=("PATH-20",),
    twin="tunnel_wrong_password",
    cause=Label.PROTOCOL_BLOCKING,
    internet=with_tunnels(SS_SERVER),
    rules=(Rule(name="chance", match=CHANCE, action=Drop(), residual=Residual(seconds=180.0)),),
    acts=("chance",),
    ways=(SHADOWSOCKS,),
    platforms=rows(HELD_BACK, alone=FAILS),
    raw=(*COMMON, ESCAPES, RESOLVES, _SS_OPEN, _SS_SILENT),
)

WRONG_PASSWORD = Scenario(
    id="tunnel_wrong_password",
    title="A Shadowsocks server keeps silent to a wrong password, over every line alike",
    cause=Label.PATH_FAILURE,
    honest=True,
    internet=with_tunnels(SS_SERVER),
    ways=(own_way("shadowsocks", host=MINE, port=SS_PORT, method=METHOD, password=Secret("another")),),
    platforms=rows(replace(FAILS, stage=Stage.HANDSHAKE)),
    raw=(*COMMON, ESCAPES, RESOLVES, _SS_OPEN, _SS_WORKS),
)

_CA = trustme.CA(key_type=trustme.KeyType.ECDSA)
_SERVER, _CLIENT = (
    _CA.issue_cert(name, common_name=name, key_type=trustme.KeyType.ECDSA)
    for name in ("vpn.example", "client.example")
)


def _text(*blobs: trustme.Blob) -> str:
    return "".join(blob.bytes().decode("ascii") for blob in blobs)


def vpn_server(proto: str) -> Tunnel:
    """A real server, plain."""
    return Tunnel(
        kind=TunnelKind.OPENVPN,
        address=MINE,
        port=VPN_PORT,
        udp=proto == "udp",
        files={"ca.pem": _text(_CA.cert_pem), "server.pem": _text(_SERVER.private_key_and_cert_chain_pem)},
        arguments=(
            *("--mode", "server", "--tls-server", "--dh", "none", "--dev", "ovl0", "--dev-type", "tun"),
            *("--ifconfig-noexec", "--route-noexec", "--local", MINE, "--port", str(VPN_PORT)),
            *("--proto", "udp4" if proto == "udp" else "tcp4-server"),
            *("--ca", "{folder}/ca.pem", "--cert", "{folder}/server.pem", "--key", "{folder}/server.pem"),
        ),
    )


def vpn_way(proto: str) -> OwnWay:
    """Its client's profile."""
    profile = (
        f"client\ndev tun\nremote {MINE} {VPN_PORT} {proto}\nremote-cert-tls server\n"
        f"<ca>\n{_text(_CA.cert_pem)}</ca>\n<cert>\n{_text(*_CLIENT.cert_chain_pems)}</cert>\n"
        f"<key>\n{_text(_CLIENT.private_key_pem)}</key>\n"
    )
    return own_way("openvpn", profile=Secret(profile))


def vpn_rows() -> tuple[Scenario, ...]:
    """The hard reset dropped at its place in the packet: behind the length over TCP, first over UDP."""
    over_tcp = Scenario(
        id="tunnel_openvpn_reset",
        title="The first packet of OpenVPN is dropped, over TCP",
        rows=("PATH-22",),
        cause=Label.PROTOCOL_BLOCKING,
        internet=with_tunnels(vpn_server("tcp")),
        rules=(
            Rule(
                name="reset",
                match=Match(protocol=TCP, port=VPN_PORT, signature=((2, RESET_V2),)),
                action=Drop(),
            ),
        ),
        acts=("reset",),
        ways=(vpn_way("tcp"),),
        platforms=rows(HELD_BACK, alone=replace(FAILS, stage=Stage.HANDSHAKE)),
        raw=(
            *COMMON,
            ESCAPES,
            RESOLVES,
            Raw(what="it takes connections", probe=plain(raw.connect, MINE, VPN_PORT), expect=Saw.OPEN),
            Raw(
                what="no answer to the reset",
                probe=plain(raw_tunnels.openvpn_over_tcp, MINE, VPN_PORT),
                expect=Saw.SILENT,
            ),
        ),
    )
    over_udp = Scenario(
        id="tunnel_openvpn_reset_udp",
        title="The first packet of OpenVPN is dropped, over UDP: silence like that of a server that is off",
        rows=("PATH-22",),
        cause=Label.PROTOCOL_BLOCKING,
        internet=with_tunnels(vpn_server("udp")),
        rules=(
            Rule(
                name="reset",
                match=Match(protocol=UDP, port=VPN_PORT, signature=((0, RESET_V2),)),
                action=Drop(),
            ),
        ),
        acts=("reset",),
        ways=(vpn_way("udp"),),
        platforms=rows(FAILS),
        raw=(
            *COMMON,
            ESCAPES,
            RESOLVES,
            Raw(
                what="no answer to the reset",
                probe=plain(raw_tunnels.openvpn_over_udp, MINE, VPN_PORT),
                expect=Saw.SILENT,
            ),
        ),
    )
    return over_tcp, over_udp


SCENARIOS = (WORKS, LOOKS_LIKE_CHANCE, LINGERS, WRONG_PASSWORD, *vpn_rows())

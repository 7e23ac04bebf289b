from ipaddress import ip_address, ip_network

import pytest

from waythrough.wire.wireguard.amnezia import BadSettingError
from waythrough.wire.wireguard.settings import (
    NO_PSK,
    Settings,
    parse_addresses,
    parse_dns,
    parse_key,
    parse_networks,
    parse_peers,
)

KEY = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
ZEROS = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
PEERS = f"""
# another office
[Peer]
PublicKey = {KEY}   # theirs
PresharedKey = {KEY}
AllowedIPs = 10.1.0.0/16
AllowedIPs = 10.2.0.0/16, fd01::/64
Endpoint = [2001:db8::1]:51820
PersistentKeepalive = 25

[peer]
publickey = {KEY}
allowedips = 10.3.0.0/16
endpoint = far.test:443
persistentkeepalive = off
"""


def test_a_key_is_32_bytes() -> None:
    assert parse_key(f" {KEY}\n", "public key") == b"\1" * 32
    assert parse_key(ZEROS, "preshared key") == NO_PSK


@pytest.mark.parametrize("text", ["", "AQEB", KEY[:-1], KEY.replace("A", "ä"), "*" * 44, ZEROS])
def test_what_is_no_key_is_refused_without_being_told(text: str) -> None:
    with pytest.raises(BadSettingError, match="public key") as caught:
        parse_key(text, "public key")
    assert not text or text not in caught.value.what + caught.value.todo


def test_addresses_come_with_or_without_their_network() -> None:
    assert parse_addresses("10.0.0.2/32, fd00::2/128 10.0.0.3") == (
        ip_address("10.0.0.2"),
        ip_address("fd00::2"),
        ip_address("10.0.0.3"),
    )
    for text in ("", "10.0.0", "host"):
        with pytest.raises(BadSettingError):
            parse_addresses(text)


def test_allowed_ips_are_everything_by_default() -> None:
    assert parse_networks("") == (ip_network("0.0.0.0/0"), ip_network("::/0"))
    assert parse_networks("10.0.0.5/8") == (ip_network("10.0.0.0/8"),)
    with pytest.raises(BadSettingError):
        parse_networks("10.0.0.0/40")


def test_search_domains_among_resolvers_are_passed_over() -> None:
    assert parse_dns("10.0.0.1, lan.test,fd00::1") == (ip_address("10.0.0.1"), ip_address("fd00::1"))
    assert parse_dns("") == ()
    for text in ("10.0.0.300", "fd00::xyz"):
        with pytest.raises(BadSettingError):
            parse_dns(text)


def test_further_peers_are_read_as_they_stand_in_a_file() -> None:
    one, two = parse_peers(PEERS)
    assert (one.host, one.port, one.keepalive) == ("2001:db8::1", 51820, 25)
    assert one.preshared_key == b"\1" * 32
    assert one.allowed_ips == tuple(map(ip_network, ("10.1.0.0/16", "10.2.0.0/16", "fd01::/64")))
    assert (two.host, two.port, two.keepalive, two.preshared_key) == ("far.test", 443, 0, NO_PSK)
    assert parse_peers("") == ()


@pytest.mark.parametrize(
    "text",
    [
        "PublicKey = x",
        "[Peer]\nwhat",
        "[Peer]\nColour = red",
        "[Peer]\nAllowedIPs = 10.0.0.0/8",
        f"[Peer]\nPublicKey = {KEY}",
        f"[Peer]\nPublicKey = {KEY}\nAllowedIPs = 10.0.0.0/8",
        f"[Peer]\nPublicKey = {KEY}\nAllowedIPs = 10.0.0.0/8\nEndpoint = far.test:0",
        f"[Peer]\nPublicKey = {KEY}\nAllowedIPs = 10.0.0.0/8\nEndpoint = far.test:1\nPersistentKeepalive = -1",
    ],
)
def test_peers_that_cannot_be_used_are_refused(text: str) -> None:
    with pytest.raises(BadSettingError) as caught:
        parse_peers(text)
    assert caught.value.todo


def test_keys_do_not_show() -> None:
    settings = Settings(private_key=b"secretsecret", addresses=(), peers=parse_peers(PEERS))
    assert "secret" not in repr(settings)
    assert "preshared" not in repr(settings)

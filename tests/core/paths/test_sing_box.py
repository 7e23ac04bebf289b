import pytest

from tests.core.paths.sing_box_ways import LEAST, way
from waythrough.model.path import FieldValue
from waythrough.model.secret import Secret
from waythrough.paths.base import Server
from waythrough.paths.registry import kind, servers, stream_server, unchecked
from waythrough.paths.sing_box import KINDS


def test_every_kind_has_its_least_fields_here() -> None:
    assert set(LEAST) == {each.id for each in KINDS}


def test_servers_are_told_with_their_transport() -> None:
    assert servers(way("vless")) == (Server(host="far.test", port=443),)
    assert servers(way("trojan", security="tls", transport="quic"))[0].udp
    assert servers(way("hysteria2"))[0].udp
    assert servers(way("singbox")) == (Server(host="raw.test", port=8443, udp=True),)
    assert servers(way("singbox", outbound=Secret("{}"))) == ()
    assert stream_server(way("tuic")) is None


@pytest.mark.parametrize(
    ("kind_id", "changes", "hides"),
    [
        ("vless", {}, False),
        ("vless", {"security": "tls"}, True),
        ("vless", {"security": "tls", "insecure": True}, False),
        ("vless", {"security": "reality", "insecure": True}, True),
        ("trojan", {}, False),
        ("trojan", {"security": "tls"}, True),
        ("vmess", {}, True),
        ("vmess", {"cipher": "none"}, False),
        ("vmess", {"cipher": "zero", "security": "tls"}, True),
        ("hysteria2", {}, True),
        ("hysteria2", {"insecure": True}, False),
        ("tuic", {}, True),
        ("anytls", {"insecure": True}, False),
        ("shadowtls", {}, True),
        ("singbox", {}, True),
        ("singbox", {"outbound": Secret("x")}, False),
    ],
)
def test_what_hides_the_traffic_from_the_provider(
    kind_id: str, changes: dict[str, FieldValue], hides: bool
) -> None:
    assert kind(kind_id).encrypts(way(kind_id, **changes)) is hides


@pytest.mark.parametrize(
    ("kind_id", "changes", "told"),
    [
        ("vless", {"security": "tls", "insecure": True}, True),
        ("vless", {"security": "tls"}, False),
        ("vless", {"insecure": True}, False),  # without TLS there is nothing to check: it does not encrypt
        ("vless", {"security": "reality", "insecure": True}, False),
        ("vmess", {"security": "tls", "insecure": True}, False),  # its own cipher hides all the same
        ("vmess", {"cipher": "none", "security": "tls", "insecure": True}, True),
        ("hysteria2", {"insecure": True}, True),
        ("anytls", {}, False),
    ],
)
def test_an_unchecked_certificate_is_something_else_than_no_encryption(
    kind_id: str, changes: dict[str, FieldValue], told: bool
) -> None:
    assert unchecked(way(kind_id, **changes)) is told

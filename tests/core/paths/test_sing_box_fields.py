import pytest

from tests.core.paths.sing_box_ways import LEAST, REALITY, WORD, way
from waythrough.model.path import FieldValue
from waythrough.model.secret import Secret
from waythrough.paths.base import ConfigError
from waythrough.paths.registry import check


@pytest.mark.parametrize("kind_id", LEAST)
def test_the_least_that_a_kind_needs_is_enough(kind_id: str) -> None:
    check(way(kind_id))


@pytest.mark.parametrize(
    ("kind_id", "changes"),
    [
        (
            "vless",
            {"security": "tls", "flow": "xtls-rprx-vision", "encryption": "none", "fingerprint": "chrome"},
        ),
        ("vless", {"security": "reality", "public_key": REALITY, "short_id": Secret("0123456789abcdef")}),
        ("vless", {"security": "reality", "public_key": REALITY, "transport": "grpc", "service_name": "x"}),
        ("vmess", {"transport": "ws", "path": "/x?ed=2048", "host_header": "front.test", "alter_id": 0}),
        ("trojan", {"security": "tls", "transport": "quic"}),
        ("hysteria2", {"ports": "20000-30000,40000", "obfs": "salamander", "obfs_password": WORD}),
        ("tuic", {"congestion": "bbr", "alpn": "h3", "password": WORD}),
        ("shadowtls", {"version": 3, "sni": "front.test"}),
    ],
)
def test_what_goes_together_is_taken(kind_id: str, changes: dict[str, FieldValue]) -> None:
    check(way(kind_id, **changes))


@pytest.mark.parametrize(
    ("kind_id", "changes", "words"),
    [
        ("vless", {"encryption": "mlkem768x25519plus.native"}, "Xray"),
        ("vless", {"flow": "xtls-rprx-vision"}, "needs TLS"),
        ("vless", {"flow": "xtls-rprx-vision", "security": "tls", "transport": "ws"}, "transport tcp"),
        ("vless", {"security": "reality"}, "public key of REALITY is missing"),
        ("vless", {"security": "reality", "public_key": "short"}, "REALITY cannot be used"),
        ("vless", {"security": "reality", "public_key": "a"}, "REALITY cannot be used"),
        ("vless", {"security": "reality", "public_key": REALITY, "short_id": Secret("abc")}, "short ID"),
        ("vless", {"security": "reality", "public_key": REALITY, "transport": "quic"}, "over QUIC"),
        ("trojan", {"transport": "quic"}, "needs TLS"),
        ("vmess", {"transport": "grpc"}, "without TLS"),
        ("vmess", {"transport": "grpc", "security": "tls"}, "service name"),
        ("vmess", {"cipher": "rot13"}, "use one of"),
        ("hysteria2", {"ports": "30000-70000"}, "port ranges"),
        ("hysteria2", {"ports": "a-b"}, "port ranges"),
        ("hysteria2", {"obfs": "salamander"}, "obfuscation password is missing"),
        ("hysteria2", {"pin_sha256": "ab:cd"}, "fingerprint"),
        ("tuic", {"uuid": Secret("otto")}, "no UUID"),
        ("shadowtls", {"password": ""}, "password of ShadowTLS"),
        ("singbox", {"outbound": Secret("{}")}, "its type is none of"),
    ],
)
def test_what_does_not_go_together_is_refused_in_plain_words(
    kind_id: str, changes: dict[str, FieldValue], words: str
) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        check(way(kind_id, **changes))
    assert "far.test" not in str(caught.value)
    assert caught.value.todo


def test_the_first_version_of_shadowtls_has_no_password() -> None:
    check(way("shadowtls", version=1, password=""))

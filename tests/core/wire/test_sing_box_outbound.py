import json

import pytest

from waythrough.model.path import FieldValue
from waythrough.model.secret import Secret
from waythrough.wire.sing_box_outbound import inside_shadowtls, outbound
from waythrough.wire.sing_box_raw import Json

HOST: dict[str, FieldValue] = {"host": "far.test", "port": 443}
KEY = "jNXHt1yRo0vDuchQlIP6Z0ZvjT3KtzVI-T4E7RoLJS0"


def of(kind: str, **fields: FieldValue) -> dict[str, Json]:
    made = outbound(kind, {**HOST, **fields})
    assert made.pop("server") == "far.test"
    return made


def raw(value: dict[str, Json]) -> dict[str, Json]:
    whole = {"type": "vless", "server": "far.test", "server_port": 443, **value}
    return outbound("singbox", {"outbound": Secret(json.dumps(whole))})


def test_vless() -> None:
    assert of("vless", uuid=Secret("me")) == {"type": "vless", "server_port": 443, "uuid": "me"}
    assert of("vless", uuid=Secret("me"), security="tls", flow="xtls-rprx-vision-udp443") == {
        "type": "vless",
        "server_port": 443,
        "uuid": "me",
        "flow": "xtls-rprx-vision",
        "tls": {"enabled": True, "server_name": "far.test"},
    }


def test_reality_copies_a_browser_and_never_skips_its_own_proof() -> None:
    made = of(
        "vless", security="reality", public_key=f"{KEY}=", short_id=Secret("ab"), insecure=True, sni="a.test"
    )
    assert made["tls"] == {
        "enabled": True,
        "server_name": "a.test",
        "utls": {"enabled": True, "fingerprint": "chrome"},
        "reality": {"enabled": True, "public_key": KEY, "short_id": "ab"},
    }


def test_tls_as_its_user_wants_it() -> None:
    made = of(
        "trojan",
        password=Secret("pw"),
        security="tls",
        alpn="h2, http/1.1,",
        fingerprint="firefox",
        insecure=True,
    )
    assert made == {
        "type": "trojan",
        "server_port": 443,
        "password": "pw",
        "tls": {
            "enabled": True,
            "server_name": "far.test",
            "insecure": True,
            "alpn": ["h2", "http/1.1"],
            "utls": {"enabled": True, "fingerprint": "firefox"},
        },
    }


def test_vmess() -> None:
    assert of("vmess", uuid=Secret("me")) == {
        "type": "vmess", "server_port": 443, "uuid": "me", "security": "auto", "alter_id": 0,
    }  # fmt: skip
    made = of("vmess", uuid=Secret("me"), cipher="zero", alter_id=4)
    assert (made["security"], made["alter_id"]) == ("zero", 4)


@pytest.mark.parametrize(
    ("fields", "transport"),
    [
        (
            {"transport": "ws", "path": "/x?ed=2048", "host_header": "front.test"},
            {
                "type": "ws",
                "path": "/x",
                "headers": {"Host": "front.test"},
                "max_early_data": 2048,
                "early_data_header_name": "Sec-WebSocket-Protocol",
            },
        ),
        ({"transport": "ws"}, {"type": "ws", "path": "/", "headers": {"Host": "far.test"}}),
        (
            {"transport": "ws", "path": "/x?red=1"},
            {"type": "ws", "path": "/x?red=1", "headers": {"Host": "far.test"}},
        ),
        (
            {"transport": "httpupgrade", "sni": "s.test"},
            {"type": "httpupgrade", "path": "/", "host": "s.test"},
        ),
        ({"transport": "http", "path": "/y"}, {"type": "http", "path": "/y", "host": ["far.test"]}),
        ({"transport": "grpc", "service_name": "s"}, {"type": "grpc", "service_name": "s"}),
        ({"transport": "quic"}, {"type": "quic"}),
    ],
)
def test_transports_name_the_host_that_sing_box_would_else_take_from_the_server(
    fields: dict[str, FieldValue], transport: Json
) -> None:
    assert of("vless", **fields)["transport"] == transport


def test_upgrades_are_asked_over_the_first_version_of_http_only() -> None:
    made = of("vless", security="tls", transport="ws", alpn="h2,http/1.1")
    assert made["tls"] == {"enabled": True, "server_name": "far.test", "alpn": ["http/1.1"]}


def test_hysteria2() -> None:
    plain = of("hysteria2", password=Secret("pw"))
    assert plain == {
        "type": "hysteria2",
        "server_port": 443,
        "password": "pw",
        "tls": {"enabled": True, "server_name": "far.test"},
    }
    hopping = of("hysteria2", ports="20000-30000,443", obfs="salamander", obfs_password=Secret("o"))
    assert hopping["server_ports"] == ["20000:30000", "443:443"]
    assert "server_port" not in hopping
    assert hopping["obfs"] == {"type": "salamander", "password": "o"}


def test_tuic_speaks_the_protocol_that_its_servers_expect() -> None:
    made = of("tuic", uuid=Secret("me"), password=Secret("pw"), congestion="bbr")
    assert made["tls"] == {"enabled": True, "server_name": "far.test", "alpn": ["h3"]}
    assert (made["uuid"], made["password"], made["congestion_control"]) == ("me", "pw", "bbr")
    assert "congestion_control" not in of("tuic")
    named = of("tuic", alpn="spdy/3.1")["tls"]
    assert isinstance(named, dict)
    assert named["alpn"] == ["spdy/3.1"]


def test_anytls() -> None:
    made = of("anytls", password=Secret("pw"), sni="a.test")
    assert made["password"] == "pw"
    assert made["tls"] == {"enabled": True, "server_name": "a.test"}


def test_shadowtls_and_what_is_inside() -> None:
    made = of("shadowtls", password=Secret("pw"))
    assert (made["version"], made["password"]) == (3, "pw")
    assert "password" not in of("shadowtls", password=Secret("pw"), version=1)
    inside = inside_shadowtls({"method": "aes-128-gcm", "inner_password": Secret("in")})
    assert inside == {"type": "shadowsocks", "method": "aes-128-gcm", "password": "in"}


def test_what_was_handed_over_as_json_gets_its_names_written_out() -> None:
    assert "tls" not in raw({})
    assert raw({"tls": {"enabled": True}})["tls"] == {"enabled": True, "server_name": "far.test"}
    assert raw({"tls": {"server_name": "a.test"}})["tls"] == {"server_name": "a.test"}
    ws: Json = {"type": "ws", "headers": {"Host": "a.test"}}
    assert raw({"transport": ws})["transport"] == ws
    assert raw({"transport": {"type": "ws"}})["transport"] == {"type": "ws", "headers": {"Host": "far.test"}}
    assert raw({"transport": {"type": "http"}})["transport"] == {"type": "http", "host": ["far.test"]}
    assert raw({"transport": {"type": "httpupgrade"}})["transport"] == {
        "type": "httpupgrade",
        "host": "far.test",
    }
    grpc: Json = {"type": "grpc"}
    assert raw({"transport": grpc, "tls": {}})["transport"] == grpc
    with pytest.raises(ValueError, match="gRPC without TLS"):
        raw({"transport": grpc})

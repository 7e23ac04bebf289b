import json

import pytest

from waythrough.wire.sing_box_raw import TYPES, Json, Outbound, read_outbound

VLESS: dict[str, Json] = {
    "type": "vless",
    "tag": "mine",
    "server": "far.test",
    "server_port": 443,
    "uuid": "u",
}


def read(**changes: Json) -> Outbound:
    return read_outbound(json.dumps({**VLESS, **changes}))


def test_an_outbound_is_taken_without_its_name_and_without_how_to_reach_its_server() -> None:
    found = read(detour="other", bind_interface="eth9", flow="xtls-rprx-vision")
    assert (found.type, found.host, found.port, found.udp) == ("vless", "far.test", 443, False)
    assert found.value == {
        "type": "vless", "server": "far.test", "server_port": 443, "uuid": "u", "flow": "xtls-rprx-vision",
    }  # fmt: skip
    assert "far.test" not in repr(found.value.get("tag"))


@pytest.mark.parametrize("kind", ["direct", "block", "selector", "urltest", "dns", "tor", "", 5, None])
def test_what_is_no_server_of_somebodys_is_refused(kind: Json) -> None:
    with pytest.raises(ValueError, match="its type is none of") as caught:
        read(type=kind)
    assert all(each in str(caught.value) for each in TYPES)


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, "7", "vless://x"])
def test_what_is_no_outbound_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="it is not"):
        read_outbound(text)


def test_files_of_this_computer_are_not_read() -> None:
    for key in ("certificate_path", "client_key_path"):
        with pytest.raises(ValueError, match="a file on this computer"):
            read(tls={"enabled": True, "deeper": [{key: "/etc/passwd"}]})
    assert read(transport={"type": "ws", "path": "/x"}).value["transport"] == {"type": "ws", "path": "/x"}


def test_what_is_nested_without_end_is_refused() -> None:
    deep: Json = {}
    for _ in range(20):
        deep = {"a": deep}
    with pytest.raises(ValueError, match="too deeply"):
        read(tls=deep)


@pytest.mark.parametrize(
    "changes", [{"server": ""}, {"server": 5}, {"server_port": 0}, {"server_port": True}]
)
@pytest.mark.parametrize("ports", [None, []])
def test_a_server_is_needed(changes: dict[str, Json], ports: Json) -> None:
    with pytest.raises(ValueError, match="server or server_port is missing"):
        read(**changes, server_ports=ports)


@pytest.mark.parametrize(("ports", "first"), [("2080:3000", 2080), (["4000:5000", "1:2"], 4000)])
def test_the_first_of_a_range_of_ports_stands_for_it(ports: Json, first: int) -> None:
    assert read(type="hysteria2", server_port=None, server_ports=ports).port == first


@pytest.mark.parametrize("ports", [[], [5], ["x"], {}])
def test_a_range_of_ports_that_cannot_be_read_is_none(ports: Json) -> None:
    with pytest.raises(ValueError, match="missing"):
        read(type="hysteria2", server_port=None, server_ports=ports)


def test_which_are_reached_by_datagrams() -> None:
    assert read(type="tuic").udp
    assert read(transport={"type": "quic"}).udp
    assert not read(transport={"type": "grpc"}).udp


TLS: Json = {"enabled": True}
LOOSE: Json = {"enabled": True, "insecure": True}


@pytest.mark.parametrize(
    ("changes", "hides"),
    [
        ({}, False),
        ({"tls": TLS}, True),
        ({"tls": LOOSE}, False),
        ({"tls": {"enabled": False}}, False),
        ({"type": "shadowsocks", "method": "aes-128-gcm"}, True),
        ({"type": "shadowsocks", "method": "none"}, False),
        ({"type": "ssh"}, True),
        ({"type": "vmess"}, True),
        ({"type": "vmess", "security": "zero"}, False),
        ({"type": "vmess", "security": "none", "tls": TLS}, True),
        ({"type": "naive"}, True),
        ({"type": "http"}, False),
        ({"type": "socks"}, False),
    ],
)
def test_what_hides_the_traffic(changes: dict[str, Json], hides: bool) -> None:
    assert read(**changes).hides is hides


@pytest.mark.parametrize(
    ("tls", "insecure"),
    [
        (None, False),
        (TLS, False),
        (LOOSE, True),
        ({"insecure": True}, False),
        ({"enabled": True, "insecure": True, "reality": {"enabled": True}}, False),
        ({"enabled": True, "insecure": True, "reality": {"enabled": False}}, True),
    ],
)
def test_which_take_any_certificate(tls: Json, insecure: bool) -> None:
    assert read(tls=tls).insecure is insecure

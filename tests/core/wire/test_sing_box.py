import json

import pytest

from waythrough.model.path import FieldValue
from waythrough.model.secret import Secret
from waythrough.wire.sing_box import (
    NAIVE,
    QUIC,
    UTLS,
    Doors,
    Way,
    at_index,
    configuration,
    server_name,
    way_name,
)

DOORS = Doors(password="in-word", port=4711, user="me", key="out-word")
HOST: dict[str, FieldValue] = {"host": "far.test", "port": 443, "password": Secret("pw")}


def way(name: str, kind: str, **fields: FieldValue) -> Way:
    return Way(name=name, kind=kind, fields={**HOST, **fields})


def raw(**value: object) -> Way:
    text = json.dumps({"server": "far.test", "server_port": 443, **value})
    return Way(name="r", kind="singbox", fields={"outbound": Secret(text)})


WAYS = (
    way("w0", "trojan", security="tls"),
    way("w1", "shadowtls", method="aes-128-gcm"),
    way("w2", "anytls"),
)


def test_every_way_has_a_user_of_its_own_and_all_leave_by_the_door_behind() -> None:
    made = json.loads(configuration(WAYS, DOORS, "PEM"))
    (door,) = made["inbounds"]
    assert (door["listen"], door["listen_port"]) == ("127.0.0.1", 0)
    assert door["users"] == [{"username": f"w{each}", "password": "in-word"} for each in range(3)]
    *rules, last = made["route"]["rules"]
    assert [(each["auth_user"], each["outbound"]) for each in rules] == [
        ([f"w{each}"], f"w{each}") for each in range(3)
    ]
    assert last == {"inbound": ["door"], "action": "reject"}
    behind, *others = made["outbounds"]
    assert (behind["server"], behind["server_port"], behind["username"], behind["password"]) == (
        "127.0.0.1", 4711, "me", "out-word",
    )  # fmt: skip
    assert [each["tag"] for each in others] == ["w0", "w1-cover", "w1", "w2"]
    assert [each["detour"] for each in others] == ["behind", "behind", "w1-cover", "behind"]


def test_nothing_is_resolved_and_no_server_is_named() -> None:
    text = configuration(WAYS, DOORS, "PEM")
    made = json.loads(text)
    assert made["dns"] == {"servers": [{"type": "hosts", "tag": "nowhere"}], "final": "nowhere"}
    assert made["route"]["default_domain_resolver"] == "nowhere"
    assert {each["server"] for each in made["outbounds"] if "server" in each} == {
        "127.0.0.1", "w0.invalid", "w1.invalid", "w2.invalid",
    }  # fmt: skip
    assert made["certificate"] == {"store": "none", "certificate": ["PEM"]}


def test_what_stands_for_a_server_leads_back_to_its_way() -> None:
    assert way_name(server_name("w7")) == "w7"
    assert way_name("far.test") == "far.test"


def test_an_index_in_an_error_leads_to_the_way() -> None:
    found = [at_index(WAYS, index) for index in range(6)]
    assert [each and each.name for each in found] == [None, "w0", "w1", "w1", "w2", None]


@pytest.mark.parametrize(
    ("carried", "needs"),
    [
        (way("w", "trojan"), set()),
        (way("w", "trojan", security="tls"), set()),
        (way("w", "trojan", security="tls", fingerprint="chrome"), {UTLS}),
        (way("w", "vless", security="reality"), {UTLS}),
        (way("w", "vless", security="tls", transport="quic"), {QUIC}),
        (way("w", "hysteria2"), {QUIC}),
        (way("w", "tuic"), {QUIC}),
        (raw(type="hysteria", tls={"enabled": True, "utls": {"enabled": True}}), {QUIC, UTLS}),
        (raw(type="naive", tls={"enabled": True}), {NAIVE}),
        (raw(type="trojan", tls={"reality": {"enabled": False}}), set()),
    ],
)
def test_what_the_program_must_have_been_built_with(carried: Way, needs: set[str]) -> None:
    assert carried.needs == needs


def test_what_is_known_of_a_way_before_it_is_walked() -> None:
    assert way("w", "trojan", security="tls").secured
    assert not way("w", "trojan").secured
    assert way("w", "vless", transport="grpc").later
    assert not way("w", "vless", transport="ws").later
    assert way("w", "vless").datagrams
    assert not way("w", "shadowtls").datagrams
    assert not raw(type="ssh").datagrams
    assert not raw(type="trojan", network="tcp").datagrams


def test_no_secret_shows() -> None:
    assert "word" not in repr(DOORS)
    assert "far.test" not in repr(WAYS)

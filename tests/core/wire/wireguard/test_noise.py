import secrets

import pytest

from tests.core.wire.wireguard.responder import CLIENT_KEY, COOKIE, SERVER_KEY, Responder
from waythrough.wire.wireguard import ip, noise
from waythrough.wire.wireguard.amnezia import BadSettingError
from waythrough.wire.wireguard.noise import BadReplyError, Initiator, PskMismatchError, StaleReplyError
from waythrough.wire.wireguard.session import Session

WALL = 1_800_000_000_000_000_000
HEADER = b"\1\0\0\0"

# One conversation with wireguard-go 0.0.20220316, whose keys were bytes 33 to 64 and the preshared key 65 to 96.
INITIATION = (
    "0100000004030201244fe3b963e899dd295baffce248d3530f3a9a7479ba063002680ebfe7adad49cea76d7fc853aade12d6996b"
    "10ef94ff13dee02cca397b9659fe8d62917bbf80ec58adf78f9e8d76e3b48f67a863af0ccd635212669055348818784412fe0c3d"
    "471111c6aca7a11b66d4a75ba30b01c2ff38f72f759206344e9446ca00000000000000000000000000000000"
)
RESPONSE = (
    "0200000038fd9a6d04030201ced7b3991073853e25953a28034b0119df925f8ddd5738fce6198882b3fcdf15d9df639426214e85"
    "0d298f8bacaa2d9eb6c2e61f83b9837a9bfa8099decd8df500000000000000000000000000000000"
)
SENT = (
    "0400000038fd9a6d000000000000000030c2a230ba14932e57cf2e6281a38cbb7298c289ee929a2c9012b0002edc613484c55667"
    "902a6a3219b1168834155c8e664af476693777140ada903298c25926"
)
CAME = (
    "040000000403020100000000000000008c3a4ac9ba755dee9bb70b97cefdcb65b53a1377a171425ca1966777cbacb152d67250fb"
    "1fee4a1d84f93de9c2d5610431e848aafd0f1e83018799dc86ac6b56"
)


def known(psk: bytes = bytes(range(65, 97))) -> Initiator:
    theirs = bytes.fromhex("5869aff450549732cbaaed5e5df9b30a6da31cb0e5742bad5ad4a1a768f1a67b")
    return Initiator(bytes(range(1, 33)), theirs, psk)


@pytest.fixture(autouse=True)
def _known_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "randbits", lambda bits: 0x01020304)


def test_a_recorded_conversation_with_another_implementation() -> None:
    client = known()
    assert client.initiation(HEADER, WALL, 0.0, bytes(range(97, 129))).hex() == INITIATION
    session = Session(client.response(bytes.fromhex(RESPONSE)), 0.0)
    ours, theirs = bytes((10, 77, 0, 2)), bytes((10, 77, 0, 1))
    assert session.seal(b"\4\0\0\0", ip.build_echo(ours, theirs, 7, 1, b"hello")).hex() == SENT
    packet = session.open(bytes.fromhex(CAME))
    assert packet is not None
    assert ip.parse_icmp(ip.parse(packet)) == ip.Echo(True, 7, 1, b"hello")
    with pytest.raises(StaleReplyError):
        client.response(bytes.fromhex(RESPONSE))


def test_the_wrong_preshared_key_shows_only_in_the_empty_field() -> None:
    client = known(bytes(32))
    client.initiation(HEADER, WALL, 0.0, bytes(range(97, 129)))
    with pytest.raises(PskMismatchError):
        client.response(bytes.fromhex(RESPONSE))


@pytest.mark.parametrize("place", [4, 8, 12, 59, 60])
def test_a_response_that_was_touched_is_a_bad_reply(place: int) -> None:
    client, answer = known(), bytearray.fromhex(RESPONSE)
    client.initiation(HEADER, WALL, 0.0, bytes(range(97, 129)))
    answer[place] ^= 1
    with pytest.raises(BadReplyError):
        client.response(bytes(answer))


def test_a_point_of_low_order_is_a_bad_reply() -> None:
    client = known()
    client.initiation(HEADER, WALL, 0.0)
    body = bytes.fromhex(RESPONSE)[:12] + bytes(48)
    mac1 = noise.mac(noise.blake2s(noise.LABEL_MAC1, noise.public_key(bytes(range(1, 33)))), body)
    with pytest.raises(BadReplyError):
        client.response(body + mac1 + bytes(16))


def test_a_public_key_of_low_order_is_refused() -> None:
    with pytest.raises(BadSettingError):
        Initiator(CLIENT_KEY, bytes(32), bytes(32))


def test_hchacha20_of_the_draft() -> None:
    key = bytes(range(32))
    nonce = bytes.fromhex("000000090000004a0000000031415927")
    made = "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc"
    assert noise.hchacha20(key, nonce).hex() == made


def test_a_cookie_holds_for_two_minutes() -> None:
    client, server = Initiator(CLIENT_KEY, noise.public_key(SERVER_KEY), bytes(32)), Responder()
    first = client.initiation(HEADER, WALL, 0.0)
    reply = server.cookie_reply(first)
    client.cookie(reply, 1.0)
    for now, holds in ((100.0, True), (122.0, False)):
        message = client.initiation(HEADER, WALL, now)
        assert (message[132:] == noise.mac(COOKIE, message[:132])) is holds
        assert holds or message[132:] == bytes(16)


def test_a_cookie_for_something_else_is_a_bad_reply() -> None:
    client, server = Initiator(CLIENT_KEY, noise.public_key(SERVER_KEY), bytes(32)), Responder()
    reply = server.cookie_reply(client.initiation(HEADER, WALL, 0.0))
    with pytest.raises(BadReplyError):
        client.cookie(reply[:4] + b"\0\0\0\0" + reply[8:], 1.0)
    client.initiation(HEADER, WALL, 0.0)
    with pytest.raises(BadReplyError):
        client.cookie(reply, 1.0)


def test_timestamps_go_up_even_where_the_clock_does_not() -> None:
    client, server = Initiator(CLIENT_KEY, noise.public_key(SERVER_KEY), bytes(32)), Responder()
    for wall in (WALL, WALL, WALL - 5):
        server.response(client.initiation(HEADER, wall, 0.0))
    assert server.stamps == sorted(set(server.stamps))
    assert server.stamps[0] == bytes.fromhex("400000006b49d20a00000000")

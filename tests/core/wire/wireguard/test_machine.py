from ipaddress import ip_network
from itertools import pairwise

import pytest

from tests.core.wire.wireguard.responder import CLIENT_KEY, SERVER_KEY, Responder
from waythrough.model.tunnel import TunnelWord
from waythrough.wire.wireguard.amnezia import PLAIN, Kind, parse_amnezia
from waythrough.wire.wireguard.machine import (
    DEAD_AFTER,
    KEEPALIVE_TIMEOUT,
    REKEY_ATTEMPT_TIME,
    SILENCE,
    Machine,
)
from waythrough.wire.wireguard.noise import LABEL_MAC1, blake2s, mac, public_key
from waythrough.wire.wireguard.session import REJECT_AFTER_TIME, REKEY_AFTER_TIME
from waythrough.wire.wireguard.settings import Peer

DRESSED = parse_amnezia(
    "Jc = 2\nJmin = 5\nJmax = 9\nS1 = 3\nS2 = 4\nS3 = 5\nS4 = 6\nH1 = 11\nH2 = 12\nH3 = 13\nH4 = 14"
)


def machine(keepalive: int = 0, psk: bytes = bytes(32), dressed: bool = False) -> Machine:
    peer = Peer(
        host="wg.test",
        port=1,
        public_key=public_key(SERVER_KEY),
        preshared_key=psk,
        allowed_ips=(ip_network("0.0.0.0/0"),),
        keepalive=keepalive,
    )
    return Machine(peer, CLIENT_KEY, DRESSED if dressed else PLAIN, wall=lambda: 1_800_000_000_000_000_000)


def exchange(client: Machine, server: Responder, now: float) -> list[bytes]:
    """Carry what the client says to the server and back; the packets that reach the server."""
    packets: list[bytes] = []
    while client.outbox:
        out, client.outbox = client.outbox, []
        for datagram in out:
            back, packet = server.receive(datagram)
            packets += [packet] if packet is not None else []
            for each in back:
                client.receive(each, now)
    return packets


def up(now: float = 0.0, keepalive: int = 0) -> tuple[Machine, Responder]:
    client, server = machine(keepalive), Responder()
    client.initiate(now)
    assert exchange(client, server, now) == [b""], "the new keys are confirmed at once"
    return client, server


@pytest.mark.parametrize("dressed", [False, True])
def test_packets_wait_for_the_handshake_and_then_pass(dressed: bool) -> None:
    client, server = machine(dressed=dressed), Responder(dress=DRESSED if dressed else PLAIN)
    client.send(b"first", 0.0)
    client.send(b"second", 0.0)
    assert len(client.outbox) == (3 if dressed else 1)
    assert client.handshaking
    assert not client.up(0.0)
    assert exchange(client, server, 0.0) == [b"first" + bytes(11), b"second" + bytes(10)]
    assert client.up(0.0)
    assert client.words == [TunnelWord.ANSWERED]
    assert client.receive(server.seal(b"answer"), 1.0) == b"answer" + bytes(10)
    assert (client.received_at, client.packets) == (1.0, 1)
    assert client.receive(server.seal(b""), 2.0) is None
    assert (client.received_at, client.packets) == (2.0, 2)
    assert repr(client) == "Machine()"


def test_a_server_under_load_is_asked_again_with_its_cookie() -> None:
    client, server = machine(), Responder()
    server.needs_cookie = True
    client.initiate(0.0)
    exchange(client, server, 0.0)
    assert client.words == [TunnelWord.COOKIE]
    client.tick(0.05)
    assert client.outbox == []
    client.tick(0.07)
    exchange(client, server, 0.07)
    assert client.words == [TunnelWord.COOKIE, TunnelWord.ANSWERED]
    assert server.stamps == sorted(set(server.stamps))


def test_another_preshared_key_is_told_from_silence() -> None:
    client, server = machine(psk=b"p" * 32), Responder()
    client.initiate(0.0)
    exchange(client, server, 0.0)
    assert client.words == [TunnelWord.PSK_MISMATCH]
    assert not client.up(0.0)


@pytest.mark.parametrize("reply", [b"hello", b"\2\0\0\0" + bytes(88), b"\3\0\0\0" + bytes(60)])
def test_other_answers_are_bad_replies(reply: bytes) -> None:
    client = machine()
    client.receive(b"before anything was asked", 0.0)
    client.initiate(0.0)
    assert client.receive(reply, 0.0) is None
    assert client.words == [TunnelWord.BAD_REPLY]


def test_an_answer_that_was_overtaken_is_no_bad_one() -> None:
    client, server = machine(), Responder()
    client.initiate(0.0)
    (first,) = client.outbox
    client.initiate(0.3)
    (late,), _ = server.receive(first)
    client.receive(late, 0.4)
    assert (client.words, client.handshaking) == ([], True)


def test_silence_is_asked_again_then_given_up() -> None:
    client = machine()
    client.send(b"lost", 0.0)
    times: list[float] = []
    while (due := client.deadline()) is not None:
        client.outbox.clear()
        client.tick(due)
        times += [due] if client.outbox else []
        assert client.dead is (len(times) >= DEAD_AFTER - 1)
    assert times[:3] == [0.3, 1.0, 2.0]
    assert all(5.0 <= late - early < 5.4 for early, late in pairwise(times[2:]))
    assert times[-1] < REKEY_ATTEMPT_TIME
    client.send(b"again", 200.0)
    assert client.handshaking
    assert not client.dead


def test_a_handshake_is_due_after_two_minutes_of_use() -> None:
    client, server = up()
    client.send(b"early", REKEY_AFTER_TIME - 1)
    assert not client.handshaking
    client.send(b"late", REKEY_AFTER_TIME)
    client.send(b"later", REKEY_AFTER_TIME)
    old = server.seal(b"under the old keys")
    assert exchange(client, server, REKEY_AFTER_TIME)[-1] == b""
    assert client.receive(old, REKEY_AFTER_TIME) is not None
    assert client.words == [TunnelWord.ANSWERED] * 2


def test_a_download_renews_its_session_before_it_is_refused() -> None:
    client, server = up()
    client.receive(server.seal(b"data"), 164.0)
    assert not client.handshaking
    client.receive(server.seal(b"data"), 165.0)
    assert client.handshaking


def test_an_old_session_carries_nothing() -> None:
    client, server = up()
    message = server.seal(b"late")
    client.tick(REJECT_AFTER_TIME)
    assert client.deadline() is None
    assert client.receive(message, REJECT_AFTER_TIME) is None
    client.send(b"x", REJECT_AFTER_TIME)
    assert client.handshaking


def test_a_forged_packet_is_nothing() -> None:
    client, server = up()
    message = bytearray(server.seal(b"data"))
    message[-1] ^= 1
    assert client.receive(bytes(message), 1.0) is None
    message[4] ^= 1
    assert client.receive(bytes(message), 1.0) is None
    assert client.packets == 0


def test_who_only_listens_says_so_after_ten_seconds() -> None:
    client, server = up()
    client.receive(server.seal(b"data"), 1.0)
    client.receive(server.seal(b"data"), 2.0)
    assert client.deadline() == 1.0 + KEEPALIVE_TIMEOUT
    client.tick(10.9)
    assert client.outbox == []
    client.tick(11.0)
    assert exchange(client, server, 11.0) == [b""]
    assert client.deadline() == REJECT_AFTER_TIME


def test_a_keepalive_is_sent_as_often_as_asked() -> None:
    client, server = up(keepalive=25)
    assert client.deadline() == 25.0
    client.tick(25.0)
    assert exchange(client, server, 25.0) == [b""]
    assert client.deadline() == 50.0


def test_a_tunnel_that_carried_and_falls_silent_is_asked_soon() -> None:
    client, server = up()
    client.receive(server.seal(b"data"), 10.0)
    client.send(b"question", 20.0)
    client.send(b"question", 21.0)
    assert client.deadline() == 20.0 + SILENCE
    client.tick(24.0)
    assert client.handshaking
    for now in (24.3, 25.0, 26.0):
        client.tick(now)
    assert client.dead
    client.outbox = client.outbox[-1:]
    exchange(client, server, 27.0)
    assert not client.dead


def test_a_new_tunnel_waits_for_the_servers_keepalive_first() -> None:
    client, _ = up()
    client.send(b"question", 0.0)
    assert client.deadline() == 15.0


def test_a_server_that_lost_the_session_is_greeted_anew_but_not_flooded() -> None:
    client, _ = up()
    theirs = b"\1\0\0\0" + bytes(112)
    theirs += mac(blake2s(LABEL_MAC1, public_key(CLIENT_KEY)), theirs) + bytes(16)
    assert PLAIN.unwrap(theirs) == (Kind.INITIATION, theirs)
    client.outbox.clear()
    client.receive(theirs, 1.0)
    assert client.outbox == []
    client.receive(theirs, 6.0)
    client.receive(theirs, 6.0)
    assert len(client.outbox) == 1

from contextlib import suppress

import pytest
from blake3 import blake3
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.wire.shadowsocks_peer import NOW, Pieces, digest, subkey_2022
from waythrough.wire.shadowsocks import RefusedError, Reply, target_bytes
from waythrough.wire.shadowsocks_2022 import ModernPackets, ModernTunnel, Window
from waythrough.wire.shadowsocks_crypto import XChaCha20Poly1305, open_block, seal_block
from waythrough.wire.shadowsocks_methods import METHODS

METHOD = METHODS["2022-blake3-aes-128-gcm"]
CHACHA = METHODS["2022-blake3-chacha20-poly1305"]
KEY, FRONT = bytes(range(16)), bytes(range(50, 66))
LONG_KEY = bytes(range(32))
TARGET = b"\x03\x09site.test\x01\xbb"
SALT = bytes(range(200, 216))
TIME = NOW.to_bytes(8, "big")


def clock() -> float:
    return NOW + 0.9


def tunnel(*keys: bytes, prefix: bytes = b"") -> ModernTunnel:
    return ModernTunnel(METHOD, keys or (KEY,), "site.test", 443, prefix=prefix, clock=clock)


def request(wire: bytes, skip: int = 0) -> tuple[Pieces, bytes, bytes, bytes]:
    """The server's reading: the box for what follows, the payload of the header, its padding, and the rest."""
    box = Pieces(subkey_2022(KEY, wire[:16]))
    at = 16 + skip
    fixed = box.open(wire[at : at + 27])
    assert fixed[:9] == b"\x00" + TIME
    end = at + 27 + int.from_bytes(fixed[9:], "big") + 16
    head = box.open(wire[at + 27 : end])
    assert head.startswith(TARGET)
    padding = int.from_bytes(head[len(TARGET) : len(TARGET) + 2], "big")
    start = len(TARGET) + 2
    return box, head[start + padding :], head[start : start + padding], wire[end:]


def answer(ours: bytes, *pieces: bytes, kind: int = 1, time: int = NOW, salt: bytes | None = None) -> bytes:
    box = Pieces(subkey_2022(KEY, SALT))
    first, *more = pieces
    head = bytes([kind]) + time.to_bytes(8, "big") + (salt or ours[:16]) + len(first).to_bytes(2, "big")
    return SALT + box.seal(head) + box.seal(first) + b"".join(box.chunk(each) for each in more)


def test_the_first_bytes_go_out_in_the_header() -> None:
    ours = tunnel()
    box, payload, padding, rest = request(ours.seal(b"hello") + ours.seal(b"again"))
    assert (payload, padding) == (b"hello", b"")
    assert list(box.chunks(rest)) == [b"again"]


def test_a_header_without_payload_is_padded() -> None:
    sizes = set()
    for _ in range(30):
        _, payload, padding, rest = request(tunnel().seal(b""))
        assert (payload, rest) == (b"", b"")
        sizes.add(len(padding))
    assert len(sizes) > 10
    assert min(sizes) > 0
    assert max(sizes) <= 900


def test_long_data_goes_on_behind_the_header() -> None:
    data = bytes(100_000)
    box, payload, _, rest = request(tunnel().seal(data))
    assert payload + b"".join(box.chunks(rest)) == data


def test_the_wire_is_the_one_that_servers_understand() -> None:
    """Frozen after servers of others had answered to it: a salt of zeros, nothing random left."""
    wire = tunnel(FRONT, KEY, prefix=bytes(16)).seal(b"hello")
    assert digest(wire) == KNOWN_STREAM
    assert wire[16:32].hex() == KNOWN_IDENTITY


KNOWN_STREAM = "8c1772715dfe03cbe9b31e8cabfea36049834ef6b81352b86645df8f01fa9e5c"
KNOWN_IDENTITY = "08c3d0bd35ce66190a5efa04d201ea4e"


def test_identities_name_the_next_key() -> None:
    middle = bytes(range(70, 86))
    wire = tunnel(FRONT, middle, KEY).seal(b"hello")
    salt = wire[:16]
    for at, key, after in ((16, FRONT, middle), (32, middle, KEY)):
        context = "shadowsocks 2022 identity subkey"
        subkey = blake3(key + salt, derive_key_context=context).digest(length=16)
        assert open_block(subkey, wire[at : at + 16]) == blake3(after).digest(length=16)
    assert request(wire, skip=32)[1] == b"hello"


@pytest.mark.parametrize("size", [1, 13, 100_000])
def test_an_answer_is_read_however_it_is_cut(size: int) -> None:
    ours = tunnel()
    wire = answer(ours.seal(b""), b"220 ready", b"y" * 60_000)
    found = b""
    for start in range(0, len(wire), size):
        found += ours.open(wire[start : start + size])
    assert found == b"220 ready" + b"y" * 60_000
    assert ours.answered
    assert not ours.torn


def test_an_end_behind_the_header_is_in_the_middle() -> None:
    ours = tunnel()
    wire = answer(ours.seal(b""), b"220 ready")
    assert ours.open(wire[: 16 + 43]) == b""
    assert ours.torn


@pytest.mark.parametrize(
    ("changes", "reply", "answered"),
    [
        ({"time": NOW + 32}, Reply.CLOCK, True),
        ({"time": NOW - 30}, Reply.CLOCK, True),
        ({"kind": 0}, Reply.MALFORMED, True),
        ({"salt": bytes(16)}, Reply.OTHER_REQUEST, True),
    ],
)
def test_an_answer_that_is_not_ours_is_refused(
    changes: dict[str, object], reply: Reply, answered: bool
) -> None:
    ours = tunnel()
    with pytest.raises(RefusedError) as caught:
        ours.open(answer(ours.seal(b""), b"220 ready", **changes))  # type: ignore[arg-type]
    assert caught.value.reply is reply
    assert ours.answered is answered


@pytest.mark.parametrize("time", [NOW + 30, NOW - 29])
def test_clocks_may_differ_by_half_a_minute(time: int) -> None:
    ours = tunnel()
    assert ours.open(answer(ours.seal(b""), b"220 ready", time=time)) == b"220 ready"


def packets(method: str = METHOD.id, *keys: bytes, port: int = 443) -> ModernPackets:
    return ModernPackets(METHODS[method], keys or (KEY,), "site.test", port, clock=clock)


def heard(packet: bytes, *, skip: int = 0, front: bytes = KEY) -> tuple[bytes, bytes]:
    """The server's reading of a datagram: its header and its body."""
    header = open_block(front, packet[:16])
    aead = AESGCM(subkey_2022(KEY, header[:8]))
    return header, aead.decrypt(header[4:], packet[16 + skip :], None)


def reply_to(
    header: bytes,
    *,
    number: int = 0,
    session: bytes = b"sessions",
    kind: int = 1,
    time: int = NOW,
    pad: int = 3,
) -> bytes:
    own = session + number.to_bytes(8, "big")
    body = bytes([kind]) + time.to_bytes(8, "big") + header[:8] + pad.to_bytes(2, "big") + bytes(pad)
    body += target_bytes("192.0.2.1", 443) + b"answer"
    return seal_block(KEY, own) + AESGCM(subkey_2022(KEY, session)).encrypt(own[4:], body, None)


def test_datagrams_are_numbered_within_a_session() -> None:
    ours = packets()
    first, second = heard(ours.seal(b"one")), heard(ours.seal(b"two"))
    assert first[0][:8] == second[0][:8]
    assert [int.from_bytes(each[0][8:], "big") for each in (first, second)] == [0, 1]
    assert first[1] == b"\x00" + TIME + bytes(2) + TARGET + b"one"
    assert heard(packets().seal(b"one"))[0][:8] != first[0][:8]


def test_questions_for_names_are_padded() -> None:
    sizes = {len(packets(port=53).seal(b"question")) for _ in range(30)}
    assert len(sizes) > 10


def test_identities_in_datagrams() -> None:
    ours = packets(METHOD.id, FRONT, KEY)
    packet = ours.seal(b"one")
    header, body = heard(packet, skip=16, front=FRONT)
    assert body.endswith(b"one")
    named = bytes(a ^ b for a, b in zip(open_block(FRONT, packet[16:32]), header, strict=True))
    assert named == blake3(KEY).digest(length=16)
    assert ours.open(reply_to(header)) == ("192.0.2.1", 443, b"answer")


def test_each_datagram_counts_once() -> None:
    ours = packets()
    header, _ = heard(ours.seal(b"one"))
    for number in (5, 3, 4):
        assert ours.open(reply_to(header, number=number))[2] == b"answer"
    for packet in (reply_to(header, number=3), reply_to(b"stranger" + bytes(8), number=9)):
        with pytest.raises(RefusedError) as caught:
            ours.open(packet)
        assert caught.value.reply is Reply.OTHER_REQUEST


def test_a_server_may_start_anew_some_times() -> None:
    ours = packets()
    header, _ = heard(ours.seal(b"one"))
    for count in range(12):
        assert ours.open(reply_to(header, session=b"session" + bytes([count])))[2] == b"answer"
    with pytest.raises(RefusedError):
        ours.open(reply_to(header, session=b"session" + bytes([11])))


@pytest.mark.parametrize(
    ("changes", "reply"),
    [
        ({"time": NOW + 40}, Reply.CLOCK),
        ({"kind": 0}, Reply.MALFORMED),
        ({"pad": 0}, None),
    ],
)
def test_datagrams_that_are_not_ours_are_refused(changes: dict[str, int], reply: Reply | None) -> None:
    ours = packets()
    packet = reply_to(heard(ours.seal(b"one"))[0], **changes)  # type: ignore[arg-type]
    if reply is None:
        assert ours.open(packet)[2] == b"answer"
        return
    with pytest.raises(RefusedError) as caught:
        ours.open(packet)
    assert caught.value.reply is reply


def test_changed_and_short_datagrams_are_refused() -> None:
    ours = packets()
    packet = reply_to(heard(ours.seal(b"one"))[0])
    short = b"sessions" + bytes(8)
    body = AESGCM(subkey_2022(KEY, b"sessions")).encrypt(short[4:], b"\x01" + TIME, None)
    for bad, why in (
        (packet[:-1] + bytes([packet[-1] ^ 1]), Reply.UNREADABLE),
        (packet[:40], Reply.MALFORMED),
        (seal_block(KEY, short) + body + bytes(30), Reply.UNREADABLE),
    ):
        with pytest.raises(RefusedError) as caught:
            ours.open(bad)
        assert caught.value.reply is why


def test_datagrams_by_chacha20() -> None:
    ours = packets(CHACHA.id, LONG_KEY)
    packet = ours.seal(b"one")
    plain = XChaCha20Poly1305(LONG_KEY).decrypt(packet[:24], packet[24:], None)
    assert plain[8:] == bytes(8) + b"\x00" + TIME + bytes(2) + TARGET + b"one"
    own = b"sessions" + bytes(8)
    body = b"\x01" + TIME + plain[:8] + bytes(2) + target_bytes("192.0.2.1", 443) + b"answer"
    nonce = bytes(range(24))
    reply = nonce + XChaCha20Poly1305(LONG_KEY).encrypt(nonce, own + body, None)
    assert ours.open(reply) == ("192.0.2.1", 443, b"answer")
    with pytest.raises(RefusedError):
        ours.open(reply)
    cut = nonce + XChaCha20Poly1305(LONG_KEY).encrypt(nonce, own + body[:18], None)
    with pytest.raises(RefusedError) as caught:
        ours.open(cut)
    assert caught.value.reply is Reply.MALFORMED


@given(st.lists(st.integers(0, 3000), max_size=60))
@settings(max_examples=200, deadline=None)
def test_a_window_takes_each_number_once(numbers: list[int]) -> None:
    window, seen, highest = Window(), set[int](), -1
    for number in numbers:
        late = number <= highest - Window.SIZE
        assert window.take(number) is (number not in seen and not late)
        seen.add(number)
        highest = max(highest, number)


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_refused_or_waited_for(data: bytes) -> None:
    ours = tunnel()
    ours.seal(b"")
    with suppress(RefusedError):
        assert ours.open(data) == b""
    assert not ours.answered
    for each in (packets(), packets(CHACHA.id, LONG_KEY)):
        with pytest.raises(RefusedError):
            each.open(data)

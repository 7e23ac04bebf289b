import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.wire.openvpn_keys_for_tests import CLIENT, KEY, STATIC, WRAPPED, WRAPS, profile, server_guard
from waythrough.wire.openvpn_keys import (
    BadPacketError,
    Plain,
    Signed,
    WrongKeyError,
    client_key,
    guard_of,
    static_key,
)
from waythrough.wire.openvpn_profile import ProfileError


def _client(data: bytes) -> str:
    begin, _, end = CLIENT.splitlines()
    return "\n".join([begin, base64.b64encode(data).decode(), end])


HEAD, STAMP = bytes(range(9)), bytes(range(20, 28))


@pytest.mark.parametrize("wrap", WRAPS)
def test_each_side_reads_the_other(wrap: str) -> None:
    mine, wrapped = guard_of(profile(wrap))
    theirs = server_guard(wrap)
    assert theirs.unwrap(mine.wrap(HEAD, STAMP, b"hello")) == b"hello"
    assert mine.unwrap(theirs.wrap(HEAD, STAMP, b"")) == b""
    assert wrapped == (WRAPPED if wrap == "tls-crypt-v2" else b"")


def test_what_is_signed_is_in_the_clear_behind_its_digest() -> None:
    mine, _ = guard_of(profile("tls-auth"))
    tag = hmac.new(KEY[192:212], STAMP + HEAD + b"hello", hashlib.sha1).digest()
    assert mine.wrap(HEAD, STAMP, b"hello") == HEAD + tag + STAMP + b"hello"


@pytest.mark.parametrize(
    ("direction", "out", "into"),
    [("key-direction 0", 64, 192), ("key-direction 1", 192, 64), ("", 64, 64)],
)
def test_the_direction_chooses_the_keys(direction: str, out: int, into: int) -> None:
    guard, _ = guard_of(profile("tls-auth", f"{direction}\nauth SHA256"))
    assert guard == Signed("sha256", KEY[out : out + 32], KEY[into : into + 32])


@pytest.mark.parametrize("wrap", WRAPS[1:])
def test_another_key_and_what_is_too_short_are_told_apart(wrap: str) -> None:
    mine, _ = guard_of(profile(wrap))
    good = server_guard(wrap).wrap(HEAD, STAMP, b"hello")
    with pytest.raises(WrongKeyError):
        mine.unwrap(good[:-1] + b"!")
    with pytest.raises(BadPacketError) as caught:
        mine.unwrap(good[:20])
    assert not isinstance(caught.value, WrongKeyError)


@given(st.binary(max_size=80))
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    for wrap in WRAPS:
        guard, _ = guard_of(profile(wrap))
        try:
            guard.unwrap(data)
        except BadPacketError:
            continue
        assert isinstance(guard, Plain)


def test_keys_are_read() -> None:
    assert static_key(f"# a comment\n{STATIC}\n") == KEY
    assert client_key(CLIENT) == (KEY, WRAPPED)


@pytest.mark.parametrize("text", ["", STATIC.replace("00", "0"), STATIC.replace("ff", "fg"), STATIC[:200]])
def test_damaged_static_keys_are_refused(text: str) -> None:
    with pytest.raises(ProfileError, match="damaged"):
        static_key(text)


@pytest.mark.parametrize("text", ["", CLIENT.replace("A", "*"), _client(KEY + WRAPPED[:-3]), STATIC])
def test_damaged_client_keys_are_refused(text: str) -> None:
    with pytest.raises(ProfileError, match="damaged"):
        client_key(text)


def test_an_unknown_digest_is_refused() -> None:
    with pytest.raises(ProfileError, match="digest"):
        guard_of(profile("tls-auth", "auth WHIRLPOOL"))


def test_no_key_is_shown() -> None:
    assert KEY[64:70].hex() not in repr(guard_of(profile("tls-auth"))).replace("\\x", "")
    assert "b'" not in repr(guard_of(profile("tls-crypt"))[0])

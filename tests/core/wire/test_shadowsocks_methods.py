import base64

import pytest

from waythrough.wire.shadowsocks_methods import METHODS, BadKeyError, is_old, keys_of, method_id

KEY16 = bytes(range(16))
WRITTEN16 = base64.b64encode(KEY16).decode()


def test_the_key_of_a_password_is_that_of_every_implementation() -> None:
    # made by: openssl enc -aes-256-cbc -md md5 -nosalt -k barfoo! -P
    known = bytes.fromhex("b3adc47839e047eb228870526dc8fc30b347287ffca3045dcea06b3fdf090acb")
    assert keys_of(METHODS["aes-256-gcm"], "barfoo!") == (known,)
    assert keys_of(METHODS["aes-192-gcm"], "barfoo!") == (known[:24],)
    assert keys_of(METHODS["aes-128-gcm"], "barfoo!") == (known[:16],)


def test_a_key_of_2022_is_written_in_base64() -> None:
    method = METHODS["2022-blake3-aes-128-gcm"]
    assert keys_of(method, WRITTEN16) == (KEY16,)
    assert keys_of(method, WRITTEN16.rstrip("=")) == (KEY16,)
    assert keys_of(method, f"{WRITTEN16}:{WRITTEN16}") == (KEY16, KEY16)


@pytest.mark.parametrize(
    ("method", "password", "wanted", "parts"),
    [
        ("2022-blake3-aes-256-gcm", WRITTEN16, 32, False),
        ("2022-blake3-aes-128-gcm", "a word!", 16, False),
        ("2022-blake3-aes-128-gcm", "wörd", 16, False),
        ("2022-blake3-aes-128-gcm", f"{WRITTEN16}:", 16, True),
        ("2022-blake3-chacha20-poly1305", f"{WRITTEN16}:{WRITTEN16}", 32, False),
    ],
)
def test_other_words_are_no_keys(method: str, password: str, wanted: int, parts: bool) -> None:
    with pytest.raises(BadKeyError) as caught:
        keys_of(METHODS[method], password)
    assert (caught.value.wanted, caught.value.parts) == (wanted, parts)
    assert password not in str(caught.value)


def test_methods_are_known_by_the_names_that_people_write() -> None:
    assert method_id("AEAD_AES_256_GCM") == "aes-256-gcm"
    assert method_id(" chacha20-poly1305") == "chacha20-ietf-poly1305"
    assert method_id("rot13") == "rot13"
    assert all(method_id(name) == name for name in METHODS)


@pytest.mark.parametrize("name", ["rc4-md5", "aes-256-cfb", "chacha20", "chacha20-ietf", "bf-cfb", "salsa20"])
def test_stream_ciphers_are_old(name: str) -> None:
    assert is_old(name)


@pytest.mark.parametrize("name", [*METHODS, "none", "rot13"])
def test_others_are_not_old(name: str) -> None:
    assert not is_old(name)


def test_families_of_ciphers() -> None:
    assert {name for name, each in METHODS.items() if each.aes} == {name for name in METHODS if "aes" in name}
    assert [name for name, each in METHODS.items() if each.extended] == ["xchacha20-ietf-poly1305"]

"""The sealed form: unreadable, bound to its key and its purpose."""

import base64
import json
import zlib

import pytest

from tests.core.report.samples import sample_run
from waythrough.model.plain import to_plain
from waythrough.store.dirs import StoreError
from waythrough.store.seal import KEY_BYTES, Seal, encrypt, is_sealed, is_sealed_text

SEAL = Seal(bytes(KEY_BYTES))
OTHER = Seal(b"\x01" * KEY_BYTES)


def test_bytes_and_texts_come_back() -> None:
    sealed = SEAL.close_bytes(b"telegram" * 100, "ways")
    assert is_sealed(sealed)
    assert b"telegram" not in sealed
    assert SEAL.open_bytes(sealed, "ways") == b"telegram" * 100
    text = SEAL.close_text("تلگرام", "head 1")
    assert is_sealed_text(text)
    assert text.isascii()
    assert SEAL.open_text(text, "head 1") == "تلگرام"


def test_the_same_content_never_looks_the_same() -> None:
    assert SEAL.close_bytes(b"x", "a") != SEAL.close_bytes(b"x", "a")


@pytest.mark.parametrize("text", ["", "short", "تلگرام " * 200])
def test_texts_of_any_length_come_back_also_those_of_an_older_version(text: str) -> None:
    assert SEAL.open_text(SEAL.close_text(text, "head"), "head") == text
    older = encrypt(SEAL._content, zlib.compress(text.encode(), 1), b"head")
    assert SEAL.open_text("s1:" + base64.b64encode(older).decode("ascii"), "head") == text


def test_a_kept_result_becomes_small() -> None:
    for cell in sample_run().cells.values():
        text = json.dumps(to_plain(cell), separators=(",", ":"))
        assert len(SEAL.close_text(text, "cell")) < len(text) / 2


@pytest.mark.parametrize(("seal", "purpose"), [(OTHER, "ways"), (SEAL, "settings")])
def test_another_key_or_purpose_opens_nothing(seal: Seal, purpose: str) -> None:
    with pytest.raises(StoreError, match="damaged"):
        seal.open_bytes(SEAL.close_bytes(b"x", "ways"), purpose)


@pytest.mark.parametrize("place", [8, 20, -1])
def test_one_changed_byte_is_noticed(place: int) -> None:
    sealed = bytearray(SEAL.close_bytes(b"content", "ways"))
    sealed[place] ^= 1
    with pytest.raises(StoreError, match="damaged"):
        SEAL.open_bytes(bytes(sealed), "ways")


@pytest.mark.parametrize("text", ["s2:", "s2:!!!", "s2:AAAA", "s1:AAAA", "s2:" + "A" * 80])
def test_a_damaged_text_is_told(text: str) -> None:
    with pytest.raises(StoreError, match="damaged"):
        SEAL.open_text(text, "head")


def test_names_stand_for_words_and_tell_nothing_of_them() -> None:
    assert SEAL.name("run", "a") == SEAL.name("run", "a")
    others = {SEAL.name("run", "b"), SEAL.name("path", "a"), SEAL.name("ru", "na"), OTHER.name("run", "a")}
    assert SEAL.name("run", "a") not in others
    assert len(others) == 4

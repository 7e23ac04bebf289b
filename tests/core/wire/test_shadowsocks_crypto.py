import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from waythrough.wire.shadowsocks_crypto import (
    Box,
    UnreadableError,
    XChaCha20Poly1305,
    aead,
    hchacha20,
    open_block,
    opened,
    seal_block,
    session_key,
)
from waythrough.wire.shadowsocks_methods import METHODS

KEY = bytes(range(32))


def test_hchacha20() -> None:
    nonce = bytes.fromhex("000000090000004a0000000031415927")  # draft-irtf-cfrg-xchacha-03, section 2.2.1
    assert hchacha20(KEY, nonce).hex() == "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc"


def test_xchacha20_poly1305() -> None:  # the same, appendix A.3.1
    text = (
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
        b"sunscreen would be it."
    )
    extra = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
    nonce = bytes(range(0x40, 0x58))
    cipher = XChaCha20Poly1305(bytes(range(0x80, 0xA0)))
    sealed = cipher.encrypt(nonce, text, extra)
    assert sealed.hex().startswith("bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb")
    assert sealed[-16:].hex() == "c0875924c1c7987947deafd8780acf49"
    assert cipher.decrypt(nonce, sealed, extra) == text
    with pytest.raises(InvalidTag):
        cipher.decrypt(nonce, sealed, None)


def test_aes_block() -> None:
    block = bytes.fromhex("00112233445566778899aabbccddeeff")  # FIPS 197, appendix C.1
    assert seal_block(KEY[:16], block).hex() == "69c4e0d86a7b0430d8cdb78070b4c55a"
    assert open_block(KEY[:16], seal_block(KEY[:16], block)) == block


@pytest.mark.parametrize("method", list(METHODS))
def test_a_box_counts_its_pieces(method: str) -> None:
    key = KEY[: METHODS[method].key_size]
    ours, theirs = Box(METHODS[method], key), Box(METHODS[method], key)
    pieces = [ours.seal(b"same") for _ in range(300)]  # the count passes one byte
    assert len(set(pieces)) == 300
    assert [theirs.open(each) for each in pieces] == [b"same"] * 300
    with pytest.raises(UnreadableError):
        theirs.open(pieces[0])


def test_a_nonce_is_in_little_endian() -> None:
    box = Box(METHODS["aes-128-gcm"], KEY[:16])
    box.seal(b"")
    assert box.seal(b"x") == AESGCM(KEY[:16]).encrypt(b"\x01" + bytes(11), b"x", None)


def test_a_changed_piece_is_not_opened() -> None:
    cipher = aead(METHODS["chacha20-ietf-poly1305"], KEY)
    sealed = cipher.encrypt(bytes(12), b"text", None)
    assert opened(cipher, bytes(12), sealed) == b"text"
    with pytest.raises(UnreadableError):
        opened(cipher, bytes(12), sealed[:-1] + bytes([sealed[-1] ^ 1]))


def test_a_session_key_is_by_hkdf_sha1() -> None:
    # made by: openssl kdf -keylen 32 -kdfopt digest:SHA1 -kdfopt hexkey:7878...78 -kdfopt hexsalt:00...00
    #          -kdfopt info:ss-subkey HKDF
    method = METHODS["aes-256-gcm"]
    known = "216798f468b87ecfeaf3d81ed2968af6ea8987d3322b7eb55e855fb99fd5a69c"
    assert session_key(method, b"x" * 32, bytes(32)).hex() == known

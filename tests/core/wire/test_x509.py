"""The certificate reader beside `cryptography`, and against bytes that mean harm."""

import datetime
import hashlib
import ipaddress

import pytest
from cryptography import x509 as oracle
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from waythrough.wire.x509 import NAMES_LIMIT, TEXT_LIMIT, describe, parse

KEY = ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(65537, 2048)
START = datetime.datetime(2024, 2, 29, 23, 59, 58, tzinfo=datetime.UTC)
END = datetime.datetime(2061, 1, 1, tzinfo=datetime.UTC)  # beyond 2049 it is a GeneralizedTime


def name(**fields: str) -> oracle.Name:
    oids = {"cn": NameOID.COMMON_NAME, "o": NameOID.ORGANIZATION_NAME, "c": NameOID.COUNTRY_NAME}
    return oracle.Name([oracle.NameAttribute(oids[field], text) for field, text in fields.items()])


def make(
    subject: oracle.Name | None = None,
    names: list[oracle.GeneralName] | None = None,
    *,
    start: datetime.datetime = START,
    end: datetime.datetime = END,
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = KEY,
) -> oracle.Certificate:
    builder = (
        oracle.CertificateBuilder()
        .subject_name(name(cn="site.test") if subject is None else subject)
        .issuer_name(name(c="ZZ", o="Issuer"))
        .public_key(key.public_key())
        .serial_number(1 << 150)
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(oracle.BasicConstraints(ca=False, path_length=None), critical=True)
    )
    if names is not None:
        builder = builder.add_extension(oracle.SubjectAlternativeName(names), critical=False)
    return builder.sign(KEY, hashes.SHA256())


def der(certificate: oracle.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def tlv(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    length = bytes((size,)) if size < 128 else b"\x82" + size.to_bytes(2)
    return bytes((tag,)) + length + content


SUBJECT = tlv(0x30, tlv(0x31, tlv(0x30, tlv(0x06, b"\x55\x04\x03"), tlv(0x0C, b"x"))))
TIMES = tlv(0x30, tlv(0x17, b"200101000000Z"), tlv(0x18, b"20500101000000Z"))


def hand_made(
    *, subject: bytes = SUBJECT, times: bytes = TIMES, key: bytes = tlv(0x30), extra: bytes = b""
) -> bytes:
    """A certificate of version 1 (no version field), with any part replaced."""
    empty = tlv(0x30)
    return tlv(0x30, tlv(0x30, tlv(0x02, b"\x01"), empty, SUBJECT, times, subject, key, extra))


SAMPLE = der(make(names=[oracle.DNSName("site.test")]))


@pytest.mark.parametrize("key", [KEY, RSA_KEY], ids=["ec", "rsa"])
def test_agrees_with_cryptography(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> None:
    names: list[oracle.GeneralName] = [
        oracle.DNSName("site.test"),
        oracle.DNSName("*.site.test"),
        oracle.IPAddress(ipaddress.ip_address("127.0.0.1")),
        oracle.IPAddress(ipaddress.ip_address("2001:db8::1")),
        oracle.UniformResourceIdentifier("https://ignored.test/"),
    ]
    made = make(names=names, key=key)
    read = parse(der(made))
    spki = made.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert read.subject == "site.test"
    assert read.issuer == "Issuer"
    assert read.names == ("site.test", "*.site.test", "127.0.0.1", "2001:db8::1")
    assert read.not_before == made.not_valid_before_utc.timestamp()
    assert read.not_after == made.not_valid_after_utc.timestamp()
    assert read.fingerprint == made.fingerprint(hashes.SHA256()).hex()
    assert read.key_fingerprint == hashlib.sha256(spki).hexdigest()


def test_organization_stands_in_for_a_common_name() -> None:
    assert parse(der(make(name(o="Organization")))).subject == "Organization"
    assert parse(der(make(name(o="Organization", cn="common.test")))).subject == "common.test"
    assert parse(der(make(oracle.Name([])))).subject == ""
    odd = tlv(0x30, tlv(0x31, tlv(0x30, tlv(0x06, b"\x55\x04\x03"))))  # a type without a value
    assert parse(hand_made(subject=odd)).subject == ""


def test_no_alternative_names_are_no_names() -> None:
    assert parse(der(make())).names == ()
    assert parse(hand_made()).names == ()


@given(
    st.text(min_size=1, max_size=40).filter(lambda text: text.isprintable()),
    st.integers(-600_000_000, 200_000_000_000),
)
def test_any_text_and_time_agree(text: str, moment: int) -> None:
    start = datetime.datetime.fromtimestamp(moment, tz=datetime.UTC)
    made = make(
        name(o=text), start=start, end=datetime.datetime(9999, 12, 31, 23, 59, 59, tzinfo=datetime.UTC)
    )
    read = parse(der(made))
    assert read.subject == text
    assert read.not_before == moment
    assert read.not_after == 253402300799.0


def test_text_that_would_steer_a_terminal_is_defused() -> None:
    text = "a\x1b[31m\u202eb" + "c" * 1000
    subject = tlv(0x30, tlv(0x31, tlv(0x30, tlv(0x06, b"\x55\x04\x03"), tlv(0x0C, text.encode()))))
    read = parse(hand_made(subject=subject)).subject
    assert read.startswith("a\ufffd[31m\ufffdb")
    assert len(read) == TEXT_LIMIT
    assert read.isprintable()


@pytest.mark.parametrize(
    ("tag", "encoded", "text"),
    [
        (0x1E, "bmp".encode("utf-16-be"), "bmp"),
        (0x1C, "universal".encode("utf-32-be"), "universal"),
        (0x14, b"caf\xe9", "café"),
        (0x13, b"plain", "plain"),
        (0x0C, b"\xff", "\ufffd"),
    ],
)
def test_every_string_type_is_read(tag: int, encoded: bytes, text: str) -> None:
    subject = tlv(0x30, tlv(0x31, tlv(0x30, tlv(0x06, b"\x55\x04\x0a"), tlv(tag, encoded))))
    assert parse(hand_made(subject=subject)).subject == text


def test_century_turns_at_fifty_and_a_leap_second_is_no_error() -> None:
    times = tlv(0x30, tlv(0x17, b"500101000000Z"), tlv(0x17, b"491231235960Z"))
    read = parse(hand_made(times=times))
    assert read.not_before == datetime.datetime(1950, 1, 1, tzinfo=datetime.UTC).timestamp()
    assert read.not_after == datetime.datetime(2049, 12, 31, 23, 59, 59, tzinfo=datetime.UTC).timestamp()


@pytest.mark.parametrize(
    "times",
    [
        tlv(0x30, tlv(0x17, b"200101000000Z")),
        tlv(0x30, tlv(0x17, b"200101000000Z"), tlv(0x17, b"20010100000+Z")),
        tlv(0x30, tlv(0x17, b"200101000000Z"), tlv(0x17, b"200101000000+")),
        tlv(0x30, tlv(0x17, b"200101000000Z"), tlv(0x17, b"20200101000000Z")),
        tlv(0x30, tlv(0x17, b"200101000000Z"), tlv(0x17, b"201301000000Z")),
        tlv(0x30, tlv(0x17, b"200101000000Z"), tlv(0x17, b"200101250000Z")),
        tlv(0x31),
    ],
)
def test_times_that_are_none_are_refused(times: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse(hand_made(times=times))


def general_names(count: int) -> bytes:
    names = b"".join(tlv(0x82, b"a.test") for _ in range(count))
    return tlv(0xA3, tlv(0x30, tlv(0x30, tlv(0x06, b"\x55\x1d\x11"), tlv(0x04, tlv(0x30, names)))))


def test_names_are_bounded_and_other_extensions_are_passed_over() -> None:
    assert len(parse(hand_made(extra=general_names(NAMES_LIMIT + 5))).names) == NAMES_LIMIT
    other = tlv(0xA3, tlv(0x30, tlv(0x30, tlv(0x06, b"\x55\x1d\x0f"), tlv(0x04, b"\x00"))))
    assert parse(hand_made(extra=other)).names == ()


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\x30",
        b"\x31\x00",
        tlv(0x30, tlv(0x30)),
        b"\x30\x80\x00\x00",
        b"\x30\x85\x01\x00\x00\x00\x00",
        b"\x30\x82\x01",
        b"\x30\x03\x1f\x01\x00",
        b"\x30\x06\x30\x04\x02\x05\x01\x01",
        b"\x30\x04\x30\x02\x02\x81",
        hand_made(key=tlv(0x04)),
        hand_made(subject=tlv(0x31)),
        hand_made(extra=tlv(0xA3, tlv(0x31))),
    ],
)
def test_broken_certificate_is_refused_and_still_has_its_fingerprint(broken: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse(broken)
    described = describe(broken)
    assert described.fingerprint == hashlib.sha256(broken).hexdigest()
    assert (described.subject, described.names) == ("", ())


def test_good_certificate_is_described_as_parsed() -> None:
    made = der(make())
    assert describe(made) == parse(made)


@given(st.binary(max_size=200))
def test_any_bytes_are_survived(data: bytes) -> None:
    assert describe(data).fingerprint == hashlib.sha256(data).hexdigest()


@given(st.data())
def test_any_damage_is_survived(data: st.DataObject) -> None:
    made = bytearray(SAMPLE)
    for position in data.draw(st.lists(st.integers(0, len(made) - 1), min_size=1, max_size=8)):
        made[position] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(made)))
    assert describe(bytes(made[:cut])).fingerprint

import os
import ssl

import trustme

from tests.core.wire.ech_configs import config, config_list
from waythrough.wire.client_hello import ECH, ESNI, client_hello, ech_extension, esni_extension
from waythrough.wire.ech import read_ech_keys
from waythrough.wire.tls_records import RecordSniffer


def extensions(record: bytes) -> dict[int, bytes]:
    """The extensions of a hello in one record."""
    at = 5 + 4 + 2 + 32
    at += 1 + record[at]
    at += 2 + int.from_bytes(record[at : at + 2])
    at += 1 + record[at]
    rest = record[at + 2 :]
    assert len(rest) == int.from_bytes(record[at : at + 2])
    found = {}
    while rest:
        size = int.from_bytes(rest[2:4])
        found[int.from_bytes(rest[:2])] = rest[4 : 4 + size]
        rest = rest[4 + size :]
    return found


def answer(record: bytes) -> RecordSniffer:
    """What OpenSSL says to a hello."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("a.test").configure_cert(context)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = context.wrap_bio(incoming, outgoing, server_side=True)
    incoming.write(record)
    sniffer = RecordSniffer()
    try:
        server.do_handshake()
    except ssl.SSLWantReadError:
        sniffer.feed(outgoing.read())
    return sniffer


def test_a_server_answers_every_kind_with_its_hello() -> None:
    key = read_ech_keys(config_list())
    for extra in (b"", ech_extension(os.urandom), ech_extension(os.urandom, key), esni_extension(os.urandom)):
        record = client_hello("a.test", os.urandom, extra=extra)
        assert answer(record).server_hello
        assert extensions(record)[0] == b"\0\x09\0\0\6a.test"


def test_hellos_differ_in_the_one_extension_only() -> None:
    plain = extensions(client_hello("a.test", bytes))
    assert ECH not in plain
    for extra in (ech_extension(bytes), esni_extension(bytes)):
        more = extensions(client_hello("a.test", bytes, extra=extra))
        assert {kind: more[kind] for kind in plain} == plain
        assert set(more) - set(plain) <= {ECH, ESNI}


def test_the_real_one_bears_the_number_and_cipher_of_the_key() -> None:
    key = read_ech_keys(config_list(config(config_id=9, kem=0x0010, key=b"\4" + bytes(64))))
    real = extensions(client_hello("cover.test", bytes, extra=ech_extension(bytes, key)))[ECH]
    assert real[:8] == bytes((0, 0, 1, 0, 3, 9, 0, 65))
    grease = extensions(client_hello("a.test", bytes, extra=ech_extension(bytes)))[ECH]
    assert grease[:8] == bytes((0, 0, 1, 0, 1, 0, 0, 32))
    assert real[8 + 65 :] == grease[8 + 32 :]  # payloads of one size

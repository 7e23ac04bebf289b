"""Knocking at OpenVPN servers: real ones where there is root, and peers that answer as they are told."""

import asyncio
import socket
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from tests.core.net import proxy_answers
from tests.core.net.openvpn_fake import honest, saying, tcp_peer, udp_peer
from tests.core.net.openvpn_server import WRAPS, keys, serving, why_not
from tests.core.net.resolvers import Table
from tests.core.wire.openvpn_keys_for_tests import profile
from waythrough.model.failure import FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Leg
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.openvpn import Answered, Below, knock
from waythrough.net.openvpn_tls import tls_of
from waythrough.net.tcp import TcpDialer
from waythrough.wire.openvpn_profile import Profile, parse_profile

BELOW = Below(
    dialer=TcpDialer(), datagrams=UdpDialer(), resolver=Table({}), hop=0, patience=Patience(hard=10)
)
QUICK = replace(BELOW, patience=Patience(hard=0.3))
real = pytest.mark.skipif(bool(why_not()), reason=why_not() or "it is here")


def words(legs: tuple[Leg, ...]) -> list[tuple[Stage | None, str]]:
    return [
        (each.stage, each.detail.reply_text if isinstance(each.detail, PathDetail) else "") for each in legs
    ]


async def fails(text: str, below: Below = QUICK) -> DialError:
    with pytest.raises(DialError) as caught:
        await knock(parse_profile(text) if "\n" in text else profile("plain", remote=text), below)
    return caught.value


@real
@pytest.mark.parametrize("proto", ["udp", "tcp"])
@pytest.mark.parametrize("wrap", WRAPS)
async def test_a_real_server_answers_and_proves_itself(tmp_path: Path, wrap: str, proto: str) -> None:
    with serving(tmp_path, wrap, proto) as port:
        told = parse_profile(keys().client(wrap, f"127.0.0.1 {port} {proto}"))
        found = await knock(told, BELOW, tls_of(told))
    connect = [(Stage.CONNECT, "")] if proto == "tcp" else []
    assert words(found.legs) == [*connect, (Stage.HANDSHAKE, "answered"), (Stage.TLS, "tls_ok")]
    assert (found.proved, found.address) == (True, "127.0.0.1")
    assert all(leg.bytes_received > 20 for leg in found.legs[-2:])


@real
@pytest.mark.parametrize("wrap", ["tls-auth", "tls-crypt"])
async def test_a_real_server_is_silent_to_another_key(tmp_path: Path, wrap: str) -> None:
    with serving(tmp_path, wrap, "udp") as port:
        other = parse_profile(keys("other.test").client(wrap, f"127.0.0.1 {port} udp"))
        with pytest.raises(DialError) as caught:
            await knock(other, QUICK)
    assert words(caught.value.legs) == [(Stage.CONNECT, "silent")]
    assert caught.value.failure.kind is FailureKind.TIMEOUT


@real
async def test_a_server_of_another_authority_is_not_believed(tmp_path: Path) -> None:
    with serving(tmp_path, "plain", "udp") as port:
        stranger = parse_profile(keys("other.test").client("plain", f"127.0.0.1 {port} udp"))
        with pytest.raises(DialError) as caught:
            await knock(stranger, BELOW, tls_of(stranger))
    assert words(caught.value.legs) == [(Stage.HANDSHAKE, "answered"), (Stage.TLS, "tls_failed")]
    assert caught.value.failure.kind is FailureKind.CERT_SELF_SIGNED, (
        "the stranger's own authority came along"
    )


@real
@pytest.mark.parametrize(
    ("line", "proved"),
    [
        ("verify-x509-name vpn.test name", True),
        ("verify-x509-name vpn. name-prefix", True),
        ("verify-x509-name 'CN=whoever'", True),
        ("verify-x509-name other.test name", False),
    ],
)
async def test_a_name_that_the_profile_asks_for_is_compared(tmp_path: Path, line: str, proved: bool) -> None:
    with serving(tmp_path, "plain", "udp") as port:
        told = parse_profile(keys().client("plain", f"127.0.0.1 {port} udp", more=line))
        try:
            found: Answered | FailureKind = await knock(told, BELOW, tls_of(told))
        except DialError as error:
            found = error.failure.kind
    assert (found is not FailureKind.CERT_NAME_MISMATCH) is proved
    assert isinstance(found, Answered) is proved


@pytest.mark.parametrize("wrap", WRAPS)
async def test_an_answer_is_enough_where_nothing_is_to_be_verified(wrap: str) -> None:
    async with udp_peer(honest(wrap)) as (port, _), tcp_peer(honest(wrap)) as tcp:
        found = await knock(profile(wrap, remote=f"127.0.0.1 {port}"), BELOW)
        assert words(found.legs) == [(Stage.HANDSHAKE, "answered")]
        assert not found.proved
        over = await knock(profile(wrap, remote=f"127.0.0.1 {tcp} tcp"), BELOW)
        assert words(over.legs) == [(Stage.CONNECT, ""), (Stage.HANDSHAKE, "answered")]


async def test_a_reset_that_was_lost_is_sent_again() -> None:
    async with udp_peer(honest(silent_for=1)) as (port, came):
        found = await knock(profile("plain", remote=f"127.0.0.1 {port}"), BELOW)
    assert came[0][:9] == came[1][:9], "the same session"
    assert found.legs[0].duration > 0.9


async def test_nobody_at_a_udp_port_is_a_refusal() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    error = await fails(f"127.0.0.1 {port}")
    assert words(error.legs) == [(Stage.CONNECT, "refused")]
    assert error.failure.kind is FailureKind.REFUSED


async def test_silence_is_told_by_where_it_began() -> None:
    async with udp_peer(saying()) as (port, _), tcp_peer(saying()) as tcp:
        error = await fails(f"127.0.0.1 {port}")
        assert words(error.legs) == [(Stage.CONNECT, "silent")]
        error = await fails(f"127.0.0.1 {tcp} tcp")
        assert words(error.legs) == [(Stage.CONNECT, ""), (Stage.HANDSHAKE, "silent")]
    assert error.failure.kind is FailureKind.TIMEOUT


@pytest.mark.parametrize("words_said", [b"SSH-2.0-x\r\n", b"\x40" + bytes(30)])
async def test_another_service_is_no_openvpn(words_said: bytes) -> None:
    async with udp_peer(saying(words_said)) as (port, _):
        error = await fails(f"127.0.0.1 {port}", replace(BELOW, patience=Patience(hard=10)))
        assert words(error.legs) == [(Stage.HANDSHAKE, "bad_reply")]
    async with tcp_peer(saying(words_said)) as port:
        error = await fails(f"127.0.0.1 {port} tcp", BELOW)
        assert words(error.legs)[-1] == (Stage.HANDSHAKE, "bad_reply")
    assert error.failure.kind is FailureKind.PROXY_MALFORMED


async def test_a_stream_of_something_else_is_no_openvpn() -> None:
    async with tcp_peer(saying(b"HTTP/1.1 400 Bad Request\r\n\r\n"), framed=False) as port:
        error = await fails(f"127.0.0.1 {port} tcp", BELOW)
    assert words(error.legs)[-1] == (Stage.HANDSHAKE, "bad_reply")


async def test_an_answer_by_another_key_is_told_apart() -> None:
    body = honest("tls-auth")

    def damaged(data: bytes, before: int) -> list[bytes]:
        return [each[:-1] + b"\xff" for each in body(data, before)]

    async with udp_peer(damaged) as (port, _):
        with pytest.raises(DialError) as caught:
            await knock(profile("tls-auth", remote=f"127.0.0.1 {port}"), BELOW)
    assert words(caught.value.legs) == [(Stage.HANDSHAKE, "wrong_key")]


async def test_the_true_answer_is_heard_behind_a_forged_one() -> None:
    good = honest("tls-auth")

    def both(data: bytes, before: int) -> list[bytes]:
        return [b"\x40" + bytes(60), *good(data, before)]

    async with udp_peer(both) as (port, _):
        found = await knock(profile("tls-auth", remote=f"127.0.0.1 {port}"), BELOW)
    assert words(found.legs) == [(Stage.HANDSHAKE, "answered")]


async def test_a_connection_that_is_hung_up_says_so() -> None:
    async with tcp_peer(None) as port:
        error = await fails(f"127.0.0.1 {port} tcp", BELOW)
    assert words(error.legs)[-1] == (Stage.HANDSHAKE, "closed")
    assert error.failure.kind in (FailureKind.EOF, FailureKind.RESET)


async def test_the_next_server_is_asked_when_one_is_dead() -> None:
    async with udp_peer(honest()) as (port, _):
        text = f"remote gone.test 1\nremote 127.0.0.1 1 tcp\nremote here.test {port}\n"
        below = replace(BELOW, resolver=Table({"here.test": ("127.0.0.1",)}))
        found = await knock(parse_profile(text), below)
    assert [(leg.stage, leg.failure is None) for leg in found.legs] == [
        (Stage.RESOLVE, False),
        (Stage.CONNECT, False),
        (Stage.RESOLVE, True),
        (Stage.HANDSHAKE, True),
    ]
    assert (found.remote.host, found.address) == ("here.test", "127.0.0.1")


async def test_a_family_that_the_profile_excludes_is_not_used() -> None:
    below = replace(BELOW, resolver=Table({"vpn.test": ("127.0.0.1",)}))
    error = await fails("remote vpn.test 1194 udp6\n", below)
    assert error.failure.kind is FailureKind.NODATA


async def test_names_are_handed_on_where_the_way_in_front_resolves_them() -> None:
    error = await fails("vpn.test 1194", replace(BELOW, resolver=None))
    assert error.failure.kind is FailureKind.BAD_CONFIG, "the line itself knows addresses only"
    assert error.legs[-1].stage is Stage.CONNECT


async def test_datagrams_are_left_out_where_nothing_carries_them() -> None:
    async with tcp_peer(honest()) as port:
        text = f"remote 127.0.0.1 1 udp\nremote 127.0.0.1 {port} tcp\n"
        found = await knock(parse_profile(text), replace(BELOW, datagrams=None))
    assert words(found.legs) == [(Stage.CONNECT, ""), (Stage.HANDSHAKE, "answered")]


async def test_a_knock_that_is_cancelled_leaves_nothing() -> None:
    async with udp_peer(saying()) as (port, _), asyncio.TaskGroup() as group:
        task = group.create_task(knock(profile("plain", remote=f"127.0.0.1 {port}"), BELOW))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
    assert task.cancelled()


AUTHORITY = trustme.CA(key_type=trustme.KeyType.ECDSA).cert_pem.bytes().decode()


def verified(remote: str) -> Profile:
    return parse_profile(f"remote {remote}\n<ca>\n{AUTHORITY}</ca>\n")


async def test_a_server_that_falls_silent_after_its_reset_fails_at_tls() -> None:
    async with udp_peer(honest()) as (port, came):
        told = verified(f"127.0.0.1 {port}")
        with pytest.raises(DialError) as caught:
            await knock(told, replace(BELOW, patience=Patience(hard=1.4)), tls_of(told))
    assert words(caught.value.legs) == [(Stage.HANDSHAKE, "answered"), (Stage.TLS, "tls_failed")]
    assert caught.value.failure.kind is FailureKind.TIMEOUT
    sent = [each for each in came if each[0] >> 3 == 4]
    assert len(sent) >= 2, "the hello was sent again"


@pytest.mark.parametrize("nonsense", [b"\x00\x00", b""])
async def test_a_stream_that_breaks_in_tls_is_told(nonsense: bytes) -> None:
    """After the reset come bytes that are no packet, or the end."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        size = int.from_bytes(await reader.readexactly(2), "big")
        (reply,) = honest()(await reader.readexactly(size), 0)
        writer.write(len(reply).to_bytes(2, "big") + reply)
        await reader.readexactly(2)
        writer.write(nonsense)
        if nonsense:
            await reader.read()

    async with proxy_answers.serving(serve) as port:
        told = verified(f"127.0.0.1 {port} tcp")
        with pytest.raises(DialError) as caught:
            await knock(told, BELOW, tls_of(told))
    assert words(caught.value.legs)[-1] == (Stage.TLS, "tls_failed")
    kinds = {FailureKind.NOT_TLS} if nonsense else {FailureKind.EOF, FailureKind.RESET}
    assert caught.value.failure.kind in kinds

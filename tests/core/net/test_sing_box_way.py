"""What a way of sing-box finds out about its server, and chains of such ways."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.net.proxy_answers import serving
from tests.core.paths.sing_box_ways import way
from tests.ways.programs import which
from tests.ways.real import RealWay
from tests.ways.sing_box_client import (
    HELLO,
    NAME,
    PATIENCE,
    Yard,
    echo,
    failed,
    opened,
    said,
    with_fields,
)
from tests.ways.sing_box_servers import OTHER_PASSWORD, REALITY, RECIPES, UUID
from waythrough.model.failure import CERT_FAILURES, FailureKind
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.programs import PROGRAMS_VARIABLE
from waythrough.net.trust import Trust

UTLS = os.environ.get("WAYTHROUGH_SING_BOX_UTLS") or which("sing-box-utls") or ""


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    return Yard(tmp_path)


@pytest.fixture
def vless(yard: Yard) -> Iterator[RealWay]:
    if RECIPES[0].missing:
        pytest.skip(RECIPES[0].missing)
    with RECIPES[0].start(yard.place) as running:
        yield running


async def test_a_cancelled_dial_leaves_nothing(vless: RealWay, yard: Yard) -> None:
    async with serving(echo) as port, opened(vless.spec(NAME), yard.ground()) as path:
        for yields in range(0, 60, 4):
            async with asyncio.TaskGroup() as group:
                task = group.create_task(path.dialer.dial("localhost", port, PATIENCE))
                for _ in range(yields):
                    await asyncio.sleep(0)
                task.cancel()
            if not task.cancelled():
                task.result().abort()


@pytest.mark.parametrize(
    ("changes", "stage", "kind"),
    [
        ({"sni": "other.test"}, Stage.TLS, FailureKind.CERT_NAME_MISMATCH),
        ({"transport": "ws", "path": "/"}, Stage.TLS, FailureKind.EOF),
    ],
)
async def test_what_tls_and_transports_say_is_told(
    vless: RealWay, yard: Yard, changes: dict[str, FieldValue], stage: Stage, kind: FailureKind
) -> None:
    async with opened(with_fields(vless.spec(NAME), **changes), yard.ground()) as path:
        assert await failed(path, "localhost", 443) in (
            (stage, kind),
            (stage, FailureKind.RESET),
            (Stage.HANDSHAKE, FailureKind.PROXY_MALFORMED),
        )


async def test_a_foreign_certificate_is_refused_unless_the_user_wants_any(vless: RealWay, yard: Yard) -> None:
    on = yard.ground(trust=Trust())
    async with serving(echo) as port:
        async with opened(vless.spec(NAME), on) as path:
            assert await failed(path, "localhost", port) == (Stage.TLS, FailureKind.CERT_UNKNOWN_ISSUER)
        async with opened(with_fields(vless.spec(NAME), insecure=True), on) as path:
            stream = await path.dialer.dial("localhost", port, PATIENCE)
            assert await said(stream) == b"heard " + HELLO
            stream.abort()


async def test_what_speaks_no_tls_is_told(yard: Yard) -> None:
    async with serving(echo) as port:
        spec = way("vless", host=NAME, port=port, security="tls")
        async with opened(spec, yard.ground()) as path:
            assert await failed(path, "localhost", 443) == (Stage.TLS, FailureKind.NOT_TLS)


async def test_the_page_of_a_trojan_server_is_no_answer_of_the_target(yard: Yard) -> None:
    """A Trojan server shows who does not know the password an honest site instead."""

    async def site(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with serving(site) as port:
        spec = way("trojan", host=NAME, port=port, password=Secret(OTHER_PASSWORD))
        async with opened(spec, yard.ground()) as path:
            assert await failed(path, "localhost", 443) == (Stage.AUTH, FailureKind.PROXY_AUTH)


async def test_a_chain_goes_through_the_way_in_front(vless: RealWay, yard: Yard) -> None:
    """Also where that is a way of sing-box itself, and the one behind speaks by datagrams."""
    front = way("vless", host=NAME, port=vless.port, security="tls", uuid=Secret(UUID))
    behind = PathSpec(
        id="behind", kind="vless", fields={**vless.spec("localhost").fields, "sni": NAME}, via=front
    )
    async with serving(echo) as port, opened(behind, yard.ground()) as path:
        assert path.hops == 2
        stream = await path.dialer.dial("localhost", port, PATIENCE)
        assert await said(stream) == b"heard " + HELLO
        stream.abort()
    assert set(yard.names.asked) == {NAME}


async def test_what_speaks_by_datagrams_goes_through_a_way_that_carries_them(
    vless: RealWay, yard: Yard
) -> None:
    front = vless.spec(NAME)
    folder = yard.place.folder / "behind"
    folder.mkdir()
    quic = next(each for each in RECIPES if each.name == "hysteria2 by sing-box")
    with quic.start(replace(yard.place, folder=folder)) as real:
        fields = {**real.spec("localhost").fields, "sni": NAME}
        behind = PathSpec(id="behind", kind=real.kind, fields=fields, via=front)
        async with serving(echo) as port, opened(behind, yard.ground()) as path:
            assert path.hops == 2
            stream = await path.dialer.dial("localhost", port, PATIENCE)
            assert await said(stream) == b"heard " + HELLO
            assert {leg.hop for leg in stream.facts.legs} == {1}
            stream.abort()
    assert set(yard.names.asked) == {NAME}


async def test_hysteria_jumps_among_ports_through_our_own_door(yard: Yard) -> None:
    quic = next(each for each in RECIPES if each.name == "hysteria2 by sing-box")
    if quic.missing:
        pytest.skip(quic.missing)
    with quic.start(yard.place) as real:
        jumping = with_fields(real.spec(NAME), ports=f"{real.port}-{real.port}")
        async with serving(echo) as port, opened(jumping, yard.ground()) as path:
            stream = await path.dialer.dial("localhost", port, PATIENCE)
            assert await said(stream) == b"heard " + HELLO
            stream.abort()


@pytest.fixture
def utls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not UTLS:
        pytest.skip("no sing-box built with uTLS: name one in WAYTHROUGH_SING_BOX_UTLS")
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "sing-box").symlink_to(UTLS)
    monkeypatch.setenv(PROGRAMS_VARIABLE, str(folder))


async def test_reality(yard: Yard, utls: None) -> None:
    async with serving(echo) as port:
        with REALITY.start(yard.place) as real:
            async with opened(real.spec(NAME), yard.ground()) as path:
                stream = await path.dialer.dial("localhost", port, PATIENCE)
                assert await said(stream) == b"heard " + HELLO
                stream.abort()
            async with opened(real.spec(NAME, wrong=True), yard.ground()) as path:
                await failed(path, "localhost", port)
                assert (await failed(path, "127.0.0.1", port))[0] is Stage.AUTH
            other = with_fields(real.spec(NAME), short_id=Secret("aaaa"))
            async with opened(other, yard.ground()) as path:
                stage, kind = await failed(path, "localhost", port)
    # what answers is the honest site behind, whose certificate nobody else vouches for here
    assert (stage is Stage.TLS and kind in CERT_FAILURES) or stage is Stage.HANDSHAKE

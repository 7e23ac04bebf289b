"""The side legs of a thorough run, on a street with a real HTTP/3 server."""

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.engine.town import HERE, Authority, Town, answer, plain, plan, town
from tests.core.net.faultserver import Behaviour, Peer, TlsPeer
from tests.core.net.quic_server import h3_server
from tests.core.wire.ech_configs import config, config_list
from waythrough.engine.engine import Engine
from waythrough.engine.legs import ROUNDS
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, Depth, Settings
from waythrough.model.step import Purpose
from waythrough.model.verdict import Label
from waythrough.net import quic

ECH = b64encode(config_list(config(b"n3.test"))).decode()


def offering(authority: Authority, port: int, *cut: bytes) -> Behaviour:
    """A page that offers HTTP/3 at a port; hellos with some bytes in them are cut."""

    async def behave(peer: Peer) -> None:
        hello = await peer.peek_hello()
        if any(each in hello for each in cut):
            peer.reset()
            return
        tls = await peer.tls(authority.good)
        await tls.request()
        head = f'HTTP/1.1 200 OK\r\nalt-svc: h3=":{port}"\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok'
        await tls.send(head.encode())
        await tls.close_notify()

    return behave


@asynccontextmanager
async def quick_town(authority: Authority, folder: Path) -> AsyncIterator[tuple[Town, int]]:
    """A town with an HTTP/3 server for all its names; gives its port."""
    issued = authority.ca.issue_cert("news.test", "n3.test")
    file = folder / "h3.pem"
    issued.private_key_and_cert_chain_pem.write_to_path(str(file))
    async with town(authority) as here, h3_server(str(file)) as port:
        yield here, port


async def measured(here: Town, *, depth: Depth = Depth.THOROUGH, **more: tuple[str, ...]) -> Cell:
    async with Engine(replace(here.profile, **more)) as engine:  # type: ignore[arg-type]
        wanted = replace(plan(here.platform("news.test"), depth=depth), settings=Settings(large=False))
        run = await engine.run(wanted)
    return run.cell("news", DIRECT_ID)


def purposes(cell: Cell) -> set[Purpose]:
    return {each.purpose for each in cell.observations}


async def test_both_legs_are_measured_beside_a_page_that_works(authority: Authority, tmp_path: Path) -> None:
    async with quick_town(authority, tmp_path) as (here, port):
        await here.site("news.test", offering(authority, port))
        here.records["news.test", "HTTPS"] = (f'1 . alpn="h3" ech="{ECH}"',)
        cell = await measured(here, quic_hosts=(f"n3.test:{here.ports['n3.test']}",))
    legs = {each.leg: each for each in cell.targets}
    assert (cell.works, cell.verdict.label) == (True, Label.OK)
    assert legs["quic"].works is True
    assert legs["ech"].works is True
    assert cell.findings == ()
    hellos = [each for each in cell.observations if each.purpose is Purpose.ECH_REAL]
    assert len({each.attempt for each in hellos}) == ROUNDS
    assert Purpose.QUIC_ECH in purposes(cell)


async def test_hidden_names_that_get_no_answer_are_a_finding(authority: Authority, tmp_path: Path) -> None:
    async with quick_town(authority, tmp_path) as (here, port):
        await here.site("news.test", offering(authority, port, b"n3.test"))
        here.records["news.test", "HTTPS"] = (f'1 . ech="{ECH}"',)
        cell = await measured(here)
    assert (cell.works, cell.verdict.label) == (True, Label.OK)
    [finding] = cell.findings
    assert (finding.label, finding.trigger) == (Label.ECH_BLOCKING, "outer name")
    assert Purpose.ECH_PUBLIC in purposes(cell)


async def test_only_a_thorough_run_has_legs(authority: Authority, tmp_path: Path) -> None:
    async with quick_town(authority, tmp_path) as (here, port):
        await here.site("news.test", offering(authority, port))
        cell = await measured(here, depth=Depth.STANDARD)
    assert purposes(cell) == {Purpose.TARGET}


async def test_what_is_not_offered_is_not_asked_for(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test")
        cell = await measured(here)
    patterns = {Purpose.PARALLEL_NEUTRAL, Purpose.PARALLEL}
    assert purposes(cell) == {Purpose.TARGET, Purpose.RAW, Purpose.HTTPS_RECORD} | patterns
    assert {each.verdict.reason for each in cell.targets if each.leg != "tcp"} == {"not_offered"}


async def test_without_the_library_the_leg_says_so(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quic, "available", lambda: False)
    async with quick_town(authority, tmp_path) as (here, port):
        await here.site("news.test", offering(authority, port))
        cell = await measured(here)
    assert next(each for each in cell.targets if each.leg == "quic").verdict.reason == "no_client"
    assert Purpose.QUIC not in purposes(cell)


async def test_a_page_without_tls_has_no_legs(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test", plain())
        platform = here.platform("news.test")
        url = f"http://news.test:{here.ports['news.test']}/"
        platform = replace(platform, targets=(replace(platform.targets[0], url=url),))
        _, run = await here.run(plan(platform, depth=Depth.THOROUGH))
    assert Purpose.HTTPS_RECORD not in purposes(run.cell("news", DIRECT_ID))


async def test_the_forerunner_is_tried_once_a_run(authority: Authority, tmp_path: Path) -> None:
    heard: list[bytes] = []

    async def esni_counts(peer: Peer) -> None:
        hello = await peer.peek_hello()
        if b"\xff\xce" in hello:
            heard.append(hello)
        tls = TlsPeer(peer, authority.good)
        await tls.handshake()
        await tls.send(answer())

    async with quick_town(authority, tmp_path) as (here, port):
        for name in ("news.test", "chat.test"):
            await here.site(name, offering(authority, port))
        beacon = await here.site("n3.test", esni_counts)
        platforms = [here.platform(name) for name in ("news.test", "chat.test")]
        profile = replace(here.profile, quic_hosts=(f"n3.test:{beacon}",))
        async with Engine(profile) as engine:
            run = await engine.run(plan(*platforms, depth=Depth.THOROUGH))
    assert len({each[11:43] for each in heard}) == 2
    assert {Purpose.ESNI, Purpose.ESNI_NONE} <= {each.purpose for each in run.network_observations}
    assert HERE in {each.address for each in run.network_observations}

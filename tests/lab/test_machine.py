"""The client's own machine is what `Local` says, and the tester's machine is as before afterwards."""

import asyncio
import errno
import os
import resource
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from . import netns, raw
from .drive import run_in
from .honest import CERT_EXPIRED
from .local import Event, Local
from .machine import limits
from .raw import Saw
from .scenario import OwnWay, Row, Truth, Variant
from .spec import Authority
from .standard import FINE, FINE_AT, ISP_RESOLVER, TARGET
from .world import world

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(bool(netns.why_not()), reason=netns.why_not() or "-"),
]
BASE = replace(CERT_EXPIRED, platforms=(Row(id="fine", url=f"https://{FINE}/"),))


def test_the_system_resolves_by_its_own_files() -> None:
    before = (Path("/etc/hosts").read_bytes(), Path("/etc/resolv.conf").read_bytes(), Path.cwd())
    with world(replace(BASE, local=Local(hosts={TARGET: "127.0.0.9"}))) as lab:
        assert lab.profile["resolvers"][0] == "system"  # type: ignore[index]
        with lab.client():
            assert socket.gethostbyname(TARGET) == "127.0.0.9"
            assert socket.gethostbyname(FINE) == FINE_AT
    assert (Path("/etc/hosts").read_bytes(), Path("/etc/resolv.conf").read_bytes(), Path.cwd()) == before


def test_routes_and_ports() -> None:
    local = Local(routes=(f"prohibit {FINE_AT}",), ports=(61000, 61001))
    with world(replace(BASE, local=local)) as lab, lab.client():
        with pytest.raises(PermissionError):
            raw.dial(FINE_AT, 443)
        oak = "203.0.113.30"
        with raw.dial(oak, 443), raw.dial(oak, 443), pytest.raises(OSError, match="assign") as caught:
            raw.dial(oak, 443)
        assert caught.value.errno == errno.EADDRNOTAVAIL


def test_ports_that_another_program_holds() -> None:
    """Only TCP is refused: questions to the resolver still leave."""
    with world(replace(BASE, local=Local(ports=(61000, 61007), held=True))) as lab, lab.client():
        with pytest.raises(OSError, match="assign") as caught:
            raw.dial(FINE_AT, 443)
        assert raw.answers(ISP_RESOLVER, FINE)
    assert caught.value.errno == errno.EADDRNOTAVAIL


def test_descriptors_are_taken_away_and_given_back() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    held: list[int] = []
    try:
        with limits(Local(files=64)), pytest.raises(OSError, match="Too many open files"):
            held.extend(iter(lambda: os.dup(0), -1))
        assert len(held) < 64
    finally:
        for each in held:
            os.close(each)
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == before


def test_a_tunnel_carries_the_default_route() -> None:
    with world(replace(BASE, local=Local(vpn="wg0", mtu=1280))) as lab:
        shown = lab.run_in_client(["ip", "-o", "link"]).stdout
        assert lab.call_in_client(lambda: raw.connect(FINE_AT, 443)) is Saw.OPEN
    assert "wg0" in shown
    assert "mtu 1280" in shown
    assert "eth0" in shown
    assert "tun0" not in shown


def test_roots_of_the_system() -> None:
    with world(replace(BASE, local=Local(trusts=(Authority.PRODUCT,)))) as lab:
        assert Path(lab.papers.os_roots).read_text().count("BEGIN CERTIFICATE") == 2
        assert lab.profile["os_roots"] == lab.papers.os_roots
    with world(replace(BASE, local=Local(no_roots=True))) as lab:
        assert lab.profile["trust_roots"] != lab.papers.root


def test_ways_of_its_own_and_events_during_the_run() -> None:
    seen: list[str] = []
    event = Event(do=lambda lab: seen.append(lab.scenario.id), counter=f"hit {FINE}")
    way = OwnWay(name="mine", link="socks5://203.0.113.200:1080")
    wrong = Truth(works=False, label=BASE.cause)
    row = replace(BASE.platforms[0], through={"mine": wrong})
    scenario = replace(BASE, local=Local(events=(event,)), ways=(way,), platforms=(row,))
    assert row.over("mine", Variant.ALONE) is wrong
    with world(scenario) as lab, lab.client():
        run = asyncio.run(run_in(lab))
    assert set(lab.truths) == {("fine", "direct"), ("fine", "mine")}
    assert run.cell("fine", "mine").works is True
    assert seen == [BASE.id]

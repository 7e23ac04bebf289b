"""The gate: returns as soon as the line is proven, sees everything when it is not, and asks when names are silent."""

from dataclasses import replace

import pytest

from tests.core.engine.town import HERE, NAMES, NEUTRALS, Authority, Town, page, plain, reset, silence, town
from tests.core.net.resolvers import Table
from tests.core.probe.street import walk_over
from waythrough.model.network import NetworkProfile
from waythrough.model.observation import TlsDetail
from waythrough.model.step import Purpose, Step
from waythrough.net.deadline import Patience
from waythrough.net.trust import Trust
from waythrough.probe import local_gate
from waythrough.probe.local_gate import Gate, host_port, pass_gate

BRIEF = Patience(soft=0.1, hard=0.3)


async def gate(here: Town, profile: NetworkProfile | None = None, table: Table | None = None) -> Gate:
    walk = walk_over(here.authority, table=table, patience=BRIEF)
    return await pass_gate(walk, profile or here.profile, (Table(dict.fromkeys(NAMES, (HERE,))),))


async def test_a_good_line_is_proven_by_two_neutral_hosts_and_a_known_page(authority: Authority) -> None:
    async with town(authority) as here:
        seen = await gate(here)
        assert seen.open
        assert len(seen.neutrals) >= 2
        assert [(each.host, each.address) for each in seen.plain] == [("canary.test", HERE)]
        assert {each.port for each in seen.neutrals} <= {here.ports[name] for name in NEUTRALS}
    assert {each.purpose for each in seen.observations} == {Purpose.CANARY, Purpose.NEUTRAL}
    assert all(each.target for each in seen.observations)


async def test_it_does_not_wait_for_hosts_that_are_slow_once_it_is_sure(authority: Authority) -> None:
    async with town(authority) as here:
        slow = await here.site("n3.test", silence)
        await here.site("gone.test", silence)
        hosts = (*here.profile.neutral_hosts[:2], f"n3.test:{slow}")
        profile = replace(here.profile, neutral_hosts=hosts)
        walk = walk_over(authority, patience=Patience(soft=5, hard=50))
        seen = await pass_gate(walk, profile)
    assert seen.open
    assert {each.host for each in seen.neutrals} == {"n1.test", "n2.test"}


async def test_an_altered_page_is_seen_but_not_taken_for_known(authority: Authority) -> None:
    async with town(authority, neutral=reset, canary=plain(b"log in")) as here:
        seen = await gate(here)
    assert (seen.open, seen.plain, seen.neutrals) == (False, (), ())
    assert any(each.purpose is Purpose.CANARY and each.step is Step.HTTP for each in seen.observations)


async def test_domestic_hosts_are_kept_apart(authority: Authority) -> None:
    async with town(authority, neutral=reset) as here:
        port = await here.site("news.test")
        seen = await gate(here, replace(here.profile, domestic_hosts=(f"news.test:{port}",)))
    assert not seen.open
    assert any(
        each.purpose is Purpose.DOMESTIC and each.step is Step.HTTP and each.ok for each in seen.observations
    )


async def test_a_silent_resolver_is_told_from_a_dead_line_by_another_one(authority: Authority) -> None:
    async with town(authority) as here:
        seen = await gate(here, table=Table({}))
    compared = [each for each in seen.observations if each.purpose is Purpose.COMPARE]
    assert [each.ok for each in compared] == [True]
    assert not seen.open


async def test_a_resolver_that_stays_silent_is_not_waited_for(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_gate, "RESOLVER_SILENCE", 0.0)
    async with town(authority) as here:
        seen = await gate(here, table=Table({}))
        assert any(each.purpose is Purpose.COMPARE for each in seen.observations)
        good = await gate(here, replace(here.profile, neutral_hosts=()))
        assert not good.open


async def test_whose_root_signs_is_asked_of_the_own_system(authority: Authority) -> None:
    """LOC-02: a root that only this computer trusts was put there by its owner."""
    foreign = page(authority.intercepting)
    async with town(authority, neutral=foreign) as here:
        authority.foreign.cert_pem.write_to_path(f"{authority.file}.os")
        for roots, trusted in ((f"{authority.file}.os", True), (authority.file, False)):
            walk = walk_over(authority, patience=BRIEF)
            trust = Trust(roots=authority.file, os_roots=roots)
            walk = replace(walk, line=replace(walk.line, trust=trust))
            seen = await pass_gate(walk, here.profile)
            details = [each.detail for each in seen.observations if each.step is Step.TLS]
            assert details
            assert all(isinstance(each, TlsDetail) and each.os_trusted is trusted for each in details)


@pytest.mark.parametrize(
    ("text", "where"), [("n1.test", ("n1.test", 443)), ("n1.test:8443", ("n1.test", 8443))]
)
def test_a_host_entry_has_a_port_or_the_usual_one(text: str, where: tuple[str, int]) -> None:
    assert host_port(text) == where


async def test_a_profile_without_anything_to_ask_proves_nothing(authority: Authority) -> None:
    walk = walk_over(authority)
    seen = await pass_gate(walk, NetworkProfile(canaries=(), neutral_hosts=(), domestic_hosts=()))
    assert (seen.open, seen.observations) == (False, ())


async def test_where_all_fall_silent_small_packets_are_tried(authority: Authority) -> None:
    async with town(authority, neutral=silence) as here:
        seen = await gate(here)
        one = replace(here.profile, neutral_hosts=here.profile.neutral_hosts[:1])
        few = await gate(here, one)
    small = {each.target for each in seen.observations if each.purpose is Purpose.WAY_SMALL}
    assert small == set(here.profile.neutral_hosts[:2])
    assert not [each for each in few.observations if each.purpose is Purpose.WAY_SMALL]
    assert not seen.open, "what opens with small packets only proves nothing of the line"


async def test_small_packets_are_not_tried_where_hosts_refuse(authority: Authority) -> None:
    async with town(authority, neutral=reset) as here:
        seen = await gate(here)
    assert not [each for each in seen.observations if each.purpose is Purpose.WAY_SMALL]

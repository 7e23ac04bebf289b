"""Servers that stand for each other: one suffices, and the closed ones are named without crying wolf."""

from tests.core.verdict.facts_factory import Story, cell, tcp_target, way
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import Target
from waythrough.model.step import Purpose
from waythrough.model.verdict import Label

ADDRESSES = tuple(f"203.0.113.{number}" for number in range(101, 107))


def server(address: str, port: int = 443) -> Target:
    return tcp_target(host=address, port=port, group="dc")


def story(about: Target, end: Kind | None = None, tries: int = 2, path: str = DIRECT_ID) -> Story:
    told = Story(about, path)
    for number in range(1, (tries if end else 1) + 1):
        told.tried(about.host, connect=end, attempt=number)
    return told


def control(about: Target) -> Story:
    """A way that reaches the very server, asked only because the line did not."""
    return way(about=about).tried(about.host, purpose=Purpose.ADDRESS)


def cells(open_ones: int, tries: int = 2, *, controlled: bool = True) -> list[Story]:
    servers = [server(each) for each in ADDRESSES]
    direct = [story(each, None if n < open_ones else Kind.TIMEOUT, tries) for n, each in enumerate(servers)]
    theirs = [control(each) for each in servers] if controlled else []
    if theirs:
        theirs[0].tried(servers[0].host)
    return [*direct, *theirs]


def test_one_open_server_of_six_is_in_part() -> None:
    """IP-14."""
    said = cell(*cells(1))
    assert (said.works, said.verdict.label, said.verdict.qualifier) == (True, Label.PARTIAL, "ip_blocking")
    assert (said.verdict.tries.seen, said.verdict.tries.of) == (5, 6)
    assert [each.label for each in said.findings] == [Label.IP_BLOCKING] * 5
    assert [each.works for each in said.targets] == [True, *[False] * 5]


def test_without_a_control_the_cause_stays_open() -> None:
    said = cell(*cells(1, controlled=False))
    assert (said.works, said.verdict.label, said.verdict.qualifier) == (True, Label.PARTIAL, "inconclusive")
    assert said.findings == ()


def test_a_few_closed_servers_leave_the_service_whole() -> None:
    said = cell(*cells(3))
    assert (said.works, said.verdict.label) == (True, Label.OK)
    assert [each.label for each in said.findings] == [Label.IP_BLOCKING] * 3


def test_servers_that_were_silent_only_once_do_not_count() -> None:
    assert cell(*cells(1, tries=1)).verdict.label is Label.OK


def test_all_servers_closed_is_blocking() -> None:
    said = cell(*cells(0))
    assert (said.works, said.verdict.label) == (False, Label.IP_BLOCKING)


def test_a_server_that_takes_another_port_is_no_bad_server() -> None:
    """IP-15: the port is a finding and accuses nobody."""
    told = []
    for address in ADDRESSES[:3]:
        told += [story(server(address)), story(server(address, 5222), Kind.TIMEOUT)]
    said = cell(*told)
    assert (said.works, said.verdict.label) == (True, Label.OK)
    assert {(each.label, each.qualifier) for each in said.findings} == {(Label.INCONCLUSIVE, "port")}


def test_servers_that_nobody_asked_are_no_findings() -> None:
    first, second = (server(each) for each in ADDRESSES[:2])
    said = cell(story(first), Story(second))
    assert (said.works, said.findings) == (True, ())

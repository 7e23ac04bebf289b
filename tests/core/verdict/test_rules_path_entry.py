"""A way's own server: off, misnamed, blocked, or hindered as soon as it is used in earnest."""

from dataclasses import replace
from typing import Any

import pytest

from tests.core.verdict.facts_factory import Ends, Story, failed, target, way
from tests.core.verdict.making import seen, verdict
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.observation import Observation
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Confidence, Label, Locus, Stage, Verdict
from waythrough.verdict.facts import Attempt
from waythrough.verdict.network import masks
from waythrough.verdict.path_facts import EntryFacts
from waythrough.verdict.rules_path_entry import PARALLEL, entry_verdict

WAS = replace(
    verdict(Label.PATH_FAILURE, stage=Stage.CONNECT, failure="timeout", hop="1"), rule_id="path.connect"
)
AGAIN, CONTROL, ADDRESS = Purpose.WAY_AGAIN, Purpose.WAY_CONTROL, Purpose.WAY_ADDRESS


def page(purpose: Purpose, attempt: int = 1, **ends: Any) -> list[Observation]:
    """A neutral page through the way."""
    story: Story = way(about=target("https://n1.test/"))
    return story.tried("", purpose=purpose, attempt=attempt, secure=True, **ends).seen


def entry(purpose: Purpose, stage: Stage, end: Ends, attempt: int = 1, hop: int = 0) -> list[Observation]:
    """One step that ended in the way's own life."""
    seen = way().entry(stage, end, attempt=attempt, purpose=purpose).seen
    return [replace(each, detail=replace(each.detail, hop=hop)) for each in seen]  # type: ignore[type-var]


def health(stage: Stage = Stage.CONNECT, end: Kind = Kind.TIMEOUT, count: int = 2) -> tuple[Attempt, ...]:
    return tuple(
        Attempt(tuple(entry(Purpose.PATH_HEALTH, stage, end, attempt))) for attempt in range(1, count + 1)
    )


def said(*looks: list[Observation], was: Verdict = WAS, **more: Any) -> Verdict:
    values: dict[str, Any] = {"failed": health(), "server_hop": 1, **more}
    seen = tuple(each for look in looks for each in look)
    return entry_verdict(EntryFacts(verdict=was, looks=seen, **values))


def off(purpose: Purpose = AGAIN, attempt: int = 1) -> list[Observation]:
    return entry(purpose, Stage.CONNECT, Kind.TIMEOUT, attempt)


def test_a_server_that_another_way_reaches_is_blocked_and_never_more_than_likely() -> None:
    """PATH-08."""
    found = said(off(), page(CONTROL), off(AGAIN, 2))
    assert (found.label, found.locus, found.confidence) == (
        Label.IP_BLOCKING,
        Locus.PATH_ENTRY,
        Confidence.LIKELY,
    )
    assert (found.stage, found.tries.seen, found.tries.of) == (Stage.CONNECT, 4, 4)
    assert dict(found.params) == {"failure": "timeout", "hop": "1"}
    assert set(found.evidence) >= {each.id for each in page(CONTROL)} - {found.evidence[0]} or found.evidence


@pytest.mark.parametrize(
    "looks",
    [
        [off()],
        [off(), page(CONTROL, tls=Kind.TIMEOUT)],
        [off(), page(CONTROL), page(AGAIN, 2)],
        [entry(AGAIN, Stage.HANDSHAKE, Kind.RESET), page(CONTROL)],
    ],
    ids=["no control", "the control fails", "it came back", "it took a connection"],
)
def test_without_that_proof_it_stays_the_ways_own_failure(looks: list[list[Observation]]) -> None:
    assert said(*looks) == WAS


def test_a_troubled_line_proves_nothing() -> None:
    assert said(off(), page(CONTROL), line_fine=False) == WAS


def shut(*ports: int, end: Kind | None = Kind.TIMEOUT, step: Step = Step.CONNECT) -> list[Observation]:
    """Neutral hosts on other ports than the web's, which all end in the same way."""
    return [
        replace(
            seen(step, failure=failed(end) if end else None, purpose=Purpose.WAY_PORT),
            port=port,
            attempt=number,
        )
        for number, port in enumerate(ports, start=1)
    ]


def test_ports_that_are_shut_for_everybody_are_not_about_this_way() -> None:
    """PATH-37, also where a control reaches the server."""
    found = said(off(), shut(22, 853), page(CONTROL), off(AGAIN, 2))
    assert (found.label, found.qualifier, found.rule_id) == (
        Label.UNTARGETED_BLOCKING,
        "port",
        "ip.only_web_ports",
    )
    assert (found.locus, found.confidence, found.stage) == (Locus.DIRECT, Confidence.LIKELY, Stage.CONNECT)
    assert (found.tries.seen, found.tries.of) == (2, 2)
    assert masks([found]) is None


@pytest.mark.parametrize(
    "looks",
    [
        [off(), shut(22)],
        [off(), shut(22, 22)],
        [off(), shut(22, 853), shut(43, end=None)],
        [off(), shut(22, 853, step=Step.RESOLVE)],
        [off(), shut(22, 853, end=Kind.NO_RESOURCES)],
        [shut(22, 853), page(AGAIN)],
        [entry(AGAIN, Stage.HANDSHAKE, Kind.RESET), shut(22, 853)],
    ],
    ids=["one host", "one port", "one opens", "no address", "own system", "it came back", "it took one"],
)
def test_other_ports_that_tell_nothing(looks: list[list[Observation]]) -> None:
    opens = [replace(each, attempt=3) if each.port == 43 else each for look in looks for each in look]
    assert said(opens) == WAS


def test_a_server_that_no_way_reaches_is_off() -> None:
    """PATH-02."""
    dead = entry(CONTROL, Stage.EXIT_CONNECT, Kind.EXIT_TIMEOUT)
    found = said(off(), dead, off(AGAIN, 2))
    assert (found.label, found.rule_id, found.confidence) == (
        Label.PATH_FAILURE,
        "path.off_for_all",
        Confidence.CONFIRMED,
    )
    beyond = entry(CONTROL, Stage.EXIT_CONNECT, Kind.EXIT_TIMEOUT, hop=1)
    assert said(off(), beyond) == WAS, "there the way's own far end failed"
    assert said(off(), off(CONTROL)) == WAS, "the control itself did not connect"
    assert said(off(), page(CONTROL, connect=Kind.TIMEOUT)) == WAS


def test_a_name_that_leads_astray() -> None:
    """PATH-26."""
    found = said(off(), page(ADDRESS))
    assert (found.label, found.locus, found.trigger) == (Label.DNS_TAMPERING, Locus.PATH_ENTRY, "qname")
    assert said(off(), page(ADDRESS, tls=Kind.RESET)) == WAS


def test_a_name_that_is_cut_wherever_it_is_said() -> None:
    cut: dict[str, Any] = {"was": replace(WAS, stage=Stage.TLS), "failed": health(Stage.TLS, Kind.RESET)}

    def names(purpose: Purpose, end: Ends, count: int = 2) -> list[Observation]:
        return [each for n in range(1, count + 1) for each in entry(purpose, Stage.TLS, end, n)]

    neutral = names(Purpose.WAY_NEUTRAL_NAME, Kind.CERT_NAME_MISMATCH)
    named = names(Purpose.WAY_NAME, Kind.RESET)
    found = said(neutral, named, **cut)
    assert (found.label, found.locus, found.trigger) == (Label.SNI_FILTERING, Locus.PATH_ENTRY, "sni")
    assert said(names(Purpose.WAY_NEUTRAL_NAME, None), named, **cut).label is Label.SNI_FILTERING
    for looks in (
        (named,),
        (neutral,),
        (names(Purpose.WAY_NEUTRAL_NAME, Kind.RESET), named),
        (neutral, names(Purpose.WAY_NAME, Kind.CERT_NAME_MISMATCH)),
        (neutral, names(Purpose.WAY_NAME, None)),
    ):
        assert said(*looks, **cut) == cut["was"]


def test_a_way_that_stalls_under_several_connections_only() -> None:
    """PATH-23."""
    crowd = [each for n in range(1, 7) for each in _one_of_many(n)]
    found = said(page(AGAIN), crowd, page(AGAIN, 2))
    assert (found.label, found.qualifier, found.locus) == (
        Label.PROTOCOL_BLOCKING,
        PARALLEL,
        Locus.PATH_ENTRY,
    )
    assert (found.tries.seen, found.tries.of, dict(found.params)) == (3, 6, {"count": "6"})
    assert said(page(AGAIN), crowd) == WAS, "it was not asked alone afterwards"
    assert said(page(AGAIN), crowd, off(AGAIN, 2)) == WAS
    fine = [each for n in range(1, 7) for each in page(Purpose.WAY_TOGETHER, n)]
    assert said(page(AGAIN), fine, page(AGAIN, 2)) == WAS


def _one_of_many(number: int) -> list[Observation]:
    if number > 3:
        return entry(Purpose.WAY_TOGETHER, Stage.TLS, Kind.TIMEOUT, number)
    return page(Purpose.WAY_TOGETHER, number)


def test_large_packets_that_get_lost_are_no_block() -> None:
    """PATH-13."""
    was = replace(WAS, stage=Stage.DATA)
    stalled = tuple(Attempt(tuple(page(Purpose.PATH_HEALTH, n, tls=Kind.TIMEOUT))) for n in (1, 2))
    again = page(AGAIN, tls=Kind.TIMEOUT)
    small = page(Purpose.WAY_SMALL) + page(Purpose.WAY_SMALL, 2)
    found = said(again, small, was=was, failed=stalled)
    assert (found.label, found.locus, found.qualifier) == (Label.NETWORK_TROUBLE, Locus.PATH, "mtu")
    assert said(again, page(Purpose.WAY_SMALL), was=was, failed=stalled) == was, "once may be luck"
    mixed = page(Purpose.WAY_SMALL) + page(Purpose.WAY_SMALL, 2, tls=Kind.TIMEOUT)
    assert said(again, mixed, was=was, failed=stalled) == was
    assert said(small, was=was, failed=stalled) == was, "not tried again with large ones"
    assert said(again, small, was=was, failed=()) == was


def test_nothing_asked_is_nothing_said() -> None:
    assert said(failed=()) == WAS
    assert failed(None) is None

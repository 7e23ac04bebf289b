from dataclasses import replace

import pytest

from tests.core.verdict.facts_factory import NETWORK, SITE, Story, facts
from tests.core.verdict.leg_stories import hellos, named, of_line, opened, pages, record
from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.step import Purpose
from waythrough.model.verdict import Action, Confidence, Label, Layer, Verdict
from waythrough.verdict.facts import TargetFacts
from waythrough.verdict.legs import leg_results

DROPPED = (Kind.TIMEOUT,) * 3
FINE = (None,) * 3


def verdict(told: TargetFacts) -> Verdict:
    return next(each for each in leg_results(told) if each.leg == "ech").verdict


def said(story: Story) -> Verdict:
    return verdict(facts(story))


def tried(real: tuple[Kind | Failure | None, ...], grease: tuple[Kind | None, ...] = FINE) -> Story:
    story = hellos(record(opened(), "doh:a"), Purpose.ECH_NONE, *FINE)
    return hellos(hellos(story, Purpose.ECH_GREASE, *grease), Purpose.ECH_REAL, *real)


def test_hellos_that_are_answered_are_a_leg_that_works() -> None:
    assert (said(tried(FINE)).label, said(tried(FINE)).layer) == (Label.OK, Layer.TLS)
    refused = Failure(kind=Kind.TLS_ALERT, code=112)
    assert said(tried((refused,) * 3)).label is Label.OK


def test_extension_and_name_together_are_minded() -> None:
    found = said(hellos(tried(DROPPED), Purpose.ECH_PUBLIC, None, None))
    assert (found.label, found.trigger) == (Label.ECH_BLOCKING, "extension and outer name")
    assert (found.action, found.confidence, found.tries.seen) == (Action.DROP, Confidence.LIKELY, 3)


def test_the_name_alone_is_minded() -> None:
    assert said(hellos(tried(DROPPED), Purpose.ECH_PUBLIC, Kind.RESET)).trigger == "outer name"


def test_the_extension_alone_is_minded() -> None:
    assert said(tried((Kind.RESET,) * 3, DROPPED)).trigger == "extension"


def test_one_answer_is_enough_to_stay_unclear() -> None:
    found = said(tried((None, Kind.TIMEOUT, Kind.TIMEOUT)))
    assert (found.label, found.reason, found.tries.seen) == (Label.INCONCLUSIVE, "mixed", 2)


def test_without_a_comparison_nothing_is_said() -> None:
    alone = hellos(record(opened(), "doh:a"), Purpose.ECH_REAL, *DROPPED)
    assert said(alone).label is Label.INCONCLUSIVE
    assert said(hellos(alone, Purpose.ECH_NONE, None)).label is Label.INCONCLUSIVE


def test_over_quic_the_same() -> None:
    story = pages(tried(FINE), Purpose.QUIC, *FINE)
    assert said(named(story, Purpose.QUIC_ECH, None, None, address=SITE)).label is Label.OK
    story = pages(tried(FINE), Purpose.QUIC, *FINE)
    found = said(pages(story, Purpose.QUIC_ECH, Kind.TIMEOUT, Kind.TIMEOUT))
    assert (found.label, found.layer, found.rule_id) == (
        Label.ECH_BLOCKING,
        Layer.QUIC,
        "ech.hidden_name_quic",
    )
    once = pages(pages(tried(FINE), Purpose.QUIC, None), Purpose.QUIC_ECH, Kind.TIMEOUT, Kind.TIMEOUT)
    assert said(once).label is Label.OK


def withheld(*ends: Kind | None, ech: bool = False) -> Story:
    story = record(record(opened(), "doh:a"), "doh:b")
    for end in ends:
        record(story, "udp:line", ech=ech, end=end)
    return story


@pytest.mark.parametrize(
    ("ends", "action"),
    [
        ((Kind.NODATA, Kind.NODATA), Action.REFUSE),
        ((Kind.SERVFAIL, Kind.TIMEOUT), Action.REFUSE),
        ((Kind.TIMEOUT, Kind.TIMEOUT), Action.DROP),
        ((None, None), Action.REFUSE),
    ],
)
def test_the_key_is_withheld(ends: tuple[Kind | None, ...], action: Action) -> None:
    found = said(withheld(*ends))
    assert (found.label, found.layer, found.action) == (Label.ECH_BLOCKING, Layer.DNS, action)
    assert (found.tries.seen, found.tries.of) == (2, 2)
    assert found.params == (("resolver", "udp:line"),)


def test_a_key_that_not_everybody_else_has_is_not_withheld() -> None:
    assert said(withheld(None, None, ech=True)).reason == "not_offered"
    assert said(withheld(Kind.NODATA)).reason == "not_offered"
    assert said(record(withheld(Kind.NODATA, Kind.NODATA), "doh:c", ech=False)).reason == "not_offered"
    deaf = record(opened(), "doh:a", end=Kind.TIMEOUT)
    assert said(record(record(deaf, "udp:line", end=Kind.NODATA), "udp:line", end=Kind.NODATA)).reason


def test_a_resolver_that_gives_nothing_withholds_nothing_special() -> None:
    story = record(record(Story().tried(SITE), "doh:a"), "udp:line", end=Kind.SERVFAIL)
    assert said(record(story, "udp:line", end=Kind.SERVFAIL)).label is Label.INCONCLUSIVE


def test_a_router_at_home_may_not_know_such_records() -> None:
    told = facts(withheld(Kind.NODATA, Kind.NODATA), network=replace(NETWORK, local_resolver=True))
    assert verdict(told).label is Label.INCONCLUSIVE


def forerunner(*ends: Kind | None, last: Kind | None = None, first: Kind | None = None) -> TargetFacts:
    line = hellos(Story(), Purpose.ESNI_NONE, first)
    hellos(line, Purpose.ESNI, *ends)
    again = hellos(Story(clock=line.clock), Purpose.ESNI_NONE, None, last).seen[2:]
    line.seen += again
    return of_line(record(opened(), "doh:a", end=Kind.NODATA), line)


def test_the_forerunner_is_met_with_silence_that_lingers() -> None:
    found = verdict(forerunner(Kind.TIMEOUT, Kind.TIMEOUT, last=Kind.TIMEOUT))
    assert (found.label, found.trigger) == (Label.ECH_BLOCKING, "extension 0xffce")
    assert found.params == (("lingers", "yes"),)
    assert verdict(forerunner(Kind.TIMEOUT, Kind.TIMEOUT)).params == ()


def test_the_forerunner_needs_a_host_that_answered_before() -> None:
    assert verdict(forerunner(Kind.TIMEOUT, None)).label is Label.INCONCLUSIVE
    assert verdict(forerunner(Kind.TIMEOUT, Kind.TIMEOUT, first=Kind.TIMEOUT)).label is Label.INCONCLUSIVE

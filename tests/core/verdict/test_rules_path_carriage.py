"""Known and long pages through a way: changed, slow, stopped, or none of that."""

from dataclasses import replace
from typing import Any

import pytest

from tests.core.verdict.facts_factory import Page, Story, way
from tests.core.verdict.facts_factory import target as page_of
from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.network import Canary
from waythrough.model.observation import Observation
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Confidence, Label, Locus
from waythrough.verdict.rules_path_carriage import CarriageFacts, alters, one_family, rate, slow, stops

KNOWN = Canary(url="http://known.test/", status=200, text="<p>all is well</p>")
WELL, ODD = Page(200, b"<p>all is well</p>\n"), Page(200, b"<p>all is well<script>1</script></p>")


def known(*pages: Page, direct: bool = False) -> tuple[Observation, ...]:
    """Answers to the known page, one for each attempt."""
    about = page_of(KNOWN.url)
    story = Story(about) if direct else way(about=about)
    for attempt, page in enumerate(pages, start=1):
        story.tried("", purpose=Purpose.CANARY, attempt=attempt, page=page)
    return tuple(replace(each, target=KNOWN.url) for each in story.seen)


def changed(through: tuple[Observation, ...], direct: tuple[Observation, ...]) -> Label | None:
    found = alters(CarriageFacts(through=through, direct=direct, canaries=(KNOWN,)))
    return found.label if found else None


def test_a_page_that_only_the_way_changes_makes_it_unsafe() -> None:
    """PATH-41."""
    facts = CarriageFacts(through=known(ODD, ODD), direct=known(WELL, direct=True), canaries=(KNOWN,))
    found = alters(facts)
    assert found is not None
    assert (found.label, found.locus, found.confidence) == (
        Label.PATH_FAILURE,
        Locus.PATH_EXIT,
        Confidence.CONFIRMED,
    )
    assert len(found.evidence) == 3


@pytest.mark.parametrize(
    ("through", "direct"),
    [
        (known(ODD, ODD), known(ODD, direct=True)),
        (known(ODD, ODD), ()),
        (known(ODD), known(WELL, direct=True)),
        (known(ODD, WELL, ODD), known(WELL, direct=True)),
        (known(Page(403, b"not allowed"), Page(403, b"not allowed")), known(WELL, direct=True)),
        (known(replace(ODD, cut=Kind.BODY_CUT), replace(ODD, cut=Kind.BODY_CUT)), known(WELL, direct=True)),
        (known(WELL, WELL), known(WELL, direct=True)),
    ],
    ids=["changed everywhere", "not compared", "once", "sometimes", "refused", "cut", "intact"],
)
def test_anything_less_accuses_nobody(
    through: tuple[Observation, ...], direct: tuple[Observation, ...]
) -> None:
    assert changed(through, direct) is None


def body(received: int, seconds: float = 1.0, end: Failure | None = None, **more: Any) -> Observation:
    story = way()
    story.add(Purpose.WAY_LONG, Step.BODY, "n1.test", received=received, took=seconds, failure=end, **more)
    return story.seen[0]


SILENT = Failure(kind=Kind.TIMEOUT)
CUT = Failure(kind=Kind.BODY_CUT, text="timeout")
FAST = body(48_000, 0.1)


def test_a_way_on_which_everything_crawls_is_slow() -> None:
    """PATH-17."""
    found = slow(CarriageFacts(through=(body(48_000, 4.0), body(48_000, 5.0)), direct=(FAST,)))
    assert found is not None
    assert (found.label, found.locus, found.params) == (
        Label.NETWORK_TROUBLE,
        Locus.PATH,
        (("rate", "96"),),
    )


@pytest.mark.parametrize(
    ("through", "direct"),
    [
        ((body(48_000, 4.0),), (FAST,)),
        ((body(48_000, 4.0), body(48_000, 0.5)), (FAST,)),
        ((body(48_000, 4.0), body(48_000, 5.0)), ()),
        ((body(48_000, 4.0), body(48_000, 5.0)), (body(48_000, 2.0),)),
        ((body(2_000, 4.0), body(2_000, 5.0)), (FAST,)),
    ],
    ids=["once", "fast once", "not compared", "the line crawls too", "short pages"],
)
def test_a_way_is_not_called_slow_for_less(
    through: tuple[Observation, ...], direct: tuple[Observation, ...]
) -> None:
    assert slow(CarriageFacts(through=through, direct=direct)) is None


def test_a_way_that_stops_every_long_page() -> None:
    """PATH-24."""
    bodies = (body(15_000, 8.0, SILENT), body(16_000, 8.0, CUT), body(14_500, 8.0, SILENT))
    found = stops(CarriageFacts(through=bodies, direct=(FAST,)))
    assert found is not None
    assert (found.label, found.locus, dict(found.params)) == (
        Label.VOLUME_FREEZE,
        Locus.PATH_ENTRY,
        {"bytes": "16000"},
    )
    assert stops(CarriageFacts(through=bodies, direct=(body(9_000, 1.0, SILENT),))) is None
    assert stops(CarriageFacts(through=bodies[:2], direct=(FAST,))) is None
    assert stops(CarriageFacts(through=(*bodies, FAST), direct=(FAST,))) is None
    spread = (body(4_000, 8.0, SILENT), *bodies[1:])
    assert stops(CarriageFacts(through=spread, direct=(FAST,))) is None
    reset = tuple(replace(each, failure=Failure(kind=Kind.RESET)) for each in bodies)
    assert stops(CarriageFacts(through=reset, direct=(FAST,))) is None


def test_only_long_pages_that_came_tell_a_rate() -> None:
    assert rate(FAST) == pytest.approx(480_000)
    assert rate(body(48_000, 4.0, SILENT)) is None
    assert rate(body(1_000)) is None
    assert rate(body(48_000, 0.0)) == pytest.approx(48_000_000)


def over(family: int, *ends: Kind | None, direct: bool = False) -> tuple[Observation, ...]:
    """Handshakes with neutral hosts at their addresses of one family; the name is asked first."""
    seen: list[Observation] = []
    for number, end in enumerate(ends, start=1):
        story = (Story() if direct else way()).line("203.0.113.1").tried("", tls=end)
        seen += [
            replace(each, purpose=Purpose.WAY_FAMILY, attempt=family, target=f"n{number}.test")
            for each in story.seen
            if each.step in (Step.RESOLVE, Step.CONNECT, Step.TLS)
        ]
    return tuple(seen)


DEAD6 = over(6, Kind.EXIT_UNREACHABLE, Kind.TIMEOUT)
LINE6 = over(6, None, None, direct=True)


def test_a_way_that_carries_ipv4_only_beside_a_line_that_carries_both() -> None:
    """PATH-34."""
    found = one_family(CarriageFacts(through=(*DEAD6, *over(4, None, Kind.TIMEOUT)), direct=LINE6))
    assert found is not None
    assert (found.label, found.qualifier, found.locus) == (Label.PARTIAL, "ipv6", Locus.PATH)


@pytest.mark.parametrize(
    ("through", "direct"),
    [
        ((*DEAD6, *over(4, None)), ()),
        ((*DEAD6, *over(4, None)), over(6, Kind.TIMEOUT, direct=True)),
        ((*DEAD6, *over(4, Kind.TIMEOUT)), LINE6),
        ((*over(6, Kind.TIMEOUT), *over(4, None)), LINE6),
        ((*over(6, Kind.TIMEOUT, Kind.TIMEOUT, None), *over(4, None)), LINE6),
    ],
    ids=["not compared", "the line neither", "the way is dead", "one host only", "some hosts open"],
)
def test_a_family_is_not_missed_for_less(
    through: tuple[Observation, ...], direct: tuple[Observation, ...]
) -> None:
    assert one_family(CarriageFacts(through=through, direct=direct)) is None

"""Which tries the QUIC leg makes, in which order, at whom; the tries themselves are tested with real servers."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from tests.core.engine.town import HERE, Authority
from tests.core.probe.street import walk_over
from waythrough.engine import quic_leg
from waythrough.engine.quic_leg import QuicLeg
from waythrough.model.step import Purpose
from waythrough.probe.quic import QuicPlace
from waythrough.probe.walk import Walk
from waythrough.verdict.rules_quic import ENOUGH_WHEN_MIXED

TARGET = QuicPlace(host="news.test", address=HERE)
OAK = QuicPlace(host="oak.test", address="127.0.0.2")
ELM = QuicPlace(host="elm.test", address="127.0.0.3")
ASH = QuicPlace(host="ash.test", address="127.0.0.4")
Answers = Callable[[Purpose, str, int], bool]
Measured = Callable[..., Awaitable["Street"]]


@dataclass
class Street:
    """Answers by what is asked, of whom and for the how manieth time; remembers it."""

    answers: Answers
    asked: list[tuple[Purpose, str]] = field(default_factory=list)

    async def page(self, walk: Walk, purpose: Purpose, at: QuicPlace, attempt: int) -> bool:
        self.asked.append((purpose, at.host))
        return self.answers(purpose, at.host, attempt)

    async def name(self, walk: Walk, purpose: Purpose, at: QuicPlace, server_name: str, attempt: int) -> bool:
        assert server_name != at.host
        return await self.page(walk, purpose, at, attempt)


@pytest.fixture
def measured(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Measured:
    async def measure(answers: Answers, *places: QuicPlace) -> Street:
        street = Street(answers)
        monkeypatch.setattr(quic_leg, "ask_page", street.page)
        monkeypatch.setattr(quic_leg, "ask_path", street.page)
        monkeypatch.setattr(quic_leg, "ask_name", street.name)
        await QuicLeg(walk=walk_over(authority), at=TARGET, places=places).measure()
        return street

    return measure


def silent(*hosts: str) -> Answers:
    return lambda purpose, host, attempt: host not in hosts


async def test_a_leg_that_works_costs_one_neutral_page_and_three_of_its_own(measured: Measured) -> None:
    street = await measured(silent(), OAK, ELM)
    assert street.asked == [(Purpose.QUIC_NEUTRAL, "oak.test"), *[(Purpose.QUIC, "news.test")] * 3]


async def test_after_silence_everything_is_compared_and_the_witness_speaks_last(measured: Measured) -> None:
    street = await measured(silent("news.test"), OAK, ELM, ASH)
    assert Counter(street.asked) == {
        (Purpose.QUIC, "news.test"): 3,
        (Purpose.QUIC_NEUTRAL, "oak.test"): 2,
        (Purpose.QUIC_NEUTRAL, "elm.test"): 1,
        (Purpose.QUIC_VERSION, "news.test"): 2,
        (Purpose.QUIC_VERSION_NEUTRAL, "oak.test"): 2,
        (Purpose.QUIC_NEUTRAL_NAME, "news.test"): 2,
        (Purpose.QUIC_DUMMY, "elm.test"): 2,
        (Purpose.QUIC_TARGET_NAME, "elm.test"): 2,
        (Purpose.QUIC_LOW_PORT, "ash.test"): 2,
        (Purpose.QUIC_LARGE, "ash.test"): 2,
    }
    order = [purpose for purpose, _ in street.asked]
    assert order[0] is order[-1] is Purpose.QUIC_NEUTRAL
    assert order.index(Purpose.QUIC_DUMMY) < order.index(Purpose.QUIC_TARGET_NAME)
    assert order.index(Purpose.QUIC_LOW_PORT) < order.index(Purpose.QUIC_LARGE)


async def test_one_neutral_host_has_to_do_for_everything(measured: Measured) -> None:
    street = await measured(silent("news.test", "elm.test"), OAK, ELM)
    assert {host for purpose, host in street.asked if purpose is Purpose.QUIC_TARGET_NAME} == {"oak.test"}


async def test_where_no_neutral_host_answers_only_the_ways_are_asked(measured: Measured) -> None:
    street = await measured(silent("news.test", "oak.test", "elm.test"), OAK, ELM)
    assert Counter(street.asked) == {
        (Purpose.QUIC_NEUTRAL, "oak.test"): 1,
        (Purpose.QUIC_NEUTRAL, "elm.test"): 1,
        (Purpose.QUIC, "news.test"): 3,
        (Purpose.QUIC_VERSION, "news.test"): 2,
        (Purpose.QUIC_VERSION_NEUTRAL, "oak.test"): 2,
    }


async def test_without_neutral_hosts_elsewhere_only_the_target_is_asked(measured: Measured) -> None:
    beside = QuicPlace(host="oak.test", address=TARGET.address)
    street = await measured(silent("news.test"), beside)
    assert street.asked == [(Purpose.QUIC, "news.test")] * 3


async def test_what_goes_both_ways_is_tried_often_on_both_sides(measured: Measured) -> None:
    street = await measured(lambda purpose, host, n: purpose is not Purpose.QUIC or n % 2 == 0, OAK)
    tries = Counter(street.asked)
    assert min(tries.values()) == ENOUGH_WHEN_MIXED
    assert set(tries) == {(Purpose.QUIC, "news.test"), (Purpose.QUIC_NEUTRAL, "oak.test")}


async def test_silence_that_neither_name_nor_address_explains_is_tried_often(measured: Measured) -> None:
    street = await measured(lambda purpose, host, n: purpose is not Purpose.QUIC or n > 3, OAK, ELM)
    assert Counter(street.asked)[Purpose.QUIC, "news.test"] >= ENOUGH_WHEN_MIXED

"""Every purpose has plain words of its own."""

from dataclasses import replace

from tests.core.verdict.making import seen
from waythrough.model.step import Purpose, Step
from waythrough.verdict.explain_purpose import PURPOSE_TEXT, by_purpose


def test_every_purpose_has_its_own_words() -> None:
    assert set(PURPOSE_TEXT) == set(Purpose)
    assert len({str(text) for text in PURPOSE_TEXT.values()}) == len(Purpose)


def test_observations_stand_together_in_the_order_of_their_beginning() -> None:
    late = replace(seen(Step.TLS, id_="o2"), started=2.0)
    other = replace(seen(Step.RESOLVE, id_="o3", purpose=Purpose.COMPARE), started=1.0)
    first = seen(Step.CONNECT, id_="o1")
    groups = by_purpose((late, other, first))
    assert [[each.id for each in group] for group in groups.values()] == [["o1", "o2"], ["o3"]]
    assert list(groups) == [Purpose.TARGET, Purpose.COMPARE]

"""Facts with a date grow old; those without one are left in peace."""

from datetime import date, timedelta

import pytest

from waythrough.model.age import FACTS_LAST, ROOTS_LAST, outdated

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("lasts", [FACTS_LAST, ROOTS_LAST])
def test_a_fact_is_believed_until_its_time_is_over(lasts: timedelta) -> None:
    assert not outdated((TODAY - lasts).isoformat(), lasts, TODAY)
    assert outdated((TODAY - lasts - timedelta(days=1)).isoformat(), lasts, TODAY)


@pytest.mark.parametrize("dated", ["", "never", "2027-01-01"])
def test_without_a_date_nothing_is_old(dated: str) -> None:
    assert not outdated(dated, FACTS_LAST, TODAY)

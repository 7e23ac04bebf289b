"""How long the bundled facts may be believed: services move their hosts, authorities come and go."""

from datetime import date, timedelta
from typing import Final

FACTS_LAST: Final = timedelta(days=365)
"""Endpoints of a service after their last review; messengers change theirs about once a year."""

ROOTS_LAST: Final = timedelta(days=540)
"""Bundled certificate authorities after their date; new ones are accepted by services a year or two after."""


def outdated(dated: str, lasts: timedelta, today: date) -> bool:
    """Whether a fact with an ISO date is too old; one without a date, or with no date at all, is never called old."""
    try:
        return today - date.fromisoformat(dated) > lasts
    except ValueError:
        return False

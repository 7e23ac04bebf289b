"""An instrument that has gone stale says so: a hint beside a word, which never changes it."""

from collections.abc import Iterable
from datetime import date

from waythrough.model.age import FACTS_LAST, ROOTS_LAST, outdated
from waythrough.model.failure import FailureKind
from waythrough.model.observation import Observation
from waythrough.model.platform import Platform
from waythrough.model.verdict import Label, Verdict

STALE_FACTS = "stale_facts"
STALE_ROOTS = "stale_roots"
_MAY_BE_MOVED = frozenset({Label.INCONCLUSIVE, Label.SERVER_FAULT, Label.PARTIAL})
"""Words that an outdated list of endpoints can bring about; what is proven otherwise needs no such hint."""


def hint(
    platform: Platform,
    works: bool | None,
    verdict: Verdict,
    observations: Iterable[Observation],
    *,
    today: date,
    roots_dated: str,
) -> str:
    """The reason code of what is too old to be relied on for this cell, "" when nothing is."""
    if works:
        return ""
    unknown = FailureKind.CERT_UNKNOWN_ISSUER
    refused = any(each.failure is not None and each.failure.kind is unknown for each in observations)
    if refused and outdated(roots_dated, ROOTS_LAST, today):
        return STALE_ROOTS
    if verdict.label in _MAY_BE_MOVED and outdated(platform.reviewed, FACTS_LAST, today):
        return STALE_FACTS
    return ""

"""An outdated instrument says so beside its word, and only where its age may matter."""

from dataclasses import replace
from datetime import date

import pytest

from tests.core.verdict.facts_factory import FOREIGN, HOST, Story, target
from tests.core.verdict.making import cell, verdict
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.platform import Platform
from waythrough.model.verdict import Label
from waythrough.verdict.explain_cause import cause
from waythrough.verdict.stale import STALE_FACTS, STALE_ROOTS, hint

TODAY = date(2026, 11, 23)
OLD, FRESH = "2024-01-01", "2026-10-01"
SEEN = tuple(Story().line("203.0.113.7").tried(tls=Kind.CERT_UNKNOWN_ISSUER, leaf=FOREIGN).seen)


def service(reviewed: str) -> Platform:
    return Platform(id="news", names={"en": HOST}, targets=(target(),), reviewed=reviewed)


@pytest.mark.parametrize(
    ("reviewed", "label", "works", "expected"),
    [
        (OLD, Label.INCONCLUSIVE, False, STALE_FACTS),
        (OLD, Label.SERVER_FAULT, False, STALE_FACTS),
        (OLD, Label.DNS_TAMPERING, False, ""),
        (OLD, Label.OK, True, ""),
        (FRESH, Label.INCONCLUSIVE, None, ""),
        ("", Label.INCONCLUSIVE, None, ""),
    ],
)
def test_an_old_list_of_endpoints(reviewed: str, label: Label, works: bool | None, expected: str) -> None:
    said = hint(service(reviewed), works, verdict(label), (), today=TODAY, roots_dated=FRESH)
    assert said == expected


@pytest.mark.parametrize(("dated", "expected"), [(OLD, STALE_ROOTS), (FRESH, ""), ("", "")])
def test_old_authorities_where_a_certificate_was_refused(dated: str, expected: str) -> None:
    shown = verdict(Label.TLS_MITM)
    assert hint(service(FRESH), False, shown, SEEN, today=TODAY, roots_dated=dated) == expected
    assert hint(service(FRESH), False, shown, SEEN[:1], today=TODAY, roots_dated=OLD) == ""


@pytest.mark.parametrize(
    ("reason", "told"), [(STALE_FACTS, "knows of the service is old"), (STALE_ROOTS, "authorities")]
)
def test_the_hint_stands_behind_the_cause(reason: str, told: str) -> None:
    plain = cell(verdict(Label.SERVER_FAULT))
    hinted = str(cause(replace(plain, reason=reason)))
    assert hinted.startswith(str(cause(plain)))
    assert told in hinted

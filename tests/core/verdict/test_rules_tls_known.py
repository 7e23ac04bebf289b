"""Interceptors known by name: a product or a firm on the user's own side, or a state's listed root."""

from dataclasses import replace

import pytest

from tests.core.verdict.facts_factory import (
    HOST,
    NETWORK,
    NEUTRAL_LEAF,
    SITE,
    Story,
    cert,
    facts,
    judged,
    open_way,
    way,
)
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.notice import Notice, Place, Scope
from waythrough.model.verdict import Confidence, Label, Locus
from waythrough.verdict.rule import NotThis
from waythrough.verdict.rules_tls import own_inspection

SHIELD = Notice(id="shield", scope=Scope.PRODUCT, where=Place.ISSUER, pattern="web shield")
STATE = Notice(id="state", scope=Scope.COUNTRY, where=Place.ISSUER, pattern="ministry", countries=("xx",))
KNOWS = replace(NETWORK, notices=(SHIELD, STATE))


def opened(issuer: str, *, trusted: bool | None = True) -> Story:
    leaf = cert(HOST, issuer=issuer)
    return Story().line(SITE).doh(SITE).tries(2, tls=Kind.CERT_UNKNOWN_ISSUER, leaf=leaf, os_trusted=trusted)


def test_a_product_that_this_computer_trusts_is_on_the_users_own_side() -> None:
    """LOC-10: it opens the lines of some services only."""
    said = judged(opened("Some Web Shield"), open_way(), network=KNOWS)
    assert (said.label, said.locus, said.rule_id) == (
        Label.LOCAL_INTERCEPTION,
        Locus.LOCAL,
        "tls.own_inspection",
    )


@pytest.mark.parametrize(
    ("issuer", "trusted"), [("Some Web Shield", False), ("Ministry Root", True), ("Nobody", True)]
)
def test_others_are_not_on_the_users_side(issuer: str, trusted: bool) -> None:
    """TLS-10: a national root that was installed passes the system's store as well."""
    story = opened(issuer, trusted=trusted)
    assert isinstance(own_inspection(facts(story, network=KNOWS)), NotThis)
    assert judged(story, open_way(), network=KNOWS).label is Label.TLS_MITM


def test_only_the_direct_line_runs_through_the_users_own_side() -> None:
    over = way().tried("", tls=Kind.CERT_UNKNOWN_ISSUER, leaf=cert(HOST, issuer="Some Web Shield"))
    assert isinstance(own_inspection(facts(over, network=KNOWS)), NotThis)


def test_a_listed_root_is_enough_where_neutral_hosts_keep_their_own() -> None:
    """TLS-09."""
    story = opened("Ministry Root", trusted=False)
    honest = Story().still_there(leaf=NEUTRAL_LEAF).seen
    said = judged(story, network=replace(KNOWS, observations=tuple(honest)))
    assert (said.label, said.rule_id, said.confidence) == (
        Label.TLS_MITM,
        "tls.interception_by_list",
        Confidence.LIKELY,
    )
    assert judged(story, network=KNOWS).label is Label.INCONCLUSIVE, "no neutral host was seen"

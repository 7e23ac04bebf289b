"""Causes of honest trouble in words."""

from dataclasses import replace

import pytest

from tests.core.verdict.making import cell, part, seen, verdict
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import Role
from waythrough.model.run import CellStatus
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Verdict
from waythrough.verdict.explain_cause import REASONS, cause, verdict_cause, what_failed
from waythrough.verdict.words import NOTHING

TIMEOUT = Failure(kind=FailureKind.TIMEOUT)


def test_what_works_says_how_well_it_is_proven() -> None:
    proven = cell(verdict(Label.OK), True, seen(Step.TLS), seen(Step.HTTP))
    plain = cell(verdict(Label.OK), True, seen(Step.EXCHANGE))
    assert str(cause(proven)) == "The service proved who it is and answered as it should."
    assert str(cause(plain)) == "The service answered as it should."


def test_what_works_tells_of_failed_tries_and_findings() -> None:
    side = verdict(Label.QUIC_BLOCKING)
    flaky = cell(verdict(Label.OK, tries=(2, 3)), True, findings=(side,))
    assert "It opened in 2 of 3 tries." in str(cause(flaky))


def test_parts_are_named() -> None:
    good, bad = verdict(Label.OK), verdict(Label.SNI_FILTERING, action=Action.DROP)
    slow = verdict(Label.NETWORK_TROUBLE)
    of = cell(
        verdict(Label.PARTIAL, qualifier="sni_filtering"),
        False,
        targets=(
            part(Role.WEB, True, good),
            part(Role.API, True, good),
            part(Role.PUSH, False, slow),
            part(Role.MEDIA, False, bad),
            part(Role.CHAT, False, bad, required=False),
        ),
    )
    told = str(cause(of))
    assert told.startswith(
        "These parts work: pages, the app. These do not: notifications, pictures and videos."
    )
    assert "the name that is filtered" in told


def test_parts_of_one_kind_that_differ() -> None:
    targets = (part(Role.CHAT, True, verdict(Label.OK)), part(Role.CHAT, False, verdict(Label.INCONCLUSIVE)))
    told = str(cause(cell(verdict(Label.PARTIAL), False, targets=targets)))
    assert told.startswith("Some of its servers or addresses answer, others do not.")
    assert (
        str(cause(cell(verdict(Label.PARTIAL)))) == "Some of its servers or addresses answer, others do not."
    )


@pytest.mark.parametrize(
    ("of", "works", "told"),
    [
        (verdict(Label.THROTTLING), True, "far slower than comparable services"),
        (verdict(Label.THROTTLING), False, "does not finish loading"),
        (verdict(Label.GEO_BLOCK, status="451"), False, "refused (HTTP 451)"),
        (verdict(Label.GEO_BLOCK), False, "the line is open"),
        (verdict(Label.ACCESS_CHALLENGE, status="429"), True, "slows down visitors"),
        (verdict(Label.ACCESS_CHALLENGE, qualifier="connections"), True, "one by one they open"),
        (verdict(Label.ACCESS_CHALLENGE, status="403"), True, "pass a check"),
        (verdict(Label.SERVER_FAULT, layer=Layer.DNS), False, "no address, whoever is asked"),
        (verdict(Label.SERVER_FAULT, layer=Layer.HTTP, status="503"), False, "fault of its own (HTTP 503)"),
        (verdict(Label.SERVER_FAULT, layer=Layer.HTTP), False, "did not give what it gives"),
        (verdict(Label.SERVER_FAULT, layer=Layer.TLS), False, "the same on every line compared"),
        (
            verdict(Label.SERVER_FAULT, layer=Layer.IP, sure=Confidence.LIKELY),
            False,
            "on every line compared",
        ),
        (
            verdict(Label.LOCAL_INTERCEPTION, layer=Layer.DNS),
            False,
            "a hosts file, an ad blocker or a router",
        ),
        (verdict(Label.LOCAL_INTERCEPTION, layer=Layer.TLS, issuer="CN=Shield"), False, "CN=Shield"),
        (verdict(Label.LOCAL_INTERCEPTION, layer=Layer.TLS), False, "such as an antivirus"),
        (verdict(Label.LOCAL_INTERCEPTION, layer=Layer.LOCAL), False, "such as a firewall"),
        (verdict(Label.LOCAL_INTERCEPTION, layer=Layer.HTTP), False, "notice of your company"),
        (verdict(Label.NETWORK_TROUBLE, qualifier="slow"), True, "everything comes slowly"),
        (verdict(Label.NETWORK_TROUBLE, layer=Layer.DNS), False, "name server of this network"),
        (verdict(Label.NETWORK_TROUBLE), False, "Nothing points to a block"),
        (verdict(Label.NETWORK_TROUBLE), True, "Nothing points to a block"),
        (verdict(Label.CAPTIVE_PORTAL), None, "sign in first"),
        (verdict(Label.NO_INTERNET), None, "no connection"),
        (verdict(Label.CLOCK_SKEW), None, "clock"),
        (verdict(Label.PATH_FAILURE), False, "This way did not connect"),
    ],
)
def test_each_label_in_its_own_words(of: Verdict, works: bool | None, told: str) -> None:
    assert told in str(cause(cell(of, works)))


def test_a_bad_certificate_that_was_not_compared_is_not_said_to_be_everywhere() -> None:
    alone = verdict(Label.SERVER_FAULT, layer=Layer.TLS, sure=Confidence.LIKELY)
    assert "every line" not in str(cause(cell(alone)))


def test_reasons() -> None:
    for reason, text in REASONS.items():
        assert text.template in str(cause(cell(verdict(Label.INCONCLUSIVE, reason=reason))))
    assert str(cause(cell(verdict(Label.INCONCLUSIVE)))) == "What was seen does not prove a cause."


def test_masked_and_broken_cells() -> None:
    assert "whole line" in str(cause(cell(verdict(Label.NO_INTERNET), None, status=CellStatus.MASKED)))
    assert "fault in this program" in str(cause(cell(verdict(Label.OK), True, status=CellStatus.ERROR)))


def test_what_failed_prefers_the_evidence() -> None:
    first = seen(Step.TLS, TIMEOUT, id_="o1")
    later = seen(Step.CONNECT, TIMEOUT, id_="o2")
    beside = seen(Step.HTTP, TIMEOUT, id_="o3", purpose=Purpose.NEUTRAL_NAME)
    cited = cell(verdict(Label.INCONCLUSIVE, evidence=("o1",)), False, first, later, beside)
    assert str(what_failed(cited)) == "The server was reached, but then nothing more was heard."
    assert (
        str(what_failed(cell(verdict(Label.INCONCLUSIVE), False, first, later)))
        == "The server did not answer."
    )
    assert what_failed(cell(verdict(Label.OK), True, seen(Step.TLS))) == NOTHING


def test_findings_are_told_like_cells() -> None:
    assert "QUIC" in str(verdict_cause(verdict(Label.QUIC_BLOCKING)))


def test_who_is_turned_away() -> None:
    direct = cell(verdict(Label.GEO_BLOCK))
    over = cell(verdict(Label.GEO_BLOCK), path="p")
    assert "It turns away the country or address from which you come" in str(cause(direct))
    assert "It turns away the country or address at which this way comes out" in str(cause(over))
    for path in (DIRECT_ID, "p"):
        likely = cell(verdict(Label.GEO_BLOCK, sure=Confidence.LIKELY), path=path)
        assert "It seems to turn away" in str(cause(likely))


def test_how_often_it_opened() -> None:
    told = str(cause(cell(verdict(Label.INCONCLUSIVE, reason="mixed", tries=(2, 3)), None)))
    assert told == (
        "It opened in 1 of 3 tries. Try again: a flickering line or an overloaded service looks like this."
    )


def test_the_server_that_fails_is_named() -> None:
    told = str(cause(cell(verdict(Label.PARTIAL, host="video.example", role="media", works="web"))))
    assert told == (
        "These parts work: pages. These do not: pictures and videos. The server that fails is video.example."
    )


def test_one_family_says_which_and_why() -> None:
    closed = replace(part(Role.WEB, False, verdict(Label.IP_BLOCKING)), family=4, required=False)
    opened = replace(part(Role.WEB, True, verdict(Label.OK)), family=6)
    partly = replace(
        verdict(Label.PARTIAL, qualifier="ip_blocking", family="4", works="6"), rule_id="ip.one_family"
    )
    assert str(cause(cell(partly, True, targets=(opened, closed)))).startswith(
        "It opens over IPv6, but not over IPv4. Connections to the address"
    )
    other = replace(partly, params=(("family", "6"), ("works", "4")))
    assert str(cause(cell(other, True))) == "It opens over IPv4, but not over IPv6."


def test_what_masks_a_cell_is_named() -> None:
    masked = cell(verdict(Label.CAPTIVE_PORTAL), None, status=CellStatus.MASKED)
    assert str(cause(masked)).startswith(
        "This network wants you to sign in first. That concerns the whole line"
    )


def test_servers_of_one_kind_are_counted() -> None:
    bad = verdict(Label.IP_BLOCKING, action=Action.DROP)
    servers = [part(Role.CHAT, number == 0, bad, target=f"chat:a:{number}") for number in range(3)]
    beside = replace(servers[0], family=6, required=False, works=False)
    side = replace(servers[0], leg="quic", required=False, works=None)
    partly = cell(verdict(Label.PARTIAL, qualifier="ip_blocking"), True, targets=(*servers, beside, side))
    told = str(cause(partly))
    assert told.startswith("Only 1 of its 3 servers can be used. Connections to the address")
    assert "The server that fails" not in told

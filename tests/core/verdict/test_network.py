"""What the gates say of the whole line: one verdict for the network, and none where the line is merely bad."""

from dataclasses import replace
from email.utils import formatdate
from typing import Any

import pytest

from tests.core.verdict.facts_factory import FOREIGN, SITE, Page, Story, cert, failed, target
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.network import Canary
from waythrough.model.observation import Observation
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import CENSOR_LABELS, Action, Confidence, Label, Verdict
from waythrough.verdict.gate import GateFacts
from waythrough.verdict.network import masks, network_verdicts, resolver_dead

NOW = 1_700_000_000.0
ONE, TWO = "http://one.test/ok", "http://two.test/ok"
CANARIES = (Canary(url=ONE, status=200, text="success\n"), Canary(url=TWO, status=204))
KNOWN = {ONE: Page(200, b"success"), TWO: Page(204, b"")}
PORTAL = Page(302, b"", (("location", "http://login.test/"),))


def seen(purpose: Purpose, name: str, story: Story) -> tuple[Observation, ...]:
    return tuple(replace(each, target=name, purpose=purpose) for each in story.seen)


def neutral(name: str, purpose: Purpose = Purpose.NEUTRAL, **ends: Any) -> tuple[Observation, ...]:
    story = Story(target(f"https://{name}/")).line(SITE, name=name)
    return seen(purpose, name, story.tried(host=name, **ends))


def unresolved(name: str, end: Kind = Kind.TIMEOUT) -> tuple[Observation, ...]:
    return seen(Purpose.NEUTRAL, name, Story().line(fails=end, name=name))


def canary(url: str, page: Page | None = None, **ends: Any) -> tuple[Observation, ...]:
    story = Story(target(url)).tried(page=page or KNOWN[url], **ends)
    return seen(Purpose.CANARY, url, story)


def say(*groups: tuple[Observation, ...], canaries: tuple[Canary, ...] = CANARIES) -> tuple[Verdict, ...]:
    flat = tuple(each for group in groups for each in group)
    return network_verdicts(GateFacts(observations=flat, canaries=canaries, wall_at_start=NOW))


def all_neutral(**ends: Any) -> tuple[tuple[Observation, ...], ...]:
    return tuple(neutral(f"n{number}.test", **ends) for number in range(3))


def test_a_good_line_stands_out_in_nothing() -> None:
    assert say(*all_neutral(), canary(ONE), canary(TWO)) == ()
    assert say() == ()


# Portal ---------------------------------------------------------------------------------------------------


def test_a_portal_alters_every_known_page() -> None:
    """BEN-07."""
    said = say(*all_neutral(tls=Kind.RESET), canary(ONE, PORTAL), canary(TWO, PORTAL))
    assert [(each.label, each.confidence, each.action) for each in said] == [
        (Label.CAPTIVE_PORTAL, Confidence.CONFIRMED, Action.REDIRECT)
    ]
    assert said[0].params == (("got", "login.test"),)
    assert masks(said) is said[0]


def test_a_portal_that_writes_its_own_page() -> None:
    said = say(*all_neutral(tls=Kind.RESET), canary(ONE, Page(200, b"log in")), canaries=CANARIES[:1])
    assert (said[0].label, said[0].confidence, said[0].action) == (
        Label.CAPTIVE_PORTAL,
        Confidence.LIKELY,
        Action.INJECT,
    )


@pytest.mark.parametrize(
    "pages", [(canary(ONE, PORTAL), canary(TWO)), (canary(ONE, PORTAL),), (canary(ONE), canary(TWO))]
)
def test_one_altered_page_of_two_is_no_portal(pages: tuple[tuple[Observation, ...], ...]) -> None:
    said = say(*all_neutral(tls=Kind.RESET)[:2], *pages)
    assert Label.CAPTIVE_PORTAL not in {each.label for each in said}


def test_without_any_known_page_there_is_no_portal() -> None:
    said = say(*all_neutral(connect=Kind.TIMEOUT), canaries=())
    assert [each.label for each in said] == [Label.NO_INTERNET]


def test_an_altered_page_on_a_line_that_works_is_no_portal() -> None:
    assert say(*all_neutral(), canary(ONE, PORTAL), canary(TWO, PORTAL)) == ()


# Certificates ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trusted", [True, None])
def test_one_issuer_for_every_host_is_software_of_the_own_side(trusted: bool | None) -> None:
    """LOC-02: named by the operating system's trust, never a censor."""
    ends: dict[str, Any] = {"tls": Kind.CERT_UNKNOWN_ISSUER, "os_trusted": trusted}
    said = say(*(neutral(f"n{n}.test", leaf=cert(f"n{n}.test", issuer="AV"), **ends) for n in range(3)))
    assert [each.label for each in said] == [Label.LOCAL_INTERCEPTION]
    assert said[0].confidence is (Confidence.CONFIRMED if trusted else Confidence.LIKELY)
    assert masks(said) is said[0]


def test_roots_that_are_missing_accuse_nobody() -> None:
    """LOC-15: every host fails with an issuer of its own, while plain pages come as known."""
    hosts = [
        neutral(f"n{n}.test", tls=Kind.CERT_UNKNOWN_ISSUER, leaf=cert(f"n{n}.test", issuer=f"CA {n}"))
        for n in range(3)
    ]
    assert not {each.label for each in say(*hosts, canary(ONE), canary(TWO))} & CENSOR_LABELS


def test_a_single_bad_certificate_says_nothing_of_the_line() -> None:
    said = say(neutral("n1.test", tls=Kind.CERT_SELF_SIGNED, leaf=FOREIGN), canary(ONE))
    assert said == ()


@pytest.mark.parametrize("end", [Kind.CERT_EXPIRED, Kind.CERT_NOT_YET_VALID])
def test_a_clock_that_spoils_every_certificate_masks_all(end: Kind) -> None:
    """LOC-01."""
    said = say(*all_neutral(tls=end))
    assert [(each.label, each.qualifier, each.confidence) for each in said] == [
        (Label.CLOCK_SKEW, "masking", Confidence.LIKELY)
    ]
    assert masks(said) is said[0]


# Clock ----------------------------------------------------------------------------------------------------


def dated(name: str, ahead: float, **headers: str) -> tuple[Observation, ...]:
    """A neutral page whose server says that the own clock is `ahead` seconds ahead."""
    date = formatdate(NOW - ahead, usegmt=True)
    more = tuple(headers.items())
    return neutral(name, page=Page(200, b"", (("date", date), *more)))


def test_dates_that_agree_tell_a_wrong_clock() -> None:
    said = say(dated("n1.test", 600), dated("n2.test", 610), dated("n3.test", 605))
    assert [(each.label, each.qualifier, each.confidence) for each in said] == [
        (Label.CLOCK_SKEW, "", Confidence.CONFIRMED)
    ]
    assert masks(said) is None
    assert 595 <= float(dict(said[0].params)["seconds"]) <= 615


def test_a_confirmed_clock_that_masks_says_by_how_much() -> None:
    old = Page(200, b"success", (("date", formatdate(NOW - 90_000, usegmt=True)),))
    none = Page(204, b"", (("date", formatdate(NOW - 90_010, usegmt=True)),))
    said = say(*all_neutral(tls=Kind.CERT_EXPIRED), canary(ONE, old), canary(TWO, none))
    assert (said[0].confidence, said[0].qualifier) == (Confidence.CONFIRMED, "masking")


@pytest.mark.parametrize("skews", [(60, 60), (600,), (600, -900), (0, 0, 600)])
def test_small_lonely_or_quarrelling_dates_tell_nothing(skews: tuple[int, ...]) -> None:
    said = say(*(dated(f"n{number}.test", skew) for number, skew in enumerate(skews)))
    assert said == ()


def test_a_cached_or_broken_date_is_not_asked() -> None:
    assert say(dated("n1.test", 9000, age="9000"), dated("n2.test", 9000, age="1")) == ()
    odd = neutral("n1.test", page=Page(200, b"", (("date", "yesterday"),)))
    assert say(odd, odd) == ()


# Everything foreign ---------------------------------------------------------------------------------------


def test_nothing_foreign_while_domestic_hosts_open() -> None:
    home = neutral("home.test", Purpose.DOMESTIC)
    said = say(*all_neutral(tls=Kind.TIMEOUT), home)
    assert [(each.label, each.rule_id, each.qualifier) for each in said] == [
        (Label.UNTARGETED_BLOCKING, "ip.only_domestic", "")
    ]
    assert said[0].confidence is Confidence.LIKELY
    assert masks(said) is said[0]


def test_no_safe_line_while_plain_pages_come_as_known() -> None:
    """IP-06: a blanket rule for a port."""
    said = say(*all_neutral(connect=Kind.RESET), canary(ONE))
    assert (said[0].label, said[0].qualifier) == (Label.UNTARGETED_BLOCKING, "port")


def test_fewer_than_three_neutral_hosts_accuse_nobody() -> None:
    home = neutral("home.test", Purpose.DOMESTIC)
    assert say(*all_neutral(tls=Kind.TIMEOUT)[:2], home) == ()


def test_a_firewall_of_the_own_system_is_not_a_shutdown() -> None:
    """LOC-04."""
    said = say(*all_neutral(connect=Kind.PERMISSION_DENIED), canary(ONE))
    assert not {each.label for each in said} & CENSOR_LABELS


def test_names_that_are_not_resolved_are_not_a_blocked_port() -> None:
    said = say(*(unresolved(f"n{number}.test") for number in range(3)), canary(ONE))
    assert not {each.label for each in said} & CENSOR_LABELS


# Resolver, cable, weather ---------------------------------------------------------------------------------


def test_a_dead_resolver_beside_one_that_answers() -> None:
    names = [unresolved(f"n{number}.test") for number in range(2)]
    other = seen(Purpose.COMPARE, "n0.test", Story().asked("udp:9.9.9.9", SITE))
    said = say(*names, other)
    assert [(each.label, each.rule_id, each.confidence) for each in said] == [
        (Label.NETWORK_TROUBLE, "dns.resolver_dead", Confidence.CONFIRMED)
    ]
    assert resolver_dead(said) is said[0]
    assert masks(said) is None
    assert say(names[0], other)[0].confidence is Confidence.LIKELY
    assert resolver_dead(()) is None


@pytest.mark.parametrize("end", [Kind.NETWORK_UNREACHABLE, Kind.TIMEOUT])
def test_a_line_on_which_nothing_answers_is_off(end: Kind) -> None:
    """LOC-06."""
    said = say(*all_neutral(connect=end), canary(ONE, connect=end))
    assert [(each.label, each.confidence) for each in said] == [(Label.NO_INTERNET, Confidence.CONFIRMED)]
    assert masks(said) is said[0]


def test_two_silent_hosts_are_likely_off_and_one_route_error_is_enough() -> None:
    assert say(*all_neutral(connect=Kind.TIMEOUT)[:2])[0].confidence is Confidence.LIKELY
    assert say(neutral("n.test", connect=Kind.NETWORK_UNREACHABLE))[0].confidence is Confidence.CONFIRMED


def test_a_line_that_loses_some_neutral_hosts_is_unsteady() -> None:
    said = say(neutral("n1.test"), neutral("n2.test", tls=Kind.TIMEOUT), neutral("n3.test", tls=Kind.RESET))
    assert [(each.label, each.rule_id, each.tries.seen, each.tries.of) for each in said] == [
        (Label.NETWORK_TROUBLE, "ip.unsteady", 2, 3)
    ]
    assert masks(said) is None
    assert say(neutral("n1.test"), neutral("n2.test", tls=Kind.TIMEOUT)) == ()


def test_no_verdict_of_a_bad_line_accuses() -> None:
    for end in Kind:
        if end is Kind.NOT_TLS:
            continue
        for where in ("connect", "tls", "http"):
            said = say(*all_neutral(**{where: failed(end)}))
            assert not {each.label for each in said} & CENSOR_LABELS


# Frontiers and outages ------------------------------------------------------------------------------------


def home(*ends: Kind | None) -> list[tuple[Observation, ...]]:
    return [neutral(f"home{n}.test", Purpose.DOMESTIC, connect=end) for n, end in enumerate(ends)]


@pytest.mark.parametrize(
    ("ends", "label"),
    [
        ((None,), Label.UNTARGETED_BLOCKING),
        ((None, None, Kind.TIMEOUT), Label.UNTARGETED_BLOCKING),
        ((None, Kind.TIMEOUT), Label.NO_INTERNET),
        ((None, Kind.TIMEOUT, Kind.TIMEOUT), Label.NO_INTERNET),
        ((Kind.TIMEOUT, Kind.TIMEOUT), Label.NO_INTERNET),
    ],
)
def test_where_domestic_hosts_fail_as_well_it_is_an_outage(
    ends: tuple[Kind | None, ...], label: Label
) -> None:
    """BEN-10 beside IP-12."""
    said = say(*all_neutral(connect=Kind.TIMEOUT), *home(*ends))
    assert [each.label for each in said] == [label]
    assert masks(said) is said[0]


def test_a_rule_for_one_port_is_told_from_a_frontier_by_plain_pages_abroad() -> None:
    """IP-06: domestic hosts open, foreign pages on port 80 come as known."""
    said = say(*all_neutral(connect=Kind.REFUSED), *home(None), canary(ONE), canary(TWO))
    assert [(each.label, each.qualifier, each.action) for each in said] == [
        (Label.UNTARGETED_BLOCKING, "port", Action.RESET)
    ]


def test_an_outage_needs_the_foreign_hosts_to_fail_and_no_plain_page() -> None:
    half = home(None, Kind.TIMEOUT)
    assert say(*all_neutral(connect=Kind.TIMEOUT), *half, canary(ONE))[0].label is Label.UNTARGETED_BLOCKING
    assert not say(*all_neutral(connect=Kind.TIMEOUT)[:2], *half)


# A slow line ----------------------------------------------------------------------------------------------


def late(name: str, seconds: float) -> tuple[Observation, ...]:
    """A neutral host whose page has its head so long after the first question."""
    steps = neutral(name)
    began = steps[0].started
    return tuple(
        replace(each, started=began + seconds - each.duration) if each.step is Step.HTTP else each
        for each in steps
    )


def test_a_line_on_which_every_host_answers_late() -> None:
    """BEN-08: a note, which explains no cell by itself."""
    said = say(late("n1.test", 3.5), late("n2.test", 6.0), canary(ONE))
    assert [(each.label, each.qualifier, each.rule_id) for each in said] == [
        (Label.NETWORK_TROUBLE, "slow", "ip.slow")
    ]
    assert (said[0].tries.seen, said[0].tries.of) == (2, 2)
    assert masks(said) is None


@pytest.mark.parametrize(
    "hosts",
    [
        (late("n1.test", 3.5),),
        (late("n1.test", 3.5), late("n2.test", 1.0)),
        (late("n1.test", 3.5), neutral("n2.test", tls=Kind.RESET)),
    ],
    ids=["one host", "one is quick", "one fails"],
)
def test_what_is_no_slow_line(hosts: tuple[tuple[Observation, ...], ...]) -> None:
    assert say(*hosts, canary(ONE)) == ()


# Large packets --------------------------------------------------------------------------------------------


def small(name: str, **ends: Any) -> tuple[Observation, ...]:
    return neutral(name, Purpose.WAY_SMALL, **ends)


def test_what_falls_silent_and_opens_with_small_packets_is_no_rule_for_a_port() -> None:
    stuck = all_neutral(tls=Kind.TIMEOUT)
    said = say(*stuck, canary(ONE), small("n0.test"), small("n1.test"))
    assert [(each.label, each.rule_id, each.qualifier) for each in said] == [
        (Label.NETWORK_TROUBLE, "ip.large_packets_lost", "mtu")
    ]
    assert said[0].tries.of == 3
    assert masks(said) is None
    port = say(*stuck, canary(ONE), small("n0.test"), small("n1.test", tls=Kind.TIMEOUT))
    assert [each.label for each in port] == [Label.UNTARGETED_BLOCKING], "once may be luck"


def test_where_domestic_hosts_fall_silent_as_well_no_frontier_is_claimed() -> None:
    stuck = all_neutral(tls=Kind.TIMEOUT)
    assert say(*stuck, neutral("home.test", Purpose.DOMESTIC, tls=Kind.TIMEOUT), canary(ONE)) == ()
    refused = say(*stuck, neutral("home.test", Purpose.DOMESTIC, tls=Kind.RESET), canary(ONE))
    assert [each.label for each in refused] == [Label.UNTARGETED_BLOCKING]

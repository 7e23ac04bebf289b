"""From facts to cells: the first rule that applies speaks, parts are rolled up, and nothing accuses by chance."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.verdict.facts_factory import (
    FALSE,
    FOREIGN,
    GENUINE,
    HOST,
    NEUTRAL_LEAF,
    OTHER_SITE,
    PLAN,
    SITE,
    SOMEBODY,
    Page,
    Story,
    cell,
    cert,
    facts,
    judged,
    open_way,
    target,
    way,
)
from tests.core.verdict.stories import STORIES
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.platform import Platform, Role, RollUp, Target
from waythrough.model.step import Purpose
from waythrough.model.verdict import CENSOR_LABELS, Confidence, Label, Locus
from waythrough.verdict.facts import NetworkFacts
from waythrough.verdict.judge import RULES, bug, judge_target

# Every rule and every label -------------------------------------------------------------------------------

CELL_LABELS = {
    Label.OK,
    Label.DNS_TAMPERING,
    Label.IP_BLOCKING,
    Label.PROTOCOL_BLOCKING,
    Label.SNI_FILTERING,
    Label.HTTP_FILTERING,
    Label.CONN_INTERFERENCE,
    Label.BLOCK_PAGE,
    Label.TLS_MITM,
    Label.THROTTLING,
    Label.VOLUME_FREEZE,
    Label.GEO_BLOCK,
    Label.ACCESS_CHALLENGE,
    Label.SERVER_FAULT,
    Label.LOCAL_INTERCEPTION,
    Label.PATH_FAILURE,
    Label.NETWORK_TROUBLE,
    Label.INCONCLUSIVE,
}


def rule_name(rule: object) -> str:
    module = getattr(rule, "__module__", "")
    return f"{module.rpartition('_')[2]}.{getattr(rule, '__name__', '')}"


def test_every_rule_speaks_in_a_story_of_its_own() -> None:
    """A rule that nothing makes fire is dead, or shadowed by one before it."""
    spoke = {judge_target(story())[1][-1][0] for story in STORIES}
    assert {rule_name(rule) for rule in RULES} - spoke == set()


def test_every_label_of_a_target_has_a_rule_that_gives_it() -> None:
    assert {judge_target(story())[0].label for story in STORIES} == CELL_LABELS


def test_what_was_heard_tells_every_rule_that_was_asked() -> None:
    said, heard = judge_target(facts(Story().line(SITE).tried()))
    assert [name for name, _ in heard] == [rule_name(rule) for rule in RULES[: len(heard)]]
    assert heard[-1] == ("last.works", "")
    assert all(why for _, why in heard[:-1])
    assert said.rule_id == "http.works"


def test_rule_ids_name_their_layer() -> None:
    layers = {"local", "dns", "ip", "tcp", "tls", "http", "quic", "volume", "path"}
    ids = {judge_target(story())[0].rule_id for story in STORIES}
    assert {each.partition(".")[0] for each in ids} <= layers


# From targets to platforms --------------------------------------------------------------------------------

WEB = target()
MEDIA = target("https://img.news.test/", role=Role.MEDIA)


def opens(about: Target = WEB, **more: Any) -> Story:
    return Story(about).line(SITE).tried(**more)


def broken(about: Target = WEB) -> Story:
    return (
        Story(about).line(SITE).doh(SITE).tries(2, tls=Kind.RESET).neutral_name().target_name(tls=Kind.RESET)
    )


def test_a_platform_works_when_all_required_targets_do() -> None:
    seen = cell(opens(), opens(MEDIA, took=0.5))
    assert (seen.works, seen.verdict.label, seen.findings) == (True, Label.OK, ())
    assert seen.seconds == pytest.approx(2.1), "the slowest required target decides"
    assert [each.address for each in seen.targets] == [SITE, SITE]
    assert [each.family for each in seen.targets] == [4, 4]


def test_a_platform_of_which_a_part_is_cut_off_is_partial() -> None:
    seen = cell(opens(), broken(MEDIA))
    assert (seen.works, seen.verdict.label, seen.verdict.qualifier) == (
        False,
        Label.PARTIAL,
        Label.SNI_FILTERING,
    )
    assert (seen.verdict.tries.seen, seen.verdict.tries.of) == (1, 2)
    assert dict(seen.verdict.params) == {"host": "img.news.test", "role": "media", "works": "web"}
    assert seen.seconds is None


def test_any_of_several_suffices_and_the_others_are_findings() -> None:
    platform = Platform(id="news", names={"en": "News"}, targets=(WEB, MEDIA), roll_up=RollUp.ANY_OF)
    seen = cell(broken(), opens(MEDIA), platform=platform)
    assert (seen.works, seen.verdict.label) == (True, Label.OK)
    assert [each.label for each in seen.findings] == [Label.SNI_FILTERING]
    none = cell(broken(), broken(MEDIA), platform=platform)
    assert (none.works, none.verdict.label) == (False, Label.SNI_FILTERING)


def test_targets_of_a_group_stand_for_each_other() -> None:
    one, two = target(group="dc"), target("https://img.news.test/", group="dc")
    assert cell(broken(one), opens(two)).works is True
    assert cell(broken(one), broken(two)).works is False


def test_a_target_that_is_not_required_leaves_a_finding() -> None:
    extra = target("https://img.news.test/", required=False)
    seen = cell(opens(), broken(extra))
    assert (seen.works, seen.verdict.label) == (True, Label.OK)
    assert [each.label for each in seen.findings] == [Label.SNI_FILTERING]
    assert cell(broken(extra)).works is False, "a platform of such targets alone is judged by them"


def test_danger_speaks_before_proof_and_proof_before_doubt() -> None:
    danger = Story(MEDIA).line(SITE).tries(2, tls=Kind.CERT_UNKNOWN_ISSUER, leaf=FOREIGN)
    danger.neutral_name().target_name(tls=Kind.CERT_UNKNOWN_ISSUER, leaf=FOREIGN)
    unclear = Story(target("https://api.news.test/")).line(SITE).tries(2, tls=Kind.RESET)
    assert cell(broken(), danger).verdict.label is Label.TLS_MITM
    assert cell(unclear, broken()).verdict.label is Label.SNI_FILTERING


def test_a_mixed_target_leaves_the_platform_open() -> None:
    mixed = Story().line(SITE).tries(2, tls=Kind.RESET).tried(attempt=3)
    seen = cell(mixed)
    assert (seen.works, seen.verdict.reason) == (None, "mixed")
    assert cell(mixed, opens(MEDIA)).works is None
    assert cell(mixed, broken(MEDIA)).works is False


def test_a_target_that_was_never_tried_is_neither_open_nor_closed() -> None:
    seen = cell(Story().asked("doh:a.test", SITE))
    assert (seen.works, seen.targets[0].address, seen.targets[0].family) == (None, "", None)


def test_works_follows_the_tries_and_the_label_only_vetoes() -> None:
    challenged = opens(page=Page(429, b""))
    assert (cell(challenged).works, cell(challenged).verdict.label) == (True, Label.ACCESS_CHALLENGE)
    about = target("http://news.test/")
    notice = Page(200, b"blocked by order")
    story = (
        Story(about).line(SITE).tried(page=notice).target_host(page=notice).other_host(page=Page(404, b"-"))
    )
    assert (cell(story).works, cell(story).verdict.label) == (False, Label.BLOCK_PAGE)


def test_a_slow_page_still_counts_and_flaky_ones_are_told() -> None:
    flaky = Story().line(SITE).tried(tls=Kind.RESET).tried(attempt=2)
    seen = cell(flaky, opens(MEDIA))
    assert (seen.works, seen.verdict.label, seen.findings) == (True, Label.OK, ())


def test_a_bug_is_never_a_statement_on_the_network() -> None:
    verdict = bug("KeyError")
    assert (verdict.label, verdict.locus, verdict.reason) == (Label.INCONCLUSIVE, Locus.LOCAL, "bug")
    assert verdict.params == (("reference", "KeyError"),)


# Whatever was seen ----------------------------------------------------------------------------------------

ENDS = st.sampled_from([None, *Kind])
PAGES = st.builds(
    Page,
    status=st.sampled_from([200, 302, 403, 404, 429, 451, 503]),
    body=st.sampled_from([b"", b"<title>News</title>", b"error code: 1009", b"notice"]),
    headers=st.sampled_from([(), (("location", "http://notice.test/"),), (("cf-mitigated", "challenge"),)]),
    cut=st.sampled_from([None, None, Kind.TIMEOUT, Kind.BODY_CUT]),
)
LEAVES = st.sampled_from([None, GENUINE, FOREIGN, NEUTRAL_LEAF, cert("else.test")])
ADDRESSES = st.sampled_from([SITE, OTHER_SITE, SOMEBODY, FALSE, "2001:db8::7", ""])
TARGETS = [target(), target("http://news.test/")]


@st.composite
def told(
    draw: st.DrawFn, purposes: list[Purpose], *, over: str = "direct", about: int | None = None
) -> Story:
    """Any story that one path could tell."""
    which = draw(st.integers(0, 1)) if about is None else about
    story = Story(
        TARGETS[which],
        over,
        healthy=draw(st.sampled_from([True, None])),
        safe=over == "direct" or draw(st.booleans()),
    )
    if over == "direct" and draw(st.booleans()):
        addresses = draw(st.lists(ADDRESSES.filter(bool), max_size=2, unique=True))
        story.line(*addresses, fails=None if addresses else draw(ENDS.filter(bool)))
    if Purpose.COMPARE in purposes:
        for resolver in draw(st.lists(st.sampled_from(["doh:a.test", "udp:9.9.9.9"]), max_size=2)):
            story.asked(resolver, *draw(st.lists(ADDRESSES.filter(bool), max_size=2)))
    walks = [each for each in purposes if each is not Purpose.COMPARE]
    for purpose in (Purpose.TARGET, *draw(st.lists(st.sampled_from(walks), max_size=5))):
        for attempt in range(1, draw(st.integers(1, 4))):
            story.tried(
                draw(ADDRESSES),
                connect=draw(st.sampled_from([None, None, None, Kind.TIMEOUT, Kind.REFUSED])),
                tls=draw(st.one_of(st.none(), ENDS)),
                http=draw(st.one_of(st.none(), ENDS)),
                leaf=draw(LEAVES),
                page=draw(PAGES),
                purpose=purpose,
                attempt=attempt,
            )
    return story


ALONE = [Purpose.TARGET, Purpose.NEUTRAL]
ALL = [
    Purpose.TARGET,
    Purpose.ADDRESS,
    Purpose.NEUTRAL_NAME,
    Purpose.TARGET_NAME,
    Purpose.OTHER_HOST,
    Purpose.TARGET_HOST,
    Purpose.COMPARE,
    Purpose.NEUTRAL,
]


@settings(max_examples=80)
@given(told(ALONE))
def test_without_a_control_and_without_any_comparison_nobody_is_accused(story: Story) -> None:
    if story.seen:
        assert judged(story).label not in CENSOR_LABELS


@settings(max_examples=80)
@given(told(ALL))
def test_without_a_control_nothing_that_accuses_is_confirmed(story: Story) -> None:
    if story.seen:
        said = judged(story)
        assert not (said.label in CENSOR_LABELS and said.confidence is Confidence.CONFIRMED)


@st.composite
def rows(draw: st.DrawFn) -> tuple[Story, ...]:
    """A direct line and up to two ways for one target."""
    which = draw(st.integers(0, 1))
    count = draw(st.integers(0, 2))
    return (
        draw(told(ALL, about=which)),
        *(draw(told(ALL, over=f"way{number}", about=which)) for number in range(count)),
    )


@settings(max_examples=80)
@given(rows())
def test_judging_never_raises_says_the_same_twice_and_never_opens_what_was_not_usable(
    stories: tuple[Story, ...],
) -> None:
    for number, story in enumerate(stories):
        if not story.seen:
            continue
        others = (*stories[:number], *stories[number + 1 :])
        seen = cell(story, *others)
        assert seen == cell(story, *others)
        known = facts(story, *others)
        if seen.works:
            assert known.usable_count
        assert (known.usable is not None) == bool(known.usable_count)
        mine = {each.id for each in story.seen} | {o.id for other in others for o in other.seen}
        assert set(seen.verdict.evidence) <= mine
        assert seen.verdict.tries.seen <= seen.verdict.tries.of
        if seen.verdict.label in {Label.TLS_MITM, Label.BLOCK_PAGE, Label.GEO_BLOCK, Label.PATH_FAILURE}:
            assert seen.works is not True


def test_a_way_is_named_apart_from_the_line() -> None:
    assert facts(open_way()).direct is False
    assert facts(way().tried("")).target.host == HOST


def test_a_list_of_rules_that_ends_in_silence_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("waythrough.verdict.judge.RULES", RULES[:-1])
    with pytest.raises(AssertionError):
        judged(Story().line(SITE).tried(tls=Kind.RESET))


# One line, spoken to in several manners -------------------------------------------------------------------


def trick(**more: Any) -> Story:
    """A way that leaves where the direct line leaves."""
    return Story(path="trick", on_line=True, **more)


def test_what_fails_over_the_same_line_too_is_no_second_witness() -> None:
    dead = (
        Story()
        .line(SITE)
        .doh(SITE)
        .tried(SITE, connect=Kind.TIMEOUT)
        .tried(SITE, connect=Kind.TIMEOUT, attempt=2)
    )
    repeat = trick().line(SITE).tried(SITE, connect=Kind.TIMEOUT).tried(SITE, connect=Kind.TIMEOUT, attempt=2)
    assert judged(dead, repeat).label is Label.INCONCLUSIVE
    assert judged(repeat, dead).label is Label.INCONCLUSIVE
    elsewhere = way().tried("", connect=Kind.TIMEOUT)
    assert facts(dead, repeat, elsewhere).controls_fail == facts(dead, elsewhere).controls_fail
    assert [each.path_id for each in facts(elsewhere, dead, repeat).controls_fail] == ["direct"]


def test_what_opens_by_a_trick_shows_that_the_service_is_there() -> None:
    cut = Story().line(SITE).doh(SITE).tried(SITE, tls=Kind.RESET).tried(SITE, tls=Kind.RESET, attempt=2)
    helped = trick().line(SITE).tried(SITE)
    assert [each.path_id for each in facts(cut, helped).controls_open] == ["trick"]
    assert judged(helped, cut).locus is Locus.DIRECT
    assert facts(helped, cut).vouched == {SITE}, (
        "what other resolvers said of the line is known to its tricks"
    )


def test_names_that_a_trick_asks_elsewhere_are_not_those_of_this_computer() -> None:
    network = NetworkFacts(address_plan=PLAN, hosts_file=frozenset({HOST}))
    helped = trick(resolver="doh:dns.test").line(SITE).tried(SITE, tls=Kind.RESET)
    assert judged(helped, network=network).rule_id != "local.hosts_file"
    assert (
        judged(trick().line(SITE).tried(SITE, tls=Kind.RESET), network=network).rule_id == "local.hosts_file"
    )
    assert facts(helped).trusted(SITE)

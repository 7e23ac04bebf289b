"""One story for every rule: the case that it is there for."""

from collections.abc import Callable
from dataclasses import replace

from tests.core.verdict.facts_factory import (
    FALSE,
    FOREIGN,
    HOST,
    NETWORK,
    NEUTRAL,
    OTHER_SITE,
    PLAIN_URL,
    SITE,
    Page,
    Story,
    facts,
    open_way,
    target,
    way,
)
from tests.core.verdict.making import verdict
from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.notice import Notice, Place, Scope
from waythrough.model.platform import Target
from waythrough.model.step import Purpose
from waythrough.model.verdict import Label, Locus, Stage
from waythrough.verdict.facts import TargetFacts

PLAIN = target(PLAIN_URL)
_ALERT = Failure(kind=Kind.TLS_ALERT, code=112)
_SLOW_WAY = replace(verdict(Label.NETWORK_TROUBLE, locus=Locus.PATH), rule_id="path.slow")
_STOPS = replace(verdict(Label.VOLUME_FREEZE, locus=Locus.PATH_ENTRY), rule_id="path.freeze")
_NOTICE = Page(200, b"blocked by order")


def _vouched(about: Target | None = None) -> Story:
    return (Story(about) if about else Story()).line(SITE).doh(SITE)


def _resolver_trouble() -> TargetFacts:
    neutral = replace(Story().line(fails=Kind.SERVFAIL).seen[0], purpose=Purpose.NEUTRAL)
    return facts(Story().line(fails=Kind.SERVFAIL), network=replace(NETWORK, observations=(neutral,)))


def _frozen() -> TargetFacts:
    story = _vouched().tries(3, page=Page(cut=Kind.TIMEOUT, stopped_at=16_384))
    return facts(story, way().tried("", page=Page(body=b"x" * 48_000)))


def _now_and_then() -> TargetFacts:
    story = _vouched()
    for number in range(1, 9):
        story.tried(attempt=number, tls=None if number in (3, 6) else Kind.RESET)
    return facts(story.neutral_name(8).target_name(8, tls=Kind.RESET).baseline(8))


_KNOWN = Notice(id="xx", scope=Scope.COUNTRY, where=Place.BODY, pattern="blocked by order")
_SHIELD = Notice(id="shield", scope=Scope.PRODUCT, where=Place.ISSUER, pattern="ministry")
_SEARCH = target(f"{PLAIN_URL}search?q=word")


def _word() -> TargetFacts:
    story = _vouched(_SEARCH).tries(2, http=Kind.RESET).other_host(http=Kind.RESET)
    for number in (1, 2):
        story.tried(NEUTRAL, purpose=Purpose.NEUTRAL_PATH, attempt=number, secure=False, http=Kind.RESET)
        story.tried(NEUTRAL, purpose=Purpose.OTHER_PATH, attempt=number, secure=False, page=Page(404, b"-"))
    return facts(story)


def _only_ours() -> TargetFacts:
    story = _vouched().tries(3, tls=Kind.TIMEOUT).neutral_name(tls=Kind.TIMEOUT)
    for number in (1, 2):
        story.tried(purpose=Purpose.BROWSER_HELLO, attempt=number)
    return facts(story)


def _crowd() -> TargetFacts:
    story = _vouched().tried()
    for number in range(1, 7):
        story.tried(NEUTRAL, purpose=Purpose.PARALLEL_NEUTRAL, attempt=number)
        story.tried(purpose=Purpose.PARALLEL, attempt=number, tls=Kind.TIMEOUT if number > 3 else None)
    return facts(story)


def _uploads_stop() -> TargetFacts:
    story = _vouched().tried()
    for number in range(1, 4):
        story.moved(Purpose.UPLOAD, sent=17_000, attempt=number, status=None, fails=Kind.TIMEOUT)
        story.moved(Purpose.UPLOAD_CONTROL, sent=70_000, attempt=number, host="neutral.test")
    return facts(story)


def _throttled() -> TargetFacts:
    story = _vouched().tried()
    for number in range(1, 6):
        story.moved(Purpose.PACE_CONTROL, 1e6, attempt=number, host="neutral.test")
        story.moved(Purpose.PACE, 1e4, attempt=number)
        story.moved(Purpose.PACE_NAME, 1e4, attempt=number, host="neutral.test")
    return facts(story)


STORIES: tuple[Callable[[], TargetFacts], ...] = (
    lambda: facts(
        Story(PLAIN).line(SITE).tried(page=_NOTICE).target_host(page=_NOTICE).other_host(page=Page(404, b"-"))
    ),
    lambda: facts(Story().line(SITE).tried(page=Page(429, b""))),
    lambda: facts(Story(PLAIN).line(SITE).tried(page=_NOTICE), network=replace(NETWORK, notices=(_KNOWN,))),
    _word,
    _now_and_then,
    lambda: facts(way(found=_SLOW_WAY).tried("")),
    lambda: facts(Story().line(SITE).tried()),
    lambda: facts(Story().line(SITE).tried(connect=Kind.PERMISSION_DENIED)),
    lambda: facts(Story().line(FALSE), network=replace(NETWORK, hosts_file=frozenset({HOST}))),
    lambda: facts(Story().line("198.18.0.5").tried("198.18.0.5", tls=Kind.EOF).doh(SITE)),
    lambda: facts(Story().line("0.0.0.0").doh(SITE), network=replace(NETWORK, local_resolver=True)),
    lambda: facts(way().entry(Stage.CONNECT, Kind.REFUSED)),
    lambda: facts(way(healthy=None).tried("", tls=Kind.RESET)),
    lambda: facts(way(found=_STOPS).tried("", page=Page(cut=Kind.TIMEOUT, stopped_at=16_384))),
    _resolver_trouble,
    lambda: facts(Story().line(fails=Kind.SERVFAIL, ede=7)),
    lambda: facts(Story().line(fails=Kind.NXDOMAIN).asked("doh:a.test", fails=Kind.NXDOMAIN)),
    lambda: facts(Story().line(FALSE).tried(FALSE, connect=Kind.TIMEOUT).doh(SITE).at_address(SITE)),
    lambda: facts(
        Story().line(SITE).tries(2, connect=Kind.TIMEOUT).at_address(OTHER_SITE),
        open_way().tried(SITE, connect=Kind.TIMEOUT, purpose=Purpose.ADDRESS),
    ),
    lambda: facts(_vouched().tries(3, connect=Kind.TIMEOUT), open_way()),
    lambda: facts(_vouched().tries(2, tls=Kind.RESET).neutral_name().target_name(tls=Kind.RESET)),
    lambda: facts(_vouched().tries(2, tls=Kind.RESET).neutral_name(tls=Kind.RESET).target_name(), open_way()),
    lambda: facts(Story().line(SITE).tried(tls=Kind.CERT_EXPIRED)),
    lambda: facts(_vouched().tries(2, tls=Kind.CERT_UNKNOWN_ISSUER, leaf=FOREIGN), open_way()),
    lambda: facts(
        _vouched().tried(tls=Kind.CERT_UNKNOWN_ISSUER, leaf=FOREIGN, os_trusted=True),
        network=replace(NETWORK, notices=(_SHIELD,)),
    ),
    lambda: facts(_vouched().tried(tls=_ALERT), way().tried("", tls=_ALERT)),
    lambda: facts(
        _vouched(PLAIN)
        .tries(2, http=Kind.RESET)
        .other_host(page=Page(404, b"-"))
        .target_host(http=Kind.RESET)
    ),
    lambda: facts(Story().line(SITE).tried(page=Page(451, b""))),
    lambda: facts(Story().line(SITE).tried(page=Page(503, b"down"))),
    lambda: facts(Story().line(SITE).tried(page=Page(403, b"no"))),
    _only_ours,
    _crowd,
    _frozen,
    _uploads_stop,
    _throttled,
    lambda: facts(
        _vouched().tries(2, connect=Kind.TIMEOUT), way().entry(Stage.EXIT_CONNECT, Kind.EXIT_TIMEOUT)
    ),
    lambda: facts(way().entry(Stage.EXIT_CONNECT, Kind.EXIT_TIMEOUT), Story().line(SITE).tried()),
    lambda: facts(Story().line(SITE).tries(2, tls=Kind.RESET).tried(attempt=3)),
    lambda: facts(Story().line(SITE).tries(2, tls=Kind.TIMEOUT).still_there(tls=Kind.TIMEOUT)),
    lambda: facts(_vouched().tries(2, tls=Kind.RESET), open_way()),
    lambda: facts(Story().line(SITE).tried(tls=Kind.RESET)),
)

"""A way's state from its health check: usable, down, or not safe."""

from dataclasses import replace
from typing import Any

import pytest

from tests.core.verdict.facts_factory import FOREIGN, Ends, cert, target, way
from waythrough.engine import columns as col
from waythrough.engine.columns import Column, make_columns
from waythrough.model.errors import WaythroughError
from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.observation import Observation
from waythrough.model.path import DIRECT, PathSpec
from waythrough.model.secret import Secret
from waythrough.model.step import Purpose
from waythrough.model.verdict import Confidence, Label, Locus, Stage
from waythrough.net.tcp import TcpDialer
from waythrough.paths.base import OpenPath

NEUTRALS = ("n1.test", "n2.test")


def column(*checks: tuple[Observation, ...]) -> Column:
    made = make_columns((PathSpec(id="way", kind="socks5", fields={"host": "proxy.example", "port": 1080}),))[
        "way"
    ]
    made.health = [each for check in checks for each in check]
    return made


def check(host: str, attempt: int = 1, **ends: Any) -> tuple[Observation, ...]:
    """One look at a neutral host through the way."""
    story = way(about=target(f"https://{host}/")).tried("", **ends)
    return tuple(
        replace(each, purpose=Purpose.PATH_HEALTH, target=host, attempt=attempt) for each in story.seen
    )


def entry(stage: Stage, end: Ends, attempt: int = 1, reply: int | None = None) -> tuple[Observation, ...]:
    story = way().entry(stage, end, reply=reply)
    return tuple(
        replace(each, purpose=Purpose.PATH_HEALTH, target="n1.test", attempt=attempt) for each in story.seen
    )


def foreign(host: str, attempt: int = 1) -> tuple[Observation, ...]:
    return check(host, attempt, tls=Kind.CERT_UNKNOWN_ISSUER, leaf=cert(host, issuer="Box"))


def test_columns_keep_their_order_and_are_never_called_by_their_host() -> None:
    specs = (
        DIRECT,
        PathSpec(id="a", kind="socks5", fields={"host": "secret.example", "port": 1}),
        PathSpec(id="b", kind="socks5", fields={"host": "secret.example", "port": 2}),
        PathSpec(id="c", kind="https", name="Mine", fields={"host": "secret.example", "port": 3}),
    )
    made = make_columns(specs)
    assert list(made) == ["direct", "a", "b", "c"]
    assert [each.info.name for each in made.values()][1:] == ["SOCKS5 1", "SOCKS5 2", "Mine"]
    assert made["direct"].direct
    assert "secret.example" not in repr([each.info for each in made.values()])
    assert (made["a"].info.encrypts_to_exit, made["c"].info.encrypts_to_exit) == (False, True)


def test_a_way_that_opens_a_neutral_page_is_usable() -> None:
    info = col.judge_health(column(check("n1.test", connect=Kind.TIMEOUT), check("n2.test", 2)), NEUTRALS)
    assert (info.usable, info.safe, info.verdict) == (True, True, None)
    assert col.judge_health(column(), NEUTRALS).usable is None


@pytest.mark.parametrize(
    ("stage", "end"),
    [
        (Stage.CONNECT, Kind.REFUSED),
        (Stage.HANDSHAKE, Kind.PROXY_MALFORMED),
        (Stage.AUTH, Kind.PROXY_AUTH),
        (Stage.EXIT_CONNECT, Kind.EXIT_TIMEOUT),
    ],
)
def test_a_dead_way_names_its_stage(stage: Stage, end: Kind) -> None:
    info = col.judge_health(column(entry(stage, end), entry(stage, end, 2)), NEUTRALS)
    assert (info.usable, info.stage) == (False, stage)
    assert info.verdict is not None
    assert (info.verdict.label, info.verdict.tries.seen) == (Label.PATH_FAILURE, 2)


def test_only_tries_that_ended_alike_are_counted_as_the_same_result() -> None:
    ends = (Kind.PROXY_ERROR, Kind.PROXY_ERROR, Kind.TIMEOUT, Kind.TIMEOUT)
    made = column(*(entry(Stage.REQUEST, end, number) for number, end in enumerate(ends, 1)))
    verdict = col.judge_health(made, NEUTRALS).verdict
    assert verdict is not None
    assert (verdict.reason, verdict.tries.seen, verdict.tries.of) == ("timeout", 2, 4)


def test_a_way_that_connects_and_carries_nothing_fails_in_its_data() -> None:
    info = col.judge_health(column(check("n1.test", tls=Kind.TIMEOUT)), NEUTRALS)
    assert (info.usable, info.stage) == (False, Stage.DATA)
    assert info.verdict is not None
    assert (info.verdict.rule_id, info.verdict.locus) == ("path.data", Locus.PATH)


def test_a_server_that_never_showed_that_it_knows_the_password_is_not_said_to_connect() -> None:
    made = column(check("n1.test", tls=Kind.EOF), check("n2.test", 2, tls=Kind.TIMEOUT))
    made.opened = OpenPath(dialer=TcpDialer(), resolver=None, answered=lambda: False)
    info = col.judge_health(made, NEUTRALS)
    assert (info.usable, info.stage) == (False, Stage.HANDSHAKE)
    assert info.verdict is not None
    assert (info.verdict.rule_id, info.verdict.locus) == ("path.unanswered", Locus.PATH)
    made.opened.answered = lambda: True
    assert col.judge_health(made, NEUTRALS).stage is Stage.DATA


@pytest.mark.parametrize("seen", [True, False])
def test_a_way_that_shows_its_own_certificates_is_not_safe(seen: bool) -> None:
    """PATH-04."""
    made = column(foreign("n1.test"), foreign("n2.test", 2))
    info = col.judge_health(made, NEUTRALS if seen else ())
    assert (info.usable, info.safe) == (True, False)
    assert info.verdict is not None
    assert info.verdict.label is Label.TLS_MITM
    assert info.verdict.confidence is (Confidence.CONFIRMED if seen else Confidence.LIKELY)
    assert info.verdict.locus is Locus.PATH_EXIT
    assert not replace_info(made, info).facts.safe


def replace_info(made: Column, info: object) -> Column:
    made.info = info  # type: ignore[assignment]
    return made


def test_a_way_that_intercepts_one_neutral_host_is_not_safe_although_another_opened() -> None:
    info = col.judge_health(column(foreign("n1.test"), check("n2.test", 2)), ())
    assert not info.safe


def test_one_bad_certificate_that_nobody_saw_honest_is_no_proof() -> None:
    info = col.judge_health(column(foreign("n1.test")), ())
    assert (info.usable, info.safe) == (False, True)
    expired = check("n1.test", tls=Kind.CERT_EXPIRED, leaf=FOREIGN)
    assert col.judge_health(column(expired), NEUTRALS).safe


def test_a_certificate_of_the_proxy_itself_is_no_interception() -> None:
    """An HTTPS proxy with a bad certificate of its own: the way fails, it does not intercept."""
    info = col.judge_health(column(entry(Stage.TLS, Kind.CERT_UNKNOWN_ISSUER)), NEUTRALS)
    assert (info.usable, info.safe, info.stage) == (False, True, Stage.TLS)


@pytest.mark.parametrize(
    ("end", "clear"),
    [
        (Failure(kind=Kind.PROXY_AUTH, code=407), True),
        (Failure(kind=Kind.PROXY_DENIED, code=2), True),
        (Failure(kind=Kind.CERT_UNKNOWN_ISSUER), True),
        (Failure(kind=Kind.TIMEOUT), False),
        (Failure(kind=Kind.REFUSED, code=111), False),
        (Failure(kind=Kind.PROXY_ERROR, code=1), False),
        (None, False),
    ],
)
def test_a_clear_answer_is_not_asked_for_again(end: Ends, clear: bool) -> None:
    assert col.answered(entry(Stage.AUTH, end)) is clear


def test_a_way_that_worked_and_fell_silent() -> None:
    made = column()
    made.entry_failures = 3
    seen = entry(Stage.CONNECT, Kind.TIMEOUT)
    assert col.entry_failed(made, seen)
    assert not col.entry_failed(made, check("n1.test", tls=Kind.RESET))
    assert not col.entry_failed(made, ())
    info = col.fell_silent(made, seen)
    assert (info.usable, info.stage) == (False, Stage.CONNECT)
    assert info.verdict is not None
    assert info.verdict.tries.seen == 3


@pytest.mark.parametrize(
    ("stage", "end", "own"),
    [
        (Stage.REQUEST, Kind.PROXY_ERROR, False),
        (Stage.EXIT_CONNECT, Kind.EXIT_REFUSED, False),
        (Stage.EXIT_DNS, Kind.EXIT_DNS, False),
        (Stage.REQUEST, Kind.TIMEOUT, True),
        (Stage.HANDSHAKE, Kind.RESET, True),
    ],
)
def test_a_target_that_the_far_end_cannot_reach_is_not_held_against_the_way(
    stage: Stage, end: Kind, own: bool
) -> None:
    assert col.entry_failed(column(), entry(stage, end)) is own


def test_a_server_of_a_chain_that_the_first_cannot_reach_is_the_ways_own_failure() -> None:
    first = PathSpec(id="first", kind="http", fields={"host": "outer.example", "port": 8080})
    inner = PathSpec(id="way", kind="socks5", fields={"host": "inner.example", "port": 1080}, via=first)
    made = make_columns((inner,))["way"]
    assert col.entry_failed(made, entry(Stage.EXIT_CONNECT, Kind.EXIT_REFUSED))


def test_a_configuration_that_cannot_be_used_is_told_without_its_values() -> None:
    error = WaythroughError("path.bad_field", "the port cannot be used", todo="write a number")
    made = column()
    info = col.bad_config(made, error)
    assert (info.usable, info.stage) == (False, Stage.CONFIG)
    assert info.verdict is not None
    assert info.verdict.params[1:] == (("got", error.what), ("todo", error.todo))
    made.info = info
    assert made.down
    assert made.facts.healthy is False


def test_a_column_shows_no_secret() -> None:
    spec = PathSpec(id="x", kind="socks5", fields={"host": "h", "port": 1, "password": Secret("hunter2")})
    assert "hunter2" not in repr(make_columns((spec,)))

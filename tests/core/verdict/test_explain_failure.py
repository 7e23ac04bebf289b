"""What one failed step means."""

import pytest

from tests.core.verdict.making import seen
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.step import Step
from waythrough.model.verdict import Stage
from waythrough.verdict.explain_failure import failure_kind, failure_sentence, observed, way_clause
from waythrough.verdict.words import NOTHING


@pytest.mark.parametrize("step", [step for step in Step if step is not Step.PATH])
@pytest.mark.parametrize("kind", list(FailureKind))
def test_every_failure_of_every_step_has_a_sentence(step: Step, kind: FailureKind) -> None:
    assert str(failure_sentence(step, Failure(kind=kind))).endswith(".")


def test_the_step_decides_what_silence_means() -> None:
    timeout = Failure(kind=FailureKind.TIMEOUT)
    assert len({str(failure_sentence(step, timeout)) for step in Step if step is not Step.PATH}) == 6


def test_the_own_computer_is_named() -> None:
    denied = Failure(kind=FailureKind.PERMISSION_DENIED)
    assert str(failure_sentence(Step.CONNECT, denied)) == "This computer did not allow the connection."


def test_observations() -> None:
    assert observed(seen(Step.TLS)) == NOTHING
    assert str(observed(seen(Step.TLS, Failure(kind=FailureKind.RESET)))).startswith("The connection was cut")
    assert failure_sentence(Step.PATH, Failure(kind=FailureKind.TIMEOUT)) == NOTHING


def test_clauses_for_ways() -> None:
    assert str(way_clause(Stage.AUTH, FailureKind.PROXY_AUTH)) == "wrong or missing user name or password"
    assert str(way_clause(Stage.CONNECT, FailureKind.TIMEOUT)) == "its server does not answer"
    assert str(way_clause(Stage.TLS, FailureKind.CERT_EXPIRED)) == "its server could not prove who it is"
    assert str(way_clause(Stage.DATA, None)) == "it connects, but nothing comes through"
    assert str(way_clause(None, FailureKind.BAD_CONFIG)) == "its settings are incomplete or wrong"
    assert str(way_clause(Stage.CONFIG, FailureKind.PROGRAM_ENDED)).endswith("ended by itself")
    for stage in (Stage.CONNECT, Stage.DATA):
        assert str(way_clause(stage, FailureKind.CLOCK_SKEW)) == "the clock of this computer is wrong"
    assert str(way_clause(None, None)) == "the cause is not known"


def test_kinds_by_name() -> None:
    assert failure_kind("timeout") is FailureKind.TIMEOUT
    assert failure_kind("of tomorrow") is None

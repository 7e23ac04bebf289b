"""The plain steps of a cell."""

from tests.core.report.samples import BERLIN, OFFICE, OLD, sample_run
from tests.core.verdict.making import KEY, cell, part, seen, verdict
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import Role
from waythrough.model.run import Cell, CellStatus
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Label, Stage
from waythrough.verdict.explain_steps import STATE_TEXT, StepState, Walk, steps

RUN = sample_run()
TIMEOUT = Failure(kind=FailureKind.TIMEOUT)
OK, WARNING, PROBLEM, STOPPED, NOT_TRIED = StepState


def _states(of: Cell) -> list[StepState]:
    return [line.state for line in steps(of, "Berlin")]


def test_the_false_address() -> None:
    lines = steps(RUN.cell("telegram", DIRECT_ID))
    assert [line.state for line in lines] == [PROBLEM, WARNING, STOPPED, NOT_TRIED]
    assert [str(line.title) for line in lines] == [
        "Find the address",
        "Reach the server",
        "Open a safe line",
        "Load the page",
    ]
    assert [line.seconds is None for line in lines] == [False, False, False, True]
    assert str(lines[1].sentence) == "Something answered, but it is not the server of this service."


def test_over_a_way_there_is_one_step_more() -> None:
    lines = steps(RUN.cell("telegram", BERLIN), "Berlin")
    assert [line.state for line in lines] == [OK] * 5
    assert str(lines[0].title) == "Connect to Berlin"
    assert str(lines[1].sentence) == "The way does this at its far end."


def test_a_dead_way() -> None:
    assert _states(RUN.cell("telegram", OLD)) == [PROBLEM, NOT_TRIED, NOT_TRIED, NOT_TRIED, NOT_TRIED]


def test_a_way_that_refuses_one_service() -> None:
    lines = steps(RUN.cell("tor", OFFICE), "Office proxy")
    assert [line.state for line in lines] == [OK, OK, PROBLEM, NOT_TRIED, NOT_TRIED]
    assert str(lines[2].sentence) == "The way reports: its server refuses by its own rules."


def test_the_part_that_fails_is_shown() -> None:
    lines = steps(RUN.cell("youtube", DIRECT_ID))
    assert [line.state for line in lines] == [OK, OK, PROBLEM, NOT_TRIED]
    assert str(lines[-1].title) == "Load this part: pictures and videos"
    assert "other parts of the service work" in str(lines[-1].sentence)


def test_a_page_that_reports_a_fault_did_not_load_well() -> None:
    last = steps(RUN.cell("bbc", DIRECT_ID))[-1]
    assert (last.state, str(last.sentence)) == (PROBLEM, "The page came, but it reports a fault (HTTP 503).")
    last = steps(RUN.cell("spotify", DIRECT_ID))[-1]
    assert (last.state, str(last.sentence)) == (PROBLEM, "The page came, but it refuses (HTTP 451).")


def test_a_plain_page_has_no_safe_line() -> None:
    assert [line.step for line in steps(RUN.cell("x", DIRECT_ID))] == [Walk.ADDRESS, Walk.REACH, Walk.PAGE]


def test_a_flow_without_pages_talks() -> None:
    lines = steps(cell(verdict(Label.OK), True, seen(Step.CONNECT), seen(Step.TLS), seen(Step.EXCHANGE)))
    assert str(lines[-1].title) == "Talk to the service"
    assert str(lines[0].sentence) == "It was known already."


def test_a_later_address_that_answered_makes_the_step_good() -> None:
    of = cell(
        verdict(Label.OK),
        True,
        seen(Step.RESOLVE),
        seen(Step.CONNECT, TIMEOUT),
        seen(Step.CONNECT),
        seen(Step.TLS),
        seen(Step.HTTP),
        seen(Step.BODY),
    )
    assert _states(of) == [OK] * 4


def test_the_cited_try_is_shown_else_the_last() -> None:
    tries = (
        seen(Step.CONNECT, TIMEOUT, id_="o1", attempt=1),
        seen(Step.CONNECT, id_="o2", attempt=2),
        seen(Step.TLS, TIMEOUT, id_="o3", attempt=2),
    )
    cited = cell(verdict(Label.INCONCLUSIVE, evidence=("o1",)), False, *tries)
    assert _states(cited)[1:] == [PROBLEM, NOT_TRIED, NOT_TRIED]
    assert _states(cell(verdict(Label.INCONCLUSIVE), False, *tries))[1:] == [OK, PROBLEM, NOT_TRIED]


def test_only_the_own_measurement_counts() -> None:
    beside = seen(Step.TLS, TIMEOUT, purpose=Purpose.NEUTRAL_NAME)
    whole_line = seen(Step.CONNECT, TIMEOUT, target="")
    assert steps(cell(verdict(Label.INCONCLUSIVE), False, beside, whole_line)) == ()


def test_required_parts_come_first() -> None:
    other = "media:m.example:443"
    of = cell(
        verdict(Label.OK),
        True,
        seen(Step.CONNECT, TIMEOUT, target=other),
        seen(Step.CONNECT),
        seen(Step.TLS),
        seen(Step.HTTP),
        targets=(
            part(Role.MEDIA, False, verdict(Label.INCONCLUSIVE), required=False, target=other),
            part(Role.WEB, True, verdict(Label.OK), target=KEY),
        ),
    )
    assert _states(of) == [OK] * 4


def test_stages_of_a_way() -> None:
    of = cell(
        verdict(Label.INCONCLUSIVE, reason="exit_cannot_reach"),
        False,
        seen(Step.PATH, stage=Stage.CONNECT),
        seen(Step.PATH, Failure(kind=FailureKind.EXIT_DNS), stage=Stage.EXIT_DNS),
        path="p",
    )
    assert _states(of) == [OK, PROBLEM, NOT_TRIED, NOT_TRIED, NOT_TRIED]
    reused = cell(verdict(Label.OK), True, seen(Step.TLS), seen(Step.HTTP), path="p")
    assert str(steps(reused, "Berlin")[0].sentence) == "The way was connected already."
    unstaged = cell(verdict(Label.OK), True, seen(Step.PATH), seen(Step.TLS), seen(Step.HTTP), path="p")
    assert str(steps(unstaged, "Berlin")[0].sentence) == "The way is connected."


def test_nothing_is_made_up() -> None:
    assert steps(cell(verdict(Label.NO_INTERNET), None, seen(Step.TLS), status=CellStatus.MASKED)) == ()
    assert steps(cell(verdict(Label.SNI_FILTERING))) == ()
    assert steps(cell(verdict(Label.PATH_FAILURE))) == ()


def test_every_state_has_a_word() -> None:
    assert set(STATE_TEXT) == set(StepState)
    line = steps(RUN.cell("telegram", DIRECT_ID))[0]
    assert str(line.state_text) == "Problem"


def test_steps_that_a_failing_part_never_came_to_keep_their_titles() -> None:
    of = cell(
        verdict(Label.PARTIAL, role="media"),
        False,
        seen(Step.RESOLVE, Failure(kind=FailureKind.NXDOMAIN)),
    )
    lines = steps(of)
    assert [line.state for line in lines] == [PROBLEM, NOT_TRIED, NOT_TRIED, NOT_TRIED]
    assert [str(line.title) for line in lines[1:]] == [
        "Reach the server",
        "Open a safe line",
        "Load this part: pictures and videos",
    ]

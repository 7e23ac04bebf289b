"""What is said about a way."""

from dataclasses import replace

from tests.core.report.samples import PATHS
from tests.core.verdict.making import verdict
from waythrough.model.failure import FailureKind
from waythrough.model.verdict import Label, Locus, Stage
from waythrough.verdict.explain_path import (
    path_advice,
    path_cause,
    path_opens,
    path_short,
    path_stage,
    path_state,
    stage_advice,
)
from waythrough.verdict.explain_untried import INTERRUPTED
from waythrough.verdict.words import NOTHING

DIRECT, BERLIN, _, FREE, OLD = PATHS


def test_states() -> None:
    assert str(path_state(DIRECT)) == "no VPN or proxy"
    assert str(path_state(BERLIN)) == "connected"
    assert str(path_state(replace(BERLIN, usable=None))) == "not tried yet"
    cut = replace(verdict(Label.INCONCLUSIVE), rule_id=INTERRUPTED)
    stopped = replace(BERLIN, usable=None, verdict=cut)
    assert str(path_state(stopped)) == "stopped while it was being tried"
    assert str(path_short(stopped)) == "not tested"
    assert str(path_state(FREE)) == "not safe"
    assert str(path_state(OLD)) == "could not connect: wrong or missing user name or password"
    assert str(path_short(OLD)) == "could not connect"
    assert str(path_short(BERLIN)) == "connected"
    assert str(path_opens(8, 11)) == "opens 8 of 11"


def test_a_way_without_a_verdict_is_told_by_its_stage() -> None:
    bare = replace(OLD, verdict=None, stage=Stage.CONNECT)
    assert str(path_state(bare)) == "could not connect: its server was not reached"
    assert str(path_advice(bare)).startswith("Check address and port.")
    assert str(path_advice(replace(bare, stage=None))) == "Try again, or use another way."


def test_advice() -> None:
    assert path_advice(BERLIN) == NOTHING
    assert str(path_advice(FREE)) == "Do not use this way, and tell whoever gave it to you."
    assert str(path_advice(OLD)) == "Check user name and password."
    assert "time zone" in str(stage_advice(Stage.CONNECT, FailureKind.CLOCK_SKEW))
    assert str(stage_advice(Stage.REQUEST, FailureKind.PROXY_AUTH)) == "Check user name and password."


def test_the_stage_may_stand_in_the_parameters() -> None:
    told = verdict(Label.PATH_FAILURE)
    assert path_stage(replace(told, params=(("stage", "auth"),))) is Stage.AUTH
    assert path_stage(replace(told, params=(("stage", "unheard"),))) is None


def test_causes() -> None:
    silent = verdict(Label.PATH_FAILURE, stage=Stage.CONNECT, locus=Locus.PATH_ENTRY, reason="timeout")
    assert "this network blocks it" in str(path_cause(silent))
    forged = verdict(Label.PATH_FAILURE, stage=Stage.TLS, locus=Locus.PATH, failure="cert_unknown_issuer")
    assert "Somebody may stand between you and it" in str(path_cause(forged))
    denied = verdict(Label.PATH_FAILURE, stage=Stage.REQUEST, qualifier="this_target", failure="proxy_denied")
    assert str(path_cause(denied)).startswith("This way is connected, but refuses to carry this service")
    broken = verdict(Label.PATH_FAILURE, stage=Stage.DATA, locus=Locus.PATH)
    assert str(path_cause(broken)).endswith("This says nothing about the service itself.")


def test_behind_a_sign_in_page_no_way_is_blamed() -> None:
    portal = (verdict(Label.CAPTIVE_PORTAL),)
    told = "not checked: the network wants you to sign in first"
    assert str(path_state(OLD, portal)) == told
    assert str(path_short(OLD, portal)) == "not checked"
    assert path_advice(OLD, portal) == NOTHING
    assert str(path_state(BERLIN, portal)) == "connected"
    assert str(path_state(DIRECT, portal)) == "no VPN or proxy"


def test_without_a_line_no_way_is_blamed() -> None:
    away = (verdict(Label.NO_INTERNET),)
    assert str(path_state(OLD, iter(away))) == "not tested: you are not online"
    assert str(path_short(OLD, iter(away))) == "not tested"
    assert path_advice(OLD, iter(away)) == NOTHING
    assert str(path_state(BERLIN, away)) == "connected"
    assert str(path_short(BERLIN, away)) == "connected"
    assert str(path_state(FREE, away)) == "not safe"
    assert str(path_short(FREE, away)) == "not safe"
    assert path_advice(FREE, away) != NOTHING
    assert str(path_short(DIRECT, away)) == "no VPN or proxy"


def test_settings_that_cannot_be_used_are_named() -> None:
    wrong = verdict(
        Label.PATH_FAILURE,
        stage=Stage.CONFIG,
        failure="bad_config",
        got="user and password {or neither} are missing",
        todo="write both",
    )
    info = replace(OLD, verdict=wrong, stage=Stage.CONFIG)
    assert str(path_state(info)) == "could not connect: user and password {or neither} are missing"
    assert str(path_advice(info)) == "What to do: write both."
    assert "did not connect: user and password" in str(path_cause(wrong))
    bare = verdict(Label.PATH_FAILURE, stage=Stage.CONFIG, failure="bad_config")
    assert "its settings are incomplete or wrong" in str(path_state(replace(info, verdict=bare)))
    assert str(path_advice(replace(info, verdict=bare))).startswith("Open its settings")

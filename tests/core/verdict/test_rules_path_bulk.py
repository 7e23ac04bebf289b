"""What one way tells about others at the same server."""

from dataclasses import replace

import pytest

from tests.core.verdict.facts_factory import way
from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.observation import Observation, PathDetail
from waythrough.model.verdict import Confidence, Label, Stage, Tries
from waythrough.verdict.facts import Attempt
from waythrough.verdict.rules_path import path_verdict
from waythrough.verdict.rules_path_bulk import (
    SAME_SERVER,
    WANTS_REST,
    log_in_refused,
    same_server,
    spared,
    unreached,
    wants_rest,
)


def entry(stage: Stage, kind: Kind, *, code: int | None = None, said: str = "") -> tuple[Observation, ...]:
    seen = way().entry(stage, Failure(kind=kind, code=code)).seen
    detail = PathDetail(hop=0, kind="http", reply=code, reply_text=said)
    return (*seen[:-1], replace(seen[-1], detail=detail))


@pytest.mark.parametrize(
    ("code", "said", "rest"),
    [
        (429, "", True),
        (403, "Your QUOTA is used up", True),
        (503, "Too many connections", True),
        (403, "not allowed", False),
        (None, "", False),
    ],
)
def test_a_server_that_asks_for_rest(code: int | None, said: str, rest: bool) -> None:
    seen = entry(Stage.REQUEST, Kind.PROXY_ERROR, code=code, said=said)
    assert wants_rest(seen) is rest
    assert not wants_rest([replace(each, failure=None) for each in seen])


@pytest.mark.parametrize(
    ("stage", "kind", "dead", "refused"),
    [
        (Stage.CONNECT, Kind.TIMEOUT, True, False),
        (Stage.RESOLVE, Kind.NXDOMAIN, True, False),
        (Stage.HANDSHAKE, Kind.EOF, False, False),
        (Stage.AUTH, Kind.PROXY_AUTH, False, True),
        (Stage.REQUEST, Kind.PROXY_AUTH, False, True),
    ],
)
def test_what_holds_for_every_way_to_a_server(stage: Stage, kind: Kind, dead: bool, refused: bool) -> None:
    verdict = path_verdict((Attempt(entry(stage, kind)),), Tries(seen=1, of=1))
    assert (unreached(verdict), log_in_refused(verdict)) == (dead, refused)
    assert not unreached(None)
    assert not log_in_refused(None)


def test_what_was_not_tried_is_never_certain() -> None:
    witness = path_verdict((Attempt(entry(Stage.CONNECT, Kind.REFUSED)),), Tries(seen=5, of=5))
    inferred = same_server(witness)
    assert (inferred.rule_id, inferred.confidence) == (SAME_SERVER, Confidence.LIKELY)
    assert (inferred.stage, inferred.evidence) == (witness.stage, witness.evidence)
    unknown = spared(WANTS_REST, ("o1",))
    assert (unknown.label, unknown.confidence, unknown.evidence) == (
        Label.INCONCLUSIVE,
        Confidence.NONE,
        ("o1",),
    )

"""Short ways to make verdicts, cells and observations for tests of words."""

from waythrough.model.failure import Failure
from waythrough.model.observation import Detail, Observation
from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import Role
from waythrough.model.run import Cell, CellStatus, TargetResult
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Stage, Tries, Verdict

KEY = "web:a.example:443"


def verdict(
    label: Label,
    *,
    sure: Confidence = Confidence.CONFIRMED,
    locus: Locus = Locus.DIRECT,
    layer: Layer | None = None,
    action: Action | None = None,
    stage: Stage | None = None,
    reason: str = "",
    qualifier: str = "",
    tries: tuple[int, int] = (2, 2),
    evidence: tuple[str, ...] = (),
    **params: str,
) -> Verdict:
    """A verdict; keyword arguments that are no fields become its parameters."""
    return Verdict(
        label=label,
        rule_id="x.y",
        confidence=sure,
        locus=locus,
        layer=layer,
        action=action,
        stage=stage,
        reason=reason,
        qualifier=qualifier,
        tries=Tries(seen=tries[0], of=tries[1]),
        evidence=evidence,
        params=tuple(params.items()),
    )


def cell(
    of: Verdict,
    works: bool | None = False,
    *observations: Observation,
    path: str = DIRECT_ID,
    status: CellStatus = CellStatus.DONE,
    targets: tuple[TargetResult, ...] = (),
    findings: tuple[Verdict, ...] = (),
) -> Cell:
    """A cell of the service "a"."""
    return Cell(
        platform_id="a",
        path_id=path,
        status=status,
        works=works,
        verdict=of,
        observations=observations,
        targets=targets,
        findings=findings,
    )


def seen(
    step: Step,
    failure: Failure | None = None,
    detail: Detail = None,
    *,
    id_: str = "o1",
    stage: Stage | None = None,
    attempt: int = 1,
    target: str = KEY,
    purpose: Purpose = Purpose.TARGET,
    address: str = "",
    seconds: float = 0.1,
) -> Observation:
    """One observation of the service "a"."""
    return Observation(
        id=id_,
        platform_id="a",
        path_id=DIRECT_ID,
        target=target,
        purpose=purpose,
        step=step,
        host="a.example",
        port=443,
        address=address,
        stage=stage,
        attempt=attempt,
        started=0.0,
        duration=seconds,
        failure=failure,
        detail=detail,
    )


def part(
    role: Role, works: bool | None, of: Verdict, *, required: bool = True, target: str = ""
) -> TargetResult:
    """The result of one part of the service."""
    return TargetResult(
        target=target or f"{role}:{role}.example:443",
        role=role,
        host=f"{role}.example",
        address="203.0.113.7",
        family=4,
        leg="tcp",
        required=required,
        works=works,
        verdict=of,
    )

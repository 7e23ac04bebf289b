"""One world of the matrix: made, proven or measured, and taken away, in a process of the pool."""

import asyncio
import subprocess
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

from tests.lab.drive import Outcome, measure
from tests.lab.machine import limits
from tests.lab.matrix.known import BY_ID
from tests.lab.raw_tools import curl
from tests.lab.rules import Line
from tests.lab.scenario import DIRECT, Raw, Scenario, Variant
from tests.lab.world import Lab, world
from waythrough.model.run import CellStatus
from waythrough.model.verdict import Label

LOSSY = Line(loss=0.05, rtt=0.3)
LIMIT_S = 420.0  # what has not come to an answer by then has none
UNANSWERED = (CellStatus.ERROR, CellStatus.INTERRUPTED)


class Kind(StrEnum):
    """What is done in a world."""

    RAW = "raw"
    CLEAN = "clean"
    LOSSY = "lossy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One world to make. `curl` asks for curl's opinion as well."""

    scenario: str
    kind: Kind
    variant: Variant = Variant.ALONE
    seed: int = 1
    curl: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CellResult:
    """One cell as it came out. `answered` is False for a bug of the program or a cell without a result."""

    platform: str
    way: str
    works: bool | None
    true_works: bool | None
    label: Label
    true_label: Label
    allowed: tuple[Label, ...]
    findings: tuple[Label, ...]
    works_right: bool
    label_right: bool
    findings_right: bool
    locus_right: bool
    accuses: bool
    answered: bool
    rule: str
    confidence: str
    detail: str
    curl: bool | None = None

    @property
    def right(self) -> bool:
        return self.works_right and self.label_right and self.findings_right


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a job. `problem` says why there are no cells, or what the world itself did wrong."""

    job: Job
    seconds: float
    cells: tuple[CellResult, ...] = ()
    problem: str = ""

    @property
    def doubtful(self) -> bool:
        """Whether anything in it is not as it should be."""
        unanswered = not self.cells and self.job.kind is not Kind.RAW
        return bool(self.problem) or unanswered or not all(cell.right for cell in self.cells)


def run(job: Job) -> Result:
    """Do one job; whatever goes wrong in it is told in the result."""
    scenario = BY_ID[job.scenario]
    started = time.monotonic()
    try:
        cells, problem = _raw(scenario) if job.kind is Kind.RAW else _measured(scenario, job)
    except (
        OSError,
        RuntimeError,
        ExceptionGroup,
        AssertionError,
        ValueError,
        subprocess.SubprocessError,
    ) as error:
        cells, problem = (), "".join(traceback.format_exception(error))
    return Result(job=job, seconds=time.monotonic() - started, cells=cells, problem=problem)


def _raw(scenario: Scenario) -> tuple[tuple[CellResult, ...], str]:
    """The scenario's proofs without the engine; the problem names those that failed."""
    with world(scenario, seed=7) as lab:
        with lab.client(files=True):
            found = looked(lab)
        done = lab.counts()
    wrong = [f"{check.what}: {saw!r}, not {check.expect!r}" for check, saw in found if saw != check.expect]
    idle = [f"nothing was counted under {act!r}" for act in scenario.acts if not done[act]]
    return (), "\n".join(wrong or idle)


def looked(lab: Lab) -> list[tuple[Raw, object]]:
    """What each of a scenario's own looks saw; the thread is inside the client."""
    with ThreadPoolExecutor(lab.scenario.at_a_time) as pool:  # its threads are born inside the client
        looks = [(check, pool.submit(check.probe, lab)) for check in lab.scenario.raw]
        return [(check, look.result()) for check, look in looks]


def _measured(scenario: Scenario, job: Job) -> tuple[tuple[CellResult, ...], str]:
    line = LOSSY if job.kind is Kind.LOSSY else None
    with world(scenario, seed=job.seed, line=line, paths=job.variant is Variant.BESIDE) as lab:
        with lab.client(files=True), limits(scenario.local):
            outcomes = asyncio.run(_within(lab))
        done = lab.counts()
        opinions = _curl(lab, outcomes) if job.curl else {}
    idle = not scenario.honest and bool(scenario.acts) and not any(done[act] for act in scenario.acts)
    cells = tuple(_result(each, opinions.get((each.platform, each.path))) for each in outcomes)
    return cells, f"nothing was counted under any of {scenario.acts}" if idle else ""


async def _within(lab: Lab) -> list[Outcome]:
    async with asyncio.timeout(LIMIT_S):
        return await measure(lab)


def _curl(lab: Lab, outcomes: list[Outcome]) -> dict[tuple[str, str], bool]:
    urls = {row.id: row.url for row in lab.scenario.platforms if row.url}
    asked = [(each.platform, each.path) for each in outcomes if each.path == DIRECT and each.platform in urls]
    follow = ("--location", "--fail", "--output", "/dev/null")  # what it says of a page: one below 400 comes
    return {key: curl(lab, urls[key[0]], *follow).code == 0 for key in asked}


def _result(outcome: Outcome, curl: bool | None) -> CellResult:
    verdict, truth = outcome.cell.verdict, outcome.truth
    return CellResult(
        platform=outcome.platform,
        way=outcome.path,
        works=outcome.cell.works,
        true_works=truth.works,
        label=verdict.label,
        true_label=truth.label,
        allowed=(truth.label, *truth.alternatives),
        findings=outcome.findings,
        works_right=outcome.works_right,
        label_right=outcome.label_right,
        findings_right=outcome.findings_right,
        locus_right=outcome.locus_right,
        accuses=outcome.accuses,
        answered=outcome.cell.status not in UNANSWERED,
        rule=verdict.rule_id,
        confidence=str(verdict.confidence),
        detail=str(outcome),
        curl=curl,
    )

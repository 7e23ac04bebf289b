"""What the engine tells while it works: a closed union, the same for window and command line."""

from dataclasses import dataclass

from waythrough.model.observation import Observation
from waythrough.model.run import Cell, PathInfo, PlatformInfo, Recommendation, Run
from waythrough.model.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted:
    """The matrix is known: rows, columns, and what the run is called."""

    run_id: str
    platforms: tuple[PlatformInfo, ...]
    paths: tuple[PathInfo, ...]
    practice: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkChecked:
    """The local and control gates have spoken; an empty tuple means that nothing stands out."""

    verdicts: tuple[Verdict, ...]
    masks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PathOpening:
    """How far a way that takes time to open has come: `share` from 0 to 1, `doing` in English."""

    path_id: str
    share: float
    doing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PathChecked:
    """More is known of a way: usable, not usable, or not safe."""

    path: PathInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class CellStarted:
    """A cell is being measured."""

    platform_id: str
    path_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDone:
    """One step of a cell is done, for those who watch closely."""

    observation: Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFinished:
    """A cell has a verdict, or a better one than before (`cell.revision`); the last event of a cell wins."""

    cell: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the run is. `seconds_left` is None while it cannot be told."""

    done: int
    total: int
    bytes_used: int
    seconds_left: float | None
    elapsed: float
    rechecking: int = 0  # cells that have a verdict and are being looked at once more


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended:
    """The advice as it stands now."""

    recommendation: Recommendation


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFinished:
    """The last event of every run, also of an interrupted one."""

    run: Run


Event = (
    RunStarted
    | NetworkChecked
    | PathOpening
    | PathChecked
    | CellStarted
    | StepDone
    | CellFinished
    | Progress
    | Recommended
    | RunFinished
)

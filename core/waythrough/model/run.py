"""The frozen input of a run, its cells, and the whole of its results."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from waythrough.model.observation import Observation
from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.model.platform import Platform, Role
from waythrough.model.verdict import Stage, Verdict


class Depth(StrEnum):
    """How much is measured: one try; quick plus repeats of failures; three repeats and the long tests."""

    QUICK = "quick"
    STANDARD = "standard"
    THOROUGH = "thorough"


class CellStatus(StrEnum):
    """How a cell came to its result; `ERROR` is a bug of the program, never a statement on the network."""

    DONE = "done"
    INFERRED = "inferred"  # concluded from the path's own state, not measured
    MASKED = "masked"  # the network as a whole explains it
    INTERRUPTED = "interrupted"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings that a run obeys, as a snapshot.

    `country` is an ISO 3166 code in lower case or ""; `local_dns` makes proxies receive addresses instead of
    names; `max_slots` caps the cells in flight (None = the scheduler's own measure). `large`: whether large
    objects may be fetched at all (not on a metered line); `data_limit` caps them for the whole run, in bytes.
    `quiet`: few contacts, spread over time, at the price of certainty and of minutes.
    """

    country: str = ""
    language: str = "en"
    local_dns: bool = False
    max_slots: int | None = None
    large: bool = True
    data_limit: int | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierRun:
    """A run whose results another one has taken over; `started` in Unix seconds."""

    id: str
    started: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlan:
    """What to test: every platform over every path, the direct line first when asked for.

    `known` are cells of an earlier run that are taken over as they are and not tested again, `known_paths` what
    that run knew of their ways (see model.known); their times are Unix seconds. `taken_from` are the runs that
    they come from, `continues` those that were cut short and are gone on with (see Run).
    """

    platforms: tuple[Platform, ...]
    paths: tuple[PathSpec, ...] = ()
    direct: bool = True
    depth: Depth = Depth.STANDARD
    settings: Settings = Settings()
    known: "tuple[Cell, ...]" = field(default=(), repr=False)
    known_paths: "tuple[PathInfo, ...]" = field(default=(), repr=False)
    taken_from: tuple[EarlierRun, ...] = ()
    continues: tuple[EarlierRun, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetResult:
    """The result of one target, one address family and one leg ("tcp" here, later "quic", "ech").

    `heard` are the rules that were asked, in order, as (rule, why it did not apply); the last one, with "" as
    reason, is the one that spoke.
    """

    target: str  # Target.key
    role: Role
    host: str
    address: str
    family: int | None
    leg: str
    required: bool
    works: bool | None
    verdict: Verdict
    group: str = ""
    heard: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One platform over one path.

    `works` is rolled up from the targets, never from the label: None when masked, not tested or contradictory.
    `preliminary`: a second look is still to come, which may change the word;
    `seconds` is how long the slowest required target took until it was usable (None when it is not);
    `revision` counts the judgements of the cell from 1, the last one wins; `reason` is a closed reason code.
    `started`, `finished` and the times of the observations are seconds from the start of the run; those of a cell
    that was taken over from an earlier run are negative.
    """

    platform_id: str
    path_id: str
    status: CellStatus
    works: bool | None
    verdict: Verdict
    reason: str = ""
    targets: tuple[TargetResult, ...] = ()
    findings: tuple[Verdict, ...] = ()
    observations: tuple[Observation, ...] = ()
    seconds: float | None = None
    started: float = 0.0
    finished: float = 0.0
    bytes_sent: int = 0
    bytes_received: int = 0
    revision: int = 1
    preliminary: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.platform_id, self.path_id

    @property
    def earlier(self) -> bool:
        """Whether it was tested in an earlier run and taken over as it was."""
        return self.finished < 0

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of the observations that carry the verdict."""
        return self.verdict.evidence


class NamesAt(StrEnum):
    """Where the addresses of services are found when a way is used."""

    FAR_END = "far_end"
    TUNNEL = "tunnel"  # by a resolver that is asked inside the tunnel
    HERE = "here"  # by the resolver of this computer's line
    OWN_RESOLVER = "own_resolver"  # by encrypted DNS of the way's own


@dataclass(frozen=True, slots=True, kw_only=True)
class WayFacts:
    """What is known of a way besides that it carries traffic; "" and None where it could not be told.

    `country` is that of its far end (ISO 3166, small letters), by a table of registers and never an address;
    `same_country` whether the line itself leaves there too; `ipv6` whether it goes through; `ipv6_outside` whether
    IPv6 of the computer would pass by the way as it is written; `unchecked` whether it does not check who its own
    server is; `interface` by which interface it left.
    """

    country: str = ""
    same_country: bool | None = None
    names: NamesAt | None = None
    ipv6: bool | None = None
    ipv6_outside: bool | None = None
    unchecked: bool = False
    interface: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathInfo:
    """A column of the run: what the reader may know of a way (never its host, user or password).

    `usable` is None until the way was tried; `verdict` says why it is not usable, or that it is not safe.
    """

    id: str
    kind: str
    name: str
    kind_name: str = ""
    encrypts_to_exit: bool = False
    usable: bool | None = None
    verdict: Verdict | None = None
    stage: Stage | None = None
    safe: bool = True
    facts: WayFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformInfo:
    """A row of the run."""

    id: str
    names: Mapping[str, str]
    category: str = "other"
    seen_live: bool = False

    def name(self, language: str = "en") -> str:
        """The name in a language, else in its base language, else in English."""
        return self.names.get(language) or self.names.get(language.split("_")[0]) or self.names["en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """First and second choice of ways for one platform, as path ids ("" = none opens it)."""

    platform_id: str
    first: str = ""
    second: str = ""


class Advice(StrEnum):
    """The one sentence that the recommendation comes to."""

    DIRECT_OPENS_ALL = "direct_opens_all"
    ONE_WAY_OPENS_ALL = "one_way_opens_all"
    WAYS_TOGETHER_OPEN_ALL = "ways_together_open_all"
    SOME_OPEN = "some_open"
    NONE_OPENS = "none_opens"
    NOT_TESTED = "not_tested"  # the network itself is the matter, or nothing was finished


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """What to use.

    `cover`: the fewest paths that together open everything that any safe way opens, best first;
    `unopened`: platforms that no safe way opens; `unsafe`: paths that showed interception, never recommended;
    `visible`: paths of the cover that do not hide what they carry up to their exit; `unchecked`: those of them that
    do encrypt, to a server whose certificate is not checked; `direct_fails`: platforms that need a way.
    `tricks`: paths that are the direct line itself, spoken to in another manner.
    """

    advice: Advice
    cover: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    unopened: tuple[str, ...] = ()
    unsafe: tuple[str, ...] = ()
    visible: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    direct_fails: tuple[str, ...] = ()
    tricks: tuple[str, ...] = ()
    opened: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """All results of one run. `started` and `finished` are Unix seconds; no cell is ever missing when finished.

    `taken_from` are the runs whose results it has taken over, the oldest first; `continues` are
    the runs, each cut short, that it goes on with and of which it holds all that was finished: they are one check.
    """

    id: str
    version: str
    started: float
    finished: float
    profile: str
    practice: bool
    depth: Depth
    platforms: tuple[PlatformInfo, ...]
    paths: tuple[PathInfo, ...]
    cells: Mapping[tuple[str, str], Cell] = field(default_factory=lambda: MappingProxyType({}))
    network: tuple[Verdict, ...] = ()
    network_observations: tuple[Observation, ...] = ()
    recommendation: Recommendation = Recommendation(advice=Advice.NOT_TESTED)
    interrupted: bool = False
    bytes_sent: int = 0
    bytes_received: int = 0
    country: str = ""
    taken_from: tuple[EarlierRun, ...] = ()
    continues: tuple[EarlierRun, ...] = ()

    def cell(self, platform_id: str, path_id: str) -> Cell:
        """The cell of a platform over a path. Raises KeyError when it is not part of the run."""
        return self.cells[(platform_id, path_id)]

    @property
    def has_ways(self) -> bool:
        """Whether anything besides the direct line was tested."""
        return any(info.id != DIRECT_ID for info in self.paths)

"""What the window knows of the run that it shows."""

from collections import Counter
from dataclasses import dataclass, field

from waythrough.model.run import Cell, PathInfo, PlatformInfo, Recommendation, Run
from waythrough.model.verdict import Verdict
from waythrough.verdict.explain import Word


@dataclass(slots=True)
class Seen:
    """What is known of the run so far."""

    words: dict[tuple[str, str], Word]
    cells: dict[tuple[str, str], Cell]
    paths: dict[str, PathInfo]
    platforms: dict[str, PlatformInfo]
    legend: Counter[Word] = field(default_factory=Counter)
    listed: set[Word] = field(default_factory=set)
    done: Counter[str] = field(default_factory=Counter)
    opened: Counter[str] = field(default_factory=Counter)
    network: tuple[Verdict, ...] = ()
    recommendation: Recommendation | None = None
    run: Run | None = None

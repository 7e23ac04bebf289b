"""What several tests of the command line need: a home, a short practice run, events of a run."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from tests.core.report.samples import sample_run
from waythrough.cli.wishes import Home
from waythrough.model.event import (
    CellFinished,
    CellStarted,
    Event,
    NetworkChecked,
    PathChecked,
    Progress,
    RunFinished,
    RunStarted,
)
from waythrough.model.path import PathSpec
from waythrough.model.platform import Platform
from waythrough.model.run import CellStatus, Run
from waythrough.model.secret import Secret
from waythrough.model.verdict import Confidence, Label, Locus, Verdict
from waythrough.practice.files import PracticeFiles
from waythrough.practice.network import PracticeNetwork
from waythrough.store.dirs import portable_dirs
from waythrough.store.settings import Preferences


@dataclass(frozen=True, slots=True)
class Nets:
    """A practice network with its files."""

    net: PracticeNetwork
    files: PracticeFiles

    @property
    def options(self) -> list[str]:
        """What a check needs to use it, without its ways."""
        return ["--network", str(self.files.network), "--catalog", str(self.files.catalogue)]

    def platforms(self, *names: str) -> tuple[Platform, ...]:
        """Some of its platforms."""
        return tuple(each for each in self.net.platforms if each.id in names)

    def paths(self, *names: str) -> tuple[PathSpec, ...]:
        """Some of its ways."""
        return tuple(each for each in self.net.paths if each.id in names)


def home_in(folder: Path, preferences: Preferences | None = None) -> Home:
    """The home of a user that is empty yet."""
    return Home(dirs=portable_dirs(folder / "home"), preferences=preferences or Preferences())


def way(name: str = "Office", host: str = "proxy.example", password: str = "") -> PathSpec:
    """A SOCKS5 proxy."""
    fields: dict[str, str | int | Secret] = {"host": host, "port": 1080}
    if password:
        fields |= {"user": "me", "password": Secret(password)}
    return PathSpec(id=f"id-{name.lower()}", kind="socks5", name=name, fields=MappingProxyType(fields))


def events_of(run: Run) -> Iterator[Event]:
    """The events that tell of a run, in their order."""
    yield RunStarted(run_id=run.id, platforms=run.platforms, paths=run.paths, practice=run.practice)
    yield NetworkChecked(verdicts=run.network, masks=False)
    for info in run.paths:
        yield PathChecked(path=info)
    total = len(run.platforms) * len(run.paths)
    for number, cell in enumerate(run.cells.values(), start=1):
        yield CellStarted(platform_id=cell.platform_id, path_id=cell.path_id)
        yield CellFinished(cell=cell)
        yield Progress(done=number, total=total, bytes_used=2_000_000, seconds_left=8.0, elapsed=2.0)
    yield RunFinished(run=run)


def verdict(label: Label) -> Verdict:
    """A verdict of this label and nothing more."""
    return Verdict(label=label, rule_id="test.rule", confidence=Confidence.CONFIRMED, locus=Locus.LOCAL)


def masked(run: Run, label: Label) -> Run:
    """The same run on a line of which nothing else could be said."""
    cells = {
        key: replace(cell, status=CellStatus.MASKED, works=None, verdict=verdict(label))
        for key, cell in run.cells.items()
    }
    return replace(run, cells=MappingProxyType(cells), network=(verdict(label),))


__all__ = ["Nets", "events_of", "home_in", "masked", "sample_run", "verdict", "way"]

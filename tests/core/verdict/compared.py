"""Two small runs that differ in what a test asks for."""

from dataclasses import replace
from types import MappingProxyType

from tests.core.verdict.making import verdict
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, CellStatus, Depth, PathInfo, PlatformInfo, Run
from waythrough.model.verdict import Confidence, Label

NAMES = ("Telegram", "Signal", "Wikipedia", "YouTube", "GitHub", "X")
WAYS = (("p-1", "Berlin"), ("p-2", "Vienna"))
DAY = 86_400.0


def made(label: Label, works: bool | None, seconds: float | None = None, **more: object) -> Cell:
    """A cell whose place is told by `run`."""
    sure = more.pop("sure", Confidence.CONFIRMED)
    assert isinstance(sure, Confidence)
    cell = Cell(
        platform_id="", path_id="", status=CellStatus.DONE, works=works, verdict=verdict(label, sure=sure)
    )
    return replace(cell, seconds=seconds, **more)  # type: ignore[arg-type]


def opened(seconds: float | None = 0.4) -> Cell:
    return made(Label.OK, True, seconds)


def blocked(sure: Confidence = Confidence.CONFIRMED) -> Cell:
    return made(Label.SNI_FILTERING, False, sure=sure)


def masked() -> Cell:
    return made(Label.NO_INTERNET, None, status=CellStatus.MASKED)


def run(id_: str = "after", /, **cells: Cell) -> Run:
    """A run in which every cell opens but those named "telegram_direct" or "signal_p1"."""
    paths = (
        PathInfo(id=DIRECT_ID, kind=DIRECT_ID, name="Direct", usable=True),
        *(PathInfo(id=way, kind="socks5", name=name, usable=True) for way, name in WAYS),
    )
    platforms = tuple(PlatformInfo(id=name.casefold(), names={"en": name}) for name in NAMES)
    found = {}
    for row in platforms:
        for info in paths:
            cell = cells.get(f"{row.id}_{info.id.replace('-', '')}", opened())
            found[row.id, info.id] = replace(cell, platform_id=row.id, path_id=info.id)
    return Run(
        id=id_,
        version="1",
        started=1_800_000_000.0,
        finished=1_800_000_020.0,
        profile="internet",
        practice=False,
        depth=Depth.STANDARD,
        platforms=platforms,
        paths=paths,
        cells=MappingProxyType(found),
    )


def with_way(found: Run, path_id: str, **changes: object) -> Run:
    """The run with another state of a way."""
    paths = tuple(replace(info, **changes) if info.id == path_id else info for info in found.paths)  # type: ignore[arg-type]
    return replace(found, paths=paths)


def without(found: Run, *, platform: str = "", path: str = "") -> Run:
    """The run without a row or a column."""
    return replace(
        found,
        platforms=tuple(info for info in found.platforms if info.id != platform),
        paths=tuple(info for info in found.paths if info.id != path),
        cells=MappingProxyType(
            {key: cell for key, cell in found.cells.items() if key[0] != platform and key[1] != path}
        ),
    )

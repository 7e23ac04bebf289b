"""An invented engine: a run's events as data, played at any pace, for tests and for looking at the window."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Self

from waythrough.model.event import (
    CellFinished,
    CellStarted,
    Event,
    NetworkChecked,
    PathChecked,
    Progress,
    Recommended,
    RunFinished,
    RunStarted,
)
from waythrough.model.network import NetworkProfile
from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.model.run import Cell, CellStatus, PathInfo, PlatformInfo, Run, RunPlan
from waythrough.model.run import Depth as RunDepth
from waythrough.model.verdict import Confidence, Label, Layer, Locus, Stage, Tries, Verdict
from waythrough.verdict.cover import recommend

SERVICES = (
    "Telegram",
    "WhatsApp",
    "Signal",
    "YouTube",
    "Instagram",
    "X (Twitter)",
    "Wikipedia",
    "BBC Persian",
    "GitHub",
    "Tor Project",
    "Gmail",
)
WAYS = (
    ("direct", "Direct", "direct", ""),
    ("w1", "Berlin", "http", "HTTPS proxy"),
    ("w2", "Office proxy", "socks5", "SOCKS5"),
    ("w3", "Proxy in Vienna", "socks5", "SOCKS5"),
    ("w4", "Old one", "http", "HTTP proxy"),
)


def platforms(names: tuple[str, ...] = SERVICES) -> tuple[PlatformInfo, ...]:
    return tuple(PlatformInfo(id=name.lower(), names={"en": name}) for name in names)


def ways() -> tuple[PathInfo, ...]:
    return tuple(
        PathInfo(id=name, name=title, kind=kind, kind_name=kind_name, encrypts_to_exit=name == "w1")
        for name, title, kind, kind_name in WAYS
    )


def verdict(
    label: Label, confidence: Confidence = Confidence.CONFIRMED, locus: Locus = Locus.DIRECT
) -> Verdict:
    stage = Stage.CONNECT if label is Label.PATH_FAILURE else None
    layer = Layer.PATH if label is Label.PATH_FAILURE else Layer.TLS
    return Verdict(
        label=label,
        rule_id="tls.invented",
        confidence=confidence,
        locus=locus,
        layer=layer,
        stage=stage,
        tries=Tries(seen=3, of=3),
    )


def cell(
    platform: str,
    path: str,
    label: Label,
    *,
    works: bool | None,
    confidence: Confidence = Confidence.CONFIRMED,
    seconds: float | None = None,
    status: CellStatus = CellStatus.DONE,
) -> Cell:
    return Cell(
        platform_id=platform,
        path_id=path,
        status=status,
        works=works,
        verdict=verdict(label, confidence),
        seconds=seconds,
    )


_LIKELY, _SURE = Confidence.LIKELY, Confidence.CONFIRMED
Fate = tuple[Label, bool | None, Confidence, float | None]
WORKS: Fate = (Label.OK, True, _SURE, 0.4)
SLOW: Fate = (Label.NETWORK_TROUBLE, True, _SURE, 3.9)
BLOCKED: Fate = (Label.SNI_FILTERING, False, _SURE, None)
LIKELY: Fate = (Label.CONN_INTERFERENCE, False, _LIKELY, None)
PARTLY: Fate = (Label.PARTIAL, False, _SURE, 2.1)
UNCLEAR: Fate = (Label.INCONCLUSIVE, None, Confidence.NONE, None)
SHUT: Fate = (Label.INCONCLUSIVE, False, Confidence.NONE, None)
CUT: Fate = (Label.PATH_FAILURE, False, _SURE, None)
REFUSED: Fate = (Label.GEO_BLOCK, False, _SURE, None)
DOWN: Fate = (Label.SERVER_FAULT, False, _SURE, None)
MITM: Fate = (Label.TLS_MITM, False, _SURE, None)
CHALLENGE: Fate = (Label.ACCESS_CHALLENGE, True, _SURE, 0.8)
HOUSE: Fate = (Label.LOCAL_INTERCEPTION, False, _SURE, None)

_DIRECT = (BLOCKED, BLOCKED, LIKELY, PARTLY, BLOCKED, SHUT, WORKS, LIKELY, SLOW, MITM, WORKS)
_OFFICE = (PARTLY, WORKS, LIKELY, WORKS, CHALLENGE, UNCLEAR, WORKS, WORKS, REFUSED, HOUSE, WORKS)


def fate(row: int, path: str) -> Fate:
    """What becomes of a cell in the invented world."""
    match path:
        case "direct":
            return _DIRECT[row % len(_DIRECT)]
        case "w1":
            return (*WORKS[:3], 0.4 + row / 50)
        case "w2":
            return _OFFICE[row % len(_OFFICE)]
        case "w3":
            return (*SLOW[:3], 3.9 + row / 10) if row < 6 else WORKS
    return CUT


def invented_run(
    rows: tuple[PlatformInfo, ...],
    columns: tuple[PathInfo, ...],
    cells: Mapping[tuple[str, str], Cell],
    *,
    interrupted: bool = False,
    network: tuple[Verdict, ...] = (),
    run_id: str = "invented",
) -> Run:
    return Run(
        id=run_id,
        version="0",
        started=1_800_000_000.0,
        finished=1_800_000_018.0,
        profile="invented",
        practice=False,
        depth=RunDepth.STANDARD,
        platforms=rows,
        paths=columns,
        cells=cells,
        network=network,
        recommendation=recommend([row.id for row in rows], columns, cells),
        interrupted=interrupted,
        bytes_received=3_100_000,
    )


class InventedEngine:
    """An event source whose world is `fate`; `pace` is awaited between cells."""

    def __init__(
        self,
        profile: NetworkProfile,
        *,
        pace: Callable[[], object] | None = None,
        network: tuple[Verdict, ...] = (),
        deaf: bool = False,
        fails_after: int | None = None,
        run_id: str = "invented",
    ) -> None:
        self.profile = profile
        self.run_id = run_id
        self._pace = pace or (lambda: asyncio.sleep(0))
        self._network = network
        self._deaf = deaf
        self._fails_after = fails_after
        self._stopped = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    async def wait(self) -> None:
        """What is waited for between cells."""
        await self._pace()  # type: ignore[misc]

    def stop(self) -> None:
        self._stopped = not self._deaf

    async def events(self, plan: RunPlan) -> AsyncIterator[Event]:
        rows = tuple(PlatformInfo(id=each.id, names=each.names) for each in plan.platforms)
        columns = tuple(
            info for info in ways() if info.id == DIRECT_ID or info.id in {p.id for p in plan.paths}
        )
        cells: dict[tuple[str, str], Cell] = {each.key: each for each in plan.known}
        total = len(rows) * len(columns)
        yield RunStarted(run_id=self.run_id, platforms=rows, paths=columns, practice=self.profile.practice)
        for each in plan.known:
            yield CellFinished(cell=each)
        yield NetworkChecked(verdicts=self._network, masks=False)
        for number, (row, column) in enumerate((r, c) for r in range(len(rows)) for c in columns):
            if self._stopped:
                break
            if number == self._fails_after:
                raise RuntimeError("invented fault")
            if (rows[row].id, column.id) in cells:
                continue
            yield CellStarted(platform_id=rows[row].id, path_id=column.id)
            await self.wait()
            label, works, sure, seconds = fate(row, column.id)
            made = cell(rows[row].id, column.id, label, works=works, confidence=sure, seconds=seconds)
            cells[made.key] = made
            yield CellFinished(cell=made)
            yield Progress(
                done=len(cells),
                total=total,
                bytes_used=(number + 1) * 64_000,
                seconds_left=(total - number) * 0.4,
                elapsed=number * 0.4,
            )
            advice = recommend([each.id for each in rows], columns, cells)
            yield Recommended(recommendation=advice)
        columns = _known(columns)
        for column in columns:
            yield PathChecked(path=column)
        run = invented_run(
            rows, columns, cells, interrupted=self._stopped, network=self._network, run_id=self.run_id
        )
        yield RunFinished(run=replace(run, taken_from=plan.taken_from, continues=plan.continues))


def _known(columns: tuple[PathInfo, ...]) -> tuple[PathInfo, ...]:
    return tuple(
        PathInfo(
            id=each.id,
            name=each.name,
            kind=each.kind,
            kind_name=each.kind_name,
            encrypts_to_exit=each.encrypts_to_exit,
            usable=each.id != "w4",
            verdict=verdict(Label.PATH_FAILURE) if each.id == "w4" else None,
            stage=Stage.CONNECT if each.id == "w4" else None,
            safe=each.id != DIRECT_ID,
        )
        for each in columns
    )


def describe(paths: tuple[PathSpec, ...]) -> tuple[PathInfo, ...]:
    """Columns of the invented ways; a way that was added in a test stands under its own name."""
    known = {info.id: info for info in ways()}
    return tuple(known.get(path.id) or PathInfo(id=path.id, kind=path.kind, name=path.name) for path in paths)


class Gate:
    """Lets so many cells through, then holds the run until it is stopped or the gate opened."""

    def __init__(self, free: int) -> None:
        self.free = free
        self.reached = threading.Event()

    async def __call__(self) -> None:
        self.free -= 1
        if self.free < 0:
            self.reached.set()
            await asyncio.sleep(0.02)

    def open(self) -> None:
        """Let all others through."""
        self.free = 10**9

    def engine(self, profile: NetworkProfile) -> InventedEngine:
        return InventedEngine(profile, pace=self)

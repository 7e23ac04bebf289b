"""Drives the engine inside the lab and puts what it says beside the truth."""

import contextlib
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from tests.lab.local import Event
from tests.lab.scenario import Row, Truth
from tests.lab.world import Lab
from waythrough.catalog.notice_list import bundled_notices
from waythrough.engine.engine import Engine
from waythrough.model.network import AddressPlan, Canary, NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import FlowKind, PassRule, Platform, Role, Target
from waythrough.model.run import Cell, Depth, Run, RunPlan
from waythrough.model.verdict import CENSOR_LABELS, Label
from waythrough.paths.importing.links import parse_spec

EVENT_LOOK_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One cell beside its truth; `missing` is what should have been said of the whole line and was not."""

    platform: str
    path: str
    cell: Cell
    truth: Truth
    missing: tuple[Label, ...] = ()

    @property
    def label(self) -> Label:
        return self.cell.verdict.label

    @property
    def works_right(self) -> bool:
        return self.cell.works is self.truth.works

    @property
    def label_right(self) -> bool:
        """Whether the label is right, and where it is the best one, its qualifier and stage as well."""
        if self.missing or not self.truth.allows(self.label):
            return False
        if self.label is not self.truth.label:
            return True
        seen = self.cell.verdict
        qualified = not self.truth.qualifier or self.truth.qualifier in seen.qualifier.split()
        return qualified and self.truth.stage in (None, seen.stage)

    @property
    def locus_right(self) -> bool:
        """Whether the place is right, where the truth names one and the label is the best one."""
        named = self.truth.locus is not None and self.label is self.truth.label
        return not named or self.cell.verdict.locus is self.truth.locus

    @property
    def findings(self) -> tuple[Label, ...]:
        return tuple(each.label for each in self.cell.findings)

    @property
    def findings_right(self) -> bool:
        return set(self.truth.findings) <= set(self.findings)

    @property
    def accuses(self) -> bool:
        """Whether label or any finding accuses somebody."""
        return bool({self.label, *self.findings} & CENSOR_LABELS)

    @property
    def right(self) -> bool:
        return self.works_right and self.label_right and self.findings_right

    def __str__(self) -> str:
        seen, truth = self.cell.verdict, self.truth
        allowed = " or ".join([truth.label, *truth.alternatives])
        lines = [
            (
                f"{self.platform} over {self.path}: works {self.cell.works}, {seen.label} {seen.qualifier}, findings "
                f"{' '.join(self.findings) or 'none'}; {seen.confidence} by {seen.rule_id} at {seen.locus} "
                f"{seen.stage or ''}, {seen.tries.seen} of {seen.tries.of}, reason {seen.reason!r}"
            ),
            (
                f"    truth: works {truth.works}, {allowed} {truth.qualifier}, findings "
                f"{' '.join(truth.findings) or 'none'} at {truth.locus} {truth.stage or ''}"
            ),
        ]
        lines += [f"    not said of the line: {' '.join(self.missing)}"] if self.missing else []
        lines += [
            f"    {target.host} {target.leg} {target.family}: {rule}: {why or 'spoke'}"
            for target in self.cell.targets
            for rule, why in target.heard
        ]
        lines += [
            f"    {o.id} {o.purpose} {o.attempt} {o.step} {o.host} {o.address} {o.duration:.2f}s"
            f" {o.failure.kind if o.failure else 'ok'}"
            for o in self.cell.observations
        ]
        return "\n".join(lines)


def profile_of(raw: Mapping[str, Any]) -> NetworkProfile:
    """The profile that the lab describes in the keys of a network file."""
    plan = raw["address_plan"]
    plain = {field.name for field in fields(NetworkProfile)} - {"canaries", "address_plan", "name"}
    given: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else v for name, v in raw.items() if name in plain
    }
    return NetworkProfile(
        name="lab",
        notices=bundled_notices(),
        canaries=tuple(Canary(**each) for each in raw["canaries"]),
        address_plan=AddressPlan(**{name: tuple(map(ip_network, nets)) for name, nets in plan.items()}),
        **given,
    )


def platform_of(platform_id: str, url: str) -> Platform:
    """A platform of one page."""
    parts = urlsplit(url)
    target = Target(
        role=Role.WEB,
        flow=FlowKind.WEB,
        host=parts.hostname or "",
        port=parts.port or (443 if parts.scheme == "https" else 80),
        url=url,
        rule=PassRule(),
    )
    return Platform(id=platform_id, names={"en": platform_id}, targets=(target,))


def platform_in(row: Row) -> Platform:
    """The platform of a row of a scenario."""
    if row.platform is None:
        return platform_of(row.id, row.url)
    assert row.platform.id == row.id
    return row.platform


def path_of(name: str, link: str | PathSpec) -> PathSpec:
    """A way as the lab offers it; its id is its name."""
    spec = parse_spec(link) if isinstance(link, str) else link
    return PathSpec(id=name, kind=spec.kind, name=name, fields=spec.fields, via=spec.via)


def plan_of(lab: Lab, depth: Depth) -> RunPlan:
    """All platforms of the world over the line and its ways."""
    return RunPlan(
        platforms=tuple(platform_in(row) for row in lab.scenario.platforms),
        paths=tuple(path_of(*each) for each in lab.paths),
        depth=depth,
    )


@contextlib.contextmanager
def _events(lab: Lab) -> Iterator[None]:
    """Let happen what the scenario says, each event in its time. Raises what an event raised."""
    over = threading.Event()
    events = lab.scenario.local.events
    with ThreadPoolExecutor(len(events) or 1) as pool:
        jobs = [pool.submit(_happen, lab, event, over) for event in events]
        try:
            yield
        finally:
            over.set()
    for job in jobs:
        job.result()


def _happen(lab: Lab, event: Event, over: threading.Event) -> None:
    while event.counter and not lab.counts()[event.counter]:
        if over.wait(EVENT_LOOK_S):
            return
    if not over.wait(event.after):
        event.do(lab)


async def run_in(lab: Lab, depth: Depth | None = None) -> Run:
    """One whole run, as deep as the scenario says unless told; the calling thread must be inside the client."""
    async with Engine(profile_of(lab.profile)) as engine:
        with _events(lab):
            return await engine.run(plan_of(lab, depth or lab.scenario.depth))


async def measure(lab: Lab, depth: Depth | None = None) -> list[Outcome]:
    """Every cell of a run beside its truth."""
    run = await run_in(lab, depth)
    said = {each.label for each in run.network}
    missing = tuple(each for each in lab.notes if each not in said)
    return [
        Outcome(platform=platform, path=path, cell=run.cell(platform, path), truth=truth, missing=missing)
        for (platform, path), truth in lab.truths.items()
    ]

"""Runs the engine in a world of the lab and sets what it says beside the truth."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from tests.lab.scenario import Truth
from tests.lab.world import Lab
from waythrough.engine.engine import Engine
from waythrough.model.network import AddressPlan, Canary, NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import FlowKind, PassRule, Platform, Role, Target
from waythrough.model.run import Cell, Depth, Run, RunPlan
from waythrough.model.verdict import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One cell beside its truth."""

    platform: str
    path: str
    cell: Cell
    truth: Truth

    @property
    def label(self) -> Label:
        return self.cell.verdict.label

    @property
    def works_right(self) -> bool:
        return self.cell.works is self.truth.works

    @property
    def label_right(self) -> bool:
        return self.truth.allows(self.label)

    @property
    def right(self) -> bool:
        return self.works_right and self.label_right

    def __str__(self) -> str:
        seen = self.cell.verdict
        heard = [line for target in self.cell.targets for line in target.heard]
        return (
            f"{self.platform} over {self.path}: works={self.cell.works} {self.label} "
            f"({seen.confidence}, {seen.rule_id}, {seen.tries.seen} of {seen.tries.of}, {seen.reason}), truth "
            f"works={self.truth.works} {self.truth.label} or {[str(each) for each in self.truth.alternatives]}\n"
            + "\n".join(f"    {rule}: {why}" for rule, why in heard)
            + "\n"
            + "\n".join(
                f"    {o.id} {o.purpose} {o.attempt} {o.step} {o.host} {o.address} {o.duration:.2f}s"
                f" {o.failure.kind if o.failure else 'ok'}"
                for o in self.cell.observations
            )
        )


def profile_of(raw: Mapping[str, Any]) -> NetworkProfile:
    """The profile that the lab describes in the keys of a network file."""
    plan = raw["address_plan"]
    return NetworkProfile(
        name="lab",
        resolvers=tuple(raw["resolvers"]),
        doh=tuple(raw["doh"]),
        trust_roots=raw["trust_roots"],
        os_roots=raw["os_roots"],
        canaries=tuple(Canary(**each) for each in raw["canaries"]),
        neutral_hosts=tuple(raw["neutral_hosts"]),
        domestic_hosts=tuple(raw["domestic_hosts"]),
        address_plan=AddressPlan(
            public=tuple(ip_network(each) for each in plan["public"]),
            bogon=tuple(ip_network(each) for each in plan["bogon"]),
        ),
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


def path_of(name: str, link: str) -> PathSpec:
    """A way as the lab offers it."""
    parts = urlsplit(link)
    return PathSpec(
        id=name, kind="socks5", name=name, fields={"host": parts.hostname or "", "port": parts.port or 0}
    )


def plan_of(lab: Lab, depth: Depth) -> RunPlan:
    """All platforms of the world over the line and its ways."""
    return RunPlan(
        platforms=tuple(platform_of(*each) for each in lab.platforms),
        paths=tuple(path_of(*each) for each in lab.paths),
        depth=depth,
    )


async def run_in(lab: Lab, depth: Depth = Depth.STANDARD) -> Run:
    """One whole run; the calling thread must be inside the client."""
    async with Engine(profile_of(lab.profile)) as engine:
        return await engine.run(plan_of(lab, depth))


async def measure(lab: Lab, depth: Depth = Depth.STANDARD) -> list[Outcome]:
    """Every cell of a run beside its truth."""
    run = await run_in(lab, depth)
    return [
        Outcome(platform=platform, path=path, cell=run.cell(platform, path), truth=truth)
        for (platform, path), truth in lab.truths.items()
    ]

"""Decides whose speed and volume are measured, and queues it for when the line is quiet."""

import random
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from waythrough.engine.budget import budget_of, large_targets
from waythrough.engine.columns import Column
from waythrough.engine.scheduler import Kind, Slot
from waythrough.engine.state import State
from waythrough.engine.volume import Survey, nearest
from waythrough.model.observation import HttpDetail
from waythrough.model.platform import Platform, Target
from waythrough.model.step import Purpose
from waythrough.net.deadline import Patience
from waythrough.probe.differential import Neutral
from waythrough.probe.local_gate import host_port
from waythrough.probe.trace import About
from waythrough.probe.volume import Source
from waythrough.probe.walk import Walk
from waythrough.verdict.facts import Attempt, TargetFacts
from waythrough.verdict.facts_volume import LEAST_OBJECT, stalled

MOST_NEUTRALS = 3  # objects that are tried as control before speed is given up


@dataclass
class Volumes:
    """The large transfers of one run."""

    state: State
    _queued: set[str] = field(default_factory=set)

    @cached_property
    def allowed(self) -> frozenset[str]:
        """Platforms that the budget leaves room for; none unless the run is thorough."""
        return budget_of(self.state.plan, self.state.world.profile).platforms

    def consider(self, platform: Platform, column: Column) -> None:
        """Queue the survey of a platform whose page has just come over the direct line."""
        if not column.direct or platform.id not in self.allowed or platform.id in self._queued:
            return
        facts = {each.target.key: each for each in self.state.board.facts(platform, column.spec.id)}
        usable = [each for each in large_targets(platform) if _open(facts.get(each.key))]
        if usable:
            self._queued.add(platform.id)
            self._queue(platform, column, usable)

    def _queue(self, platform: Platform, column: Column, targets: list[Target]) -> None:
        board = self.state.board

        async def work(slot: Slot) -> None:
            try:
                for target in targets:
                    patience = column.estimator.patience(slot.park)
                    survey = self.survey(platform, column, target, patience)
                    if survey is not None:
                        await survey.run()
            finally:
                board.looked(platform.id, column.spec.id)
            board.judge_row(platform, finished=column.spec.id)

        board.looks(platform.id, column.spec.id)
        self.state.add_job(Kind.LARGE, platform, column, work)

    async def freeze(self, platform: Platform, column: Column, target: Target, slot: Slot) -> bool:
        """A page fell silent in the middle: do fresh connections stop alike? Neutral objects are asked as well."""
        patience = column.estimator.repeat_patience(slot.park)  # the first silence was waited out in full
        survey = self.survey(platform, column, target, patience)
        return survey is not None and await survey.freeze()

    def survey(self, platform: Platform, column: Column, target: Target, patience: Patience) -> Survey | None:
        """The survey of a target over a path; None when its page never began to come over TLS."""
        assert column.line is not None
        about = About(target=target.key, purpose=Purpose.PACE)
        walk = Walk(
            trace=self.state.trace(platform.id, column, keep=True),
            line=column.line,
            patience=patience,
            about=about,
        )

        def current() -> TargetFacts:
            row = self.state.board.facts(platform, column.spec.id)
            return next(each for each in row if each.target.key == target.key)

        seen = next((each for each in reversed(current().tries) if _head(each)), None)
        url = target.sample or (_head(seen) if seen else "")
        if seen is None or not url.startswith("https://"):
            return None
        address = seen.address if urlsplit(url).hostname == seen.last.host and column.direct else ""
        return Survey(
            facts=current,
            walk=walk,
            target=Source(url=url, address=address),
            neutrals=nearest(self._neutrals(column), address)[:MOST_NEUTRALS],
            rated=bool(target.sample) or seen.last.bytes_received >= LEAST_OBJECT,
            size=self.state.world.profile.volume_size,
            again=column.estimator.repeat_patience(patience.on_soft),
            dice=random.Random(f"{self.state.board.run_id} {target.key}"),
            way=lambda: self._way(platform, target, patience),
        )

    def _neutrals(self, column: Column) -> tuple[Source, ...]:
        """Large objects of neutral operators; where the profile names none, the pages of neutral hosts."""
        profile = self.state.world.profile
        if profile.volume_hosts:
            return tuple(Source(url=url) for url in profile.volume_hosts)
        shown = {each.host: each for each in self.state.gate.neutrals} if column.direct else {}
        hosts = (host_port(each) for each in profile.neutral_hosts)
        rest = {name: Neutral(host=name, port=port, address="") for name, port in hosts}
        return tuple(
            Source(url=f"https://{each.host}:{each.port}/", address=each.address)
            for each in (shown | {name: host for name, host in rest.items() if name not in shown}).values()
        )

    def _way(self, platform: Platform, target: Target, patience: Patience) -> Walk | None:
        """A walk over another way that opens the target."""
        for path_id, column in self.state.columns.items():
            if column.direct or not column.info.safe or column.line is None:
                continue
            row = self.state.board.facts(platform, path_id)
            if any(each.target.key == target.key and each.usable for each in row):
                return Walk(
                    trace=self.state.trace(platform.id, column, keep=True),
                    line=column.line,
                    patience=patience,
                    about=About(target=target.key, purpose=Purpose.PACE),
                )
        return None


def fell_silent(facts: TargetFacts) -> bool:
    """Whether the last failed try of a target stopped in the middle of its page."""
    last = facts.last_failed
    return last is not None and stalled(last)


def _open(facts: TargetFacts | None) -> bool:
    """Whether the page came over TLS and in most tries; a page of a challenge says nothing of the service's own."""
    if facts is None or facts.usable is None or facts.usable_count * 2 < len(facts.tries):
        return False
    page = facts.usable.page
    return page is not None and page.validated


def _head(attempt: Attempt) -> str:
    """The address of the last page of a try that came over TLS as far as its head, "" without one."""
    return next(
        (
            each.detail.url
            for each in reversed(attempt.observations)
            if each.ok and isinstance(each.detail, HttpDetail) and each.detail.validated
        ),
        "",
    )

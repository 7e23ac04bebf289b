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
from waythrough.model.platform import Platform
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
        large = [facts[each.key] for each in large_targets(platform) if each.key in facts]
        usable = [each for each in large if _open(each)]
        if usable:
            self._queued.add(platform.id)
            self._queue(platform, column, usable)

    def _queue(self, platform: Platform, column: Column, wanted: list[TargetFacts]) -> None:
        board = self.state.board

        async def work(slot: Slot) -> None:
            try:
                for facts in wanted:
                    patience = column.estimator.patience(slot.park)
                    survey = self.survey(platform, column, facts, patience)
                    if survey is not None:
                        await survey.run()
            finally:
                board.looked(platform.id, column.spec.id)
            board.judge_row(platform, finished=column.spec.id)

        board.looks(platform.id, column.spec.id)
        self.state.add_job(Kind.LARGE, platform, column, work)

    async def freeze(self, platform: Platform, column: Column, facts: TargetFacts, slot: Slot) -> bool:
        """A page fell silent in the middle: do fresh connections stop alike? Neutral objects are asked as well."""
        patience = column.estimator.repeat_patience(slot.park)  # the first silence was waited out in full
        survey = self.survey(platform, column, facts, patience)
        return survey is not None and await survey.freeze()

    def survey(
        self, platform: Platform, column: Column, facts: TargetFacts, patience: Patience
    ) -> Survey | None:
        """The survey of a target over a path; None when its page never began to come over TLS."""
        target = facts.target
        about = About(target=target.key, purpose=Purpose.PACE)
        facts = self.state.facts(platform, column, facts)
        seen = next((each for each in reversed(facts.tries) if _head(each)), None)
        url = target.sample or (_head(seen) if seen else "")
        if seen is None or not url.startswith("https://"):
            return None
        address = seen.address if urlsplit(url).hostname == seen.last.host and column.direct else ""
        return Survey(
            facts=lambda: self.state.facts(platform, column, facts),
            walk=self.state.walk(platform, column, about, patience),
            target=Source(url=url, address=address),
            neutrals=nearest(self._neutrals(column), address)[:MOST_NEUTRALS],
            rated=bool(target.sample) or seen.last.bytes_received >= LEAST_OBJECT,
            size=self.state.world.profile.volume_size,
            again=column.estimator.repeat_patience(patience.on_soft),
            dice=random.Random(f"{self.state.board.run_id} {target.key}"),
            way=lambda: self._way(platform, about, patience),
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

    def _way(self, platform: Platform, about: About, patience: Patience) -> Walk | None:
        """A walk over another way that opens the target."""
        column = next(self.state.ways_that_open(platform, about.target), None)
        return None if column is None else self.state.walk(platform, column, about, patience)


def fell_silent(facts: TargetFacts) -> bool:
    """Whether the last failed try of a target stopped in the middle of its page."""
    last = facts.last_failed
    return last is not None and stalled(last)


def _open(facts: TargetFacts) -> bool:
    """Whether the page came over TLS and in most tries; a page of a challenge says nothing of the service's own."""
    if facts.usable is None or facts.usable_count * 2 < len(facts.tries):
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

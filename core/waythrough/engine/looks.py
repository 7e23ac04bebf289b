"""Decides which cells deserve a second look and queues it behind the first answers."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from waythrough.engine.cell import measure_target
from waythrough.engine.columns import Column
from waythrough.engine.family_leg import FamilyLegs
from waythrough.engine.group_leg import GroupLegs
from waythrough.engine.legs import SideLegs
from waythrough.engine.name_look import doubtful, listen, supplied_by_control
from waythrough.engine.names import name_aids
from waythrough.engine.scheduler import Kind, Slot
from waythrough.engine.second_look import (
    MOST_TARGETS,
    ROUNDS,
    Look,
    Surroundings,
    control_reaches,
    look_again,
    look_at_plain_page,
)
from waythrough.engine.side_questions import ask_beside
from waythrough.engine.state import State
from waythrough.engine.volumes import Volumes, fell_silent
from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import Platform
from waythrough.model.run import Depth
from waythrough.model.step import Purpose, Step
from waythrough.net.resolver import doh_through
from waythrough.probe.differential import Neutral
from waythrough.probe.local_gate import host_port
from waythrough.probe.trace import About
from waythrough.probe.walk import Walk
from waythrough.probe.web import LARGE_BODY, SMALL_BODY
from waythrough.verdict.facts import Attempt, TargetFacts
from waythrough.verdict.families import views
from waythrough.verdict.matrix import broke
from waythrough.verdict.rules_notice import landing

FAR_READS = 2  # over a way whose short read passed: after two that stop, most of its tries did


@dataclass(slots=True)
class Looks:
    """The second looks of one run."""

    state: State
    volumes: Volumes
    _controlled: set[tuple[str, str]] = field(default_factory=set)
    _read_far: set[tuple[str, str, str]] = field(default_factory=set)
    _families: FamilyLegs = field(init=False)
    _groups: GroupLegs = field(init=False)
    _spent: set[str] = field(default_factory=set)  # neutral hosts at whose address a penalty lingers
    _legs: SideLegs = field(init=False)

    def __post_init__(self) -> None:
        self._families = FamilyLegs(self.state)
        self._groups = GroupLegs(self.state)
        self._legs = SideLegs(self.state)

    def consider(self, platform: Platform, column: Column) -> None:
        """Queue what would tell more about a cell that has just been measured; to be called before it is judged."""
        failing = self._failing(platform, column)
        if self.state.plan.settings.quiet:
            self._once_more(platform, column, failing)
            return
        plain = self._plain_pages(platform, column)
        if (failing or plain or self._families.in_doubt(platform, column)) and not column.down:
            self._queue_look(platform, column, failing, plain)
        elif not self._queue_side(platform, column):
            self._legs.queue(platform, column)
        self._control_if_possible(platform)

    def _once_more(self, platform: Platform, column: Column, failing: list[TargetFacts]) -> None:
        """All that a quiet run does about a failure: the same once more, later."""
        if not failing or column.down:
            return
        board = self.state.board

        async def work(slot: Slot) -> None:
            assert column.line is not None
            with _confirming(self.state, platform, column):
                trace = self.state.trace(platform.id, column, keep=True)
                patience = column.estimator.repeat_patience(slot.park)
                for facts in failing:
                    attempt = len(facts.tries) + 1
                    await measure_target(
                        facts.target, trace, column.line, patience, attempt=attempt, body_limit=SMALL_BODY
                    )
            if await self.state.monitor.alive():
                board.judge_row(platform, finished=column.spec.id)
            else:
                board.progress()

        board.looks(platform.id, column.spec.id)
        self.state.add_job(Kind.LOOK, platform, column, work)

    def _queue_side(self, platform: Platform, column: Column) -> bool:
        """What can hardly change the word of a cell that works, which therefore stands meanwhile; if there is any."""
        wanted, others = self._families.wanted(platform, column), self._groups.wanted(platform, column)
        if not wanted and not others and not self._listens(column):
            return False

        async def work(slot: Slot) -> None:
            await self._families.measure(platform, column, slot, wanted)
            await self._groups.measure(platform, column, slot, others)
            if self._listens(column):
                facts = self.state.board.facts(platform, column.spec.id)[0]
                await listen(self._look(platform, column, facts, slot))

        def then() -> None:
            self._control_if_possible(platform)
            self._legs.queue(platform, column)

        self.state.add_side_job(Kind.LOOK, platform, column, work, then)
        return True

    def _listens(self, column: Column) -> bool:
        """Whether names of services that work are listened to as well: forged answers may be right ones."""
        return column.direct and not column.down and self.state.plan.depth is Depth.THOROUGH

    def _queue_look(
        self, platform: Platform, column: Column, failing: list[TargetFacts], plain: list[TargetFacts]
    ) -> None:
        board = self.state.board

        async def work(slot: Slot) -> None:
            with _confirming(self.state, platform, column):
                wanted = self._families.wanted(platform, column)
                await self._families.measure(platform, column, slot, wanted)
                others = self._groups.wanted(platform, column)
                await self._groups.measure(platform, column, slot, others)
                nobody = self.state.world.profile.nobody
                for facts in failing:
                    if await self._freezes(platform, column, facts, slot):
                        continue
                    look = self._look(platform, column, facts, slot)
                    await asyncio.gather(ask_beside(look, nobody), look_again(look))
                for facts in plain:
                    await look_at_plain_page(self._look(platform, column, facts, slot))
            if await self.state.monitor.alive():
                board.judge_row(platform, finished=column.spec.id)
                self._control_if_possible(platform)
                self._legs.queue(platform, column)
            else:
                board.progress()

        board.looks(platform.id, column.spec.id)
        self.state.add_job(Kind.LOOK, platform, column, work)

    async def _freezes(self, platform: Platform, column: Column, facts: TargetFacts, slot: Slot) -> bool:
        """Whether a page that fell silent in the middle does so alike each time: then nothing else is to be asked."""
        if self.state.plan.depth is Depth.QUICK or not fell_silent(facts):
            return False
        return await self.volumes.freeze(platform, column, facts, slot)

    def _look(self, platform: Platform, column: Column, facts: TargetFacts, slot: Slot) -> Look:
        assert column.line is not None
        resolvers = self.state.world.resolvers
        # A way whose names are asked elsewhere keeps them from the line, and so from its other resolvers too.
        on_line = column.line.resolver is resolvers.line
        return Look(
            facts=lambda: self.state.facts(platform, column, facts),
            trace=self.state.trace(platform.id, column, keep=True),
            line=column.line,
            patience=column.estimator.repeat_patience(slot.park),
            around=Surroundings(
                comparers=resolvers.public + resolvers.doh if on_line else (),
                neutral=self._neutral(column),
                witness=self._witness(column),
                plain=next(iter(self.state.gate.plain), None),
                other_plain=next(iter(self.state.gate.plain[1:]), None),
                spent=self._spent,
                address_plan=self.state.world.profile.address_plan,
                body_limit=LARGE_BODY if reads_far(column, facts) else SMALL_BODY,
                names=name_aids(self.state.world),
            ),
            rounds=ROUNDS[self.state.plan.depth],
        )

    def _neutral(self, column: Column) -> Neutral | None:
        """A neutral host that the line has shown; over a way, any of the profile's, asked by name.

        Where a penalty lingers at its address the next one is taken, the witness never.
        """
        shown = self.state.gate.neutrals
        fresh = [each for each in (*shown[:1], *shown[2:]) if each.host not in self._spent]
        if fresh or column.direct or not self.state.world.profile.neutral_hosts:
            return next(iter(fresh or shown), None)
        name, port = host_port(self.state.world.profile.neutral_hosts[0])
        return Neutral(host=name, port=port, address="")

    def _witness(self, column: Column) -> Neutral | None:
        """Another neutral host than the one of the comparisons, where the line has shown a second."""
        shown = self.state.gate.neutrals
        return shown[1] if len(shown) > 1 else self._neutral(column)

    def _control_if_possible(self, platform: Platform) -> None:
        """Once a way opens what the line does not, ask it what is at the very address that the line was given."""
        if DIRECT_ID not in self.state.columns or (platform.id, DIRECT_ID) in self.state.board.known:
            return
        direct = self.state.board.facts(platform, DIRECT_ID)
        for path_id, column in self.state.columns.items():
            if column.spec.on_line or not column.info.safe or column.line is None:
                continue
            theirs = self.state.board.facts(platform, path_id)
            open_groups = {each.target.group for each in theirs if each.usable and each.target.group}
            for mine, other in zip(direct, theirs, strict=False):
                if other.usable and not mine.as_far(other):
                    self._queue_as_far(platform, column, other)
                key = (platform.id, mine.target.key)
                addresses = _in_doubt(mine)
                reached = other.usable or mine.target.group in open_groups
                if (addresses or _untold(mine)) and reached and key not in self._controlled:
                    self._controlled.add(key)
                    self._queue_control(platform, column, mine, addresses)

    def _queue_as_far(self, platform: Platform, column: Column, facts: TargetFacts) -> None:
        """Read a page over a way as far as over the line, where it broke: a shorter read proves nothing there."""
        key = (platform.id, facts.target.key, column.spec.id)
        if key in self._read_far:
            return
        self._read_far.add(key)

        async def work(slot: Slot) -> None:
            assert column.line is not None
            trace = self.state.trace(platform.id, column, keep=True)
            patience = column.estimator.repeat_patience(slot.park)
            for number in range(1, FAR_READS + 1):
                attempt = len(facts.tries) + number
                before = len(trace.observations)
                await measure_target(
                    facts.target, trace, column.line, patience, attempt=attempt, body_limit=LARGE_BODY
                )
                if all(each.ok for each in trace.observations[before:]):
                    break

        self.state.add_side_job(Kind.LOOK, platform, column, work)

    def _queue_control(
        self, platform: Platform, column: Column, facts: TargetFacts, addresses: tuple[str, ...]
    ) -> None:

        async def work(slot: Slot) -> None:
            about = About(target=facts.target.key, purpose=Purpose.ADDRESS)
            walk = self.state.walk(platform, column, about, column.estimator.repeat_patience(slot.park))
            await control_reaches(walk, replace(facts.target, host=facts.subject), addresses)
            await self._supply(platform, walk, facts, slot)

        self.state.add_side_job(Kind.LOOK, platform, column, work)

    async def _supply(self, platform: Platform, control: Walk, facts: TargetFacts, slot: Slot) -> None:
        """Ask authenticated resolvers through the way when none was heard on the line, and try what they say there."""
        direct = self.state.columns[DIRECT_ID]
        mine = self.state.facts(platform, direct, facts)
        if mine.usable or mine.validated_elsewhere or direct.line is None:
            return
        if not (_untold(mine) or _all_dead(mine)):
            return
        patience = direct.estimator.repeat_patience(slot.park)
        line = self.state.walk(platform, direct, control.about, patience)
        resolvers = doh_through(
            self.state.world.profile, control.line.dialer, control.line.resolver, line.line.trust
        )
        try:
            target = replace(facts.target, host=facts.subject)
            await supplied_by_control(control, line, target, resolvers, mine.line_addresses)
        finally:
            await asyncio.gather(*(each.aclose() for each in resolvers))

    def _failing(self, platform: Platform, column: Column) -> list[TargetFacts]:
        """Required targets that did not open, or not each time; of a group only when none of its members did."""
        facts = [each for each in self.state.board.facts(platform, column.spec.id) if each.tries]
        open_groups = {each.target.group for each in facts if each.usable and each.target.group}
        failing = [
            each
            for each in facts
            if (each.usable is None or any(broke(one) for one in each.failed))
            and each.target.required
            and each.target.group not in open_groups
            and not each.own_failure
        ]
        return failing[:MOST_TARGETS]

    def _plain_pages(self, platform: Platform, column: Column) -> list[TargetFacts]:
        """Targets whose page came outside of TLS, where anybody on the way can write."""
        return [
            each
            for each in self.state.board.facts(platform, column.spec.id)
            if each.tries and _from_anybody(each.tries[-1], each.target.host)
        ]


@contextmanager
def _confirming(state: State, platform: Platform, column: Column) -> Iterator[None]:
    """While a cell is looked at once more; where that is cut short with the run its word stays unconfirmed."""
    key = (platform.id, column.spec.id)
    try:
        yield
    except asyncio.CancelledError:
        raise
    except BaseException:
        state.board.looked(*key)
        raise
    state.board.looked(*key)


def _from_anybody(attempt: Attempt, host: str) -> bool:
    """Whether a page or a redirect came that anybody may have put in; one that leads to the host itself is its own."""
    head = attempt.plain_head
    return head is not None and landing(head) != host


def _in_doubt(facts: TargetFacts) -> tuple[str, ...]:
    """Addresses of which only a control can tell: where it failed before the service itself answered."""
    parts = views(facts).values() or (facts,)
    return tuple(
        dict.fromkeys(
            each.address
            for part in parts
            if part.usable is None
            for each in part.failed
            if each.address and (each.step in (Step.CONNECT, Step.TLS) or not facts.trusted(each.address))
        )
    )


def _untold(facts: TargetFacts) -> bool:
    """Whether the line's resolver was asked and nobody vouches for anything that it said."""
    return not facts.usable and bool(facts.failed) and doubtful(facts) and not facts.vouched


def _all_dead(facts: TargetFacts) -> bool:
    """Whether no address that was given here took a connection."""
    return bool(facts.failed) and all(each.step is Step.CONNECT for each in facts.failed)


def reads_far(column: Column, facts: TargetFacts) -> bool:
    """Whether repeats must ask for a long page: a short one would pass where the first try stopped midway."""
    return column.direct or column.stops_long or any(each.step is Step.BODY for each in facts.failed)

"""Opens the ways of a run and asks neutral hosts through each of them whether it carries ordinary traffic."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from waythrough.engine import columns as col
from waythrough.engine.columns import Column
from waythrough.engine.second_client import ask_second_client, mark, worth_asking
from waythrough.engine.state import State
from waythrough.engine.turns import Turn
from waythrough.engine.way_facts import facts_at_opening
from waythrough.model.errors import WaythroughError
from waythrough.model.event import PathOpening
from waythrough.model.path import PathSpec
from waythrough.model.run import Depth
from waythrough.model.step import Purpose
from waythrough.net.base import DialError
from waythrough.paths.base import Ground, UntriedError
from waythrough.paths.base import Opening as HowFar
from waythrough.paths.registry import open_path, resolving_here
from waythrough.probe.path_health import path_health
from waythrough.probe.trace import About
from waythrough.verdict.rules_path import helped_by_junk


@dataclass(slots=True)
class Opening:
    """The opening of all ways. `masked` tells whether the line itself explains everything."""

    state: State
    masked: Callable[[], bool]

    async def open(self, column: Column, gate: "asyncio.Task[None]", turn: Turn) -> None:
        """Open a way and check its health; its state is on the board afterwards."""
        column.begun = True
        if await self._bring_up(column, self._ground(column, turn)):
            await self._check_health(column, gate, turn)
        elif column.health:
            await _waited(gate, turn)
            self.state.board.set_path(col.judge_health(column, ()))

    async def again(self, column: Column) -> bool:
        """Open a way once more that was closed meanwhile, or that did not open at first; whether it stands now."""
        async with column.reopening:
            ground = replace(self.state.world.ground, patience=column.estimator.repeat_patience())
            if column.line is not None or await self._bring_up(column, ground):
                return True
            if column.health:
                self.state.board.set_path(col.judge_health(column, ()))
            return False

    async def _bring_up(self, column: Column, ground: Ground) -> bool:
        """Whether the way stands; if not, `health` says what it met, or the board that it is not well written."""
        trace = self.state.network_trace(column)
        about = About(target="", purpose=Purpose.PATH_HEALTH)
        try:
            column.opened = await open_path(self._spec(column.spec), ground)
        except UntriedError as error:
            trace.add_legs(about, "", 0, error.legs)
            column.health = []
            self.state.board.set_path(col.untried(column, error))
            return False
        except WaythroughError as error:
            column.health = []
            self.state.board.set_path(col.refused(column, error))
            return False
        except DialError as error:
            trace.add_legs(about, "", 0, error.legs)
            column.health = trace.observations
            return False
        else:
            trace.add_legs(about, "", 0, column.opened.legs)
            column.found = helped_by_junk(trace.observations)
            self._lend(column)
            return True
        finally:
            self.state.board.network_observations += trace.observations

    def _lend(self, column: Column) -> None:
        assert column.opened is not None
        opened = column.opened
        column.line = replace(self.state.world.direct, dialer=opened.dialer, resolver=opened.resolver)
        facts = facts_at_opening(column.spec, opened, self.state.world.ground.resolver)
        column.info = replace(column.info, facts=facts)

    def _ground(self, column: Column, turn: Turn) -> Ground:
        """What a way is opened on, with an ear for how far a slow opening has come."""

        def told(how: HowFar) -> None:
            self.state.emit(PathOpening(path_id=column.spec.id, share=how.share, doing=how.doing))

        return replace(
            self.state.world.ground, patience=column.estimator.repeat_patience(turn.park), told=told
        )

    def _spec(self, spec: PathSpec) -> PathSpec:
        """The way as the settings of the run want it: names resolved here where a kind can do that."""
        if not self.state.plan.settings.local_dns:
            return spec
        return resolving_here(spec)

    async def _check_health(self, column: Column, gate: "asyncio.Task[None]", turn: Turn) -> None:
        """Ask neutral hosts through the way; once more before it is called dead."""
        board = self.state.board
        for round_number in range(1 if self.state.plan.depth is Depth.QUICK else 2):
            patience = (
                self.state.patience(column, turn.park)
                if round_number
                else column.estimator.patience(turn.park)
            )
            walk = self.state.network_walk(column, About(target="", purpose=Purpose.PATH_HEALTH), patience)
            healthy = await path_health(walk, self.state.world.profile, first_attempt=10 * round_number + 1)
            column.health += walk.trace.observations
            board.network_observations += walk.trace.observations
            await _waited(gate, turn)
            settled = healthy or self.masked() or col.answered(column.health)
            if settled or not await self.state.monitor.back():
                break
        if not self.masked() and worth_asking(column):
            trace = self.state.network_trace(column)
            await ask_second_client(column, self.state.world, trace)
            board.network_observations = mark(board.network_observations, column) + trace.observations
        good = [each for each in col.health_attempts(column.health) if each.failure is None]
        column.seconds = good[-1].seconds if good else None
        board.set_path(col.judge_health(column, {each.host for each in self.state.gate.neutrals}))


async def _waited(gate: "asyncio.Task[None]", turn: Turn) -> None:
    """Once the line itself has been looked at; meanwhile others may be opened."""
    if not gate.done():
        turn.park()
        await asyncio.wait([gate])

"""Opens the ways of a run and asks neutral hosts through each of them whether it carries ordinary traffic."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from waythrough.engine import columns as col
from waythrough.engine.columns import Column
from waythrough.engine.second_client import ask_second_client, mark, worth_asking
from waythrough.engine.state import State
from waythrough.model.errors import WaythroughError
from waythrough.model.event import PathOpening
from waythrough.model.observation import Observation
from waythrough.model.path import PathSpec
from waythrough.model.run import Depth
from waythrough.model.step import Purpose
from waythrough.net.base import DialError, Leg
from waythrough.paths.base import Ground, UntriedError
from waythrough.paths.base import Opening as HowFar
from waythrough.paths.registry import open_path, resolving_here
from waythrough.probe.path_health import path_health
from waythrough.probe.trace import About


@dataclass(slots=True)
class Opening:
    """The opening of all ways. `masked` tells whether the line itself explains everything."""

    state: State
    masked: Callable[[], bool]

    async def open(self, column: Column, gate: "asyncio.Task[None]") -> None:
        """Open a way and check its health; its state is on the board afterwards."""
        world = self.state.world
        about = About(target="", purpose=Purpose.PATH_HEALTH)
        try:
            column.opened = await open_path(self._spec(column.spec), self._ground(column))
        except UntriedError as error:
            self._keep(column, about, error.legs)
            self.state.board.set_path(col.untried(column, error.message_id))
            return
        except WaythroughError as error:
            self.state.board.set_path(col.bad_config(column, error))
            return
        except DialError as error:
            await self._never_opened(column, about, error, gate)
            return
        if column.opened.legs:
            self._keep(column, about, column.opened.legs)
        column.line = replace(world.direct, dialer=column.opened.dialer, resolver=column.opened.resolver)
        await self._check_health(column, gate)

    def _ground(self, column: Column) -> Ground:
        """What a way is opened on, with an ear for how far a slow opening has come."""

        def told(how: HowFar) -> None:
            self.state.emit(PathOpening(path_id=column.spec.id, share=how.share, doing=how.doing))

        return replace(self.state.world.ground, patience=column.estimator.repeat_patience(), told=told)

    async def _never_opened(
        self, column: Column, about: About, error: DialError, gate: "asyncio.Task[None]"
    ) -> None:
        """The tunnel itself did not come up: that is the way's state."""
        column.health = self._keep(column, about, error.legs)
        await asyncio.wait([gate])
        self.state.board.set_path(col.judge_health(column, ()))

    def _keep(self, column: Column, about: About, legs: tuple[Leg, ...]) -> list[Observation]:
        """Keep what was walked to open a way among what was seen of the network."""
        trace = self.state.network_trace(column)
        trace.add_legs(about, "", 0, legs)
        self.state.board.network_observations += trace.observations
        return trace.observations

    def _spec(self, spec: PathSpec) -> PathSpec:
        """The way as the settings of the run want it: names resolved here where a kind can do that."""
        if not self.state.plan.settings.local_dns:
            return spec
        return resolving_here(spec)

    async def _check_health(self, column: Column, gate: "asyncio.Task[None]") -> None:
        """Ask neutral hosts through the way; once more before it is called dead."""
        board = self.state.board
        for round_number in range(1 if self.state.plan.depth is Depth.QUICK else 2):
            patience = self.state.patience(column) if round_number else column.estimator.patience()
            walk = self.state.network_walk(column, About(target="", purpose=Purpose.PATH_HEALTH), patience)
            healthy = await path_health(walk, self.state.world.profile, first_attempt=10 * round_number + 1)
            column.health += walk.trace.observations
            board.network_observations += walk.trace.observations
            await asyncio.wait([gate])
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

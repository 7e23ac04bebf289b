"""Beside the run: whether other resolvers than the line's own can be asked at all."""

import asyncio

from waythrough.engine.columns import Column
from waythrough.engine.state import State
from waythrough.model.run import Depth
from waythrough.model.step import Purpose
from waythrough.probe.trace import About
from waythrough.probe.walk import Walk
from waythrough.verdict.network_names import others_unreachable

ABOUT = About(target="resolvers", purpose=Purpose.COMPARE)


async def watch_resolvers(state: State, column: Column) -> None:
    """Ask the public resolvers for a neutral name on the direct line; what that shows is noted on the board.

    Nothing about any service follows from it: company and guest networks often keep questions to themselves.
    """
    public, neutral = state.world.resolvers.public, state.gate.neutrals
    if state.plan.depth is Depth.QUICK or not public or not neutral:
        return
    trace = state.network_trace(column)
    patience = column.estimator.repeat_patience()
    walk = Walk(trace=trace, line=state.world.direct, patience=patience, about=ABOUT)
    await asyncio.gather(*(walk.resolve(neutral[0].host, each) for each in public))
    state.board.network_observations += trace.observations
    found = others_unreachable(trace.observations)
    if found is not None:
        state.board.note(found)

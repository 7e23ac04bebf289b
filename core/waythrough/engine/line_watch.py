"""The direct line as a whole: judged by the gate before any service, watched while the run goes on."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from waythrough.engine.columns import Column
from waythrough.engine.state import State
from waythrough.model.observation import Observation
from waythrough.model.run import CellStatus
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Confidence, Label, Layer, Locus, Verdict
from waythrough.net.deadline import Patience
from waythrough.net.routes import network_id, tunnel_towards
from waythrough.probe.differential import still_there
from waythrough.probe.local_gate import pass_gate
from waythrough.probe.trace import About, Trace
from waythrough.probe.walk import Walk
from waythrough.verdict.facts import spoiled
from waythrough.verdict.gate import GateFacts
from waythrough.verdict.network import masks, network_verdicts

GATE_PATIENCE = Patience(soft=4.0, hard=8.0)
"""Many hosts are asked at once, so none of them needs the patience that a verdict on one platform needs."""

NO_INTERNET = Verdict(
    label=Label.NO_INTERNET,
    rule_id="ip.line_gone",
    confidence=Confidence.CONFIRMED,
    locus=Locus.LOCAL,
    layer=Layer.IP,
)
LINE_WAS_GONE = Verdict(
    label=Label.NETWORK_TROUBLE,
    rule_id="ip.line_was_gone",
    confidence=Confidence.CONFIRMED,
    locus=Locus.LOCAL,
    layer=Layer.IP,
)
NETWORK_CHANGED = Verdict(
    label=Label.INCONCLUSIVE,
    rule_id="local.network_changed",
    confidence=Confidence.NONE,
    locus=Locus.LOCAL,
    layer=Layer.LOCAL,
    reason="network_changed",
)


@dataclass(slots=True)
class LineWatch:
    """`column` is the direct line, part of the matrix or not; `mask` explains every direct cell, if anything does."""

    state: State
    column: Column
    mask: Verdict | None = None
    verdicts: tuple[Verdict, ...] = ()
    _network: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._network = network_id()

    @property
    def cannot_measure(self) -> bool:
        """Whether this machine itself is in no state to measure anything, over whatever way."""
        return self.mask is not None and self.mask.reason == "instrument"

    async def gate(self) -> None:
        """Ask canaries, neutral and domestic hosts, and judge the line; again when the machine slept meanwhile."""
        world, board = self.state.world, self.state.board
        trace = await self._pass()
        if any(spoiled(each) for each in trace.observations):
            trace = await self._pass()
        seen = tuple(trace.observations)
        self.verdicts = network_verdicts(
            GateFacts(
                observations=seen,
                canaries=world.profile.canaries,
                wall_at_start=time.time() - (time.monotonic() - world.clock.began),
                tunnel=_tunnel(seen),
                address_plan=world.profile.address_plan,
            )
        )
        self.mask = masks(self.verdicts)
        board.learn(seen)
        board.set_network(self.verdicts, masks=self.mask is not None)
        self.column.line = world.direct
        self.column.seconds = _neutral_seconds(seen)
        if self.state.plan.direct:
            board.set_path(replace(self.column.info, usable=self.mask is None))

    async def _pass(self) -> Trace:
        world = self.state.world
        trace = self.state.network_trace(self.column)
        about = About(target="", purpose=Purpose.NEUTRAL)
        walk = Walk(trace=trace, line=world.direct, patience=GATE_PATIENCE, about=about)
        others = world.resolvers.public + world.resolvers.doh
        self.state.gate = await pass_gate(walk, world.profile, others)
        return trace

    async def carries(self) -> bool:
        """Whether a neutral host still opens on the direct line; a line that never did cannot be asked."""
        if not self.state.gate.open:
            return True
        walk = Walk(
            trace=self.state.network_trace(self.column),
            line=self.state.world.direct,
            patience=self.column.estimator.repeat_patience(),
            about=About(target="line", purpose=Purpose.NEUTRAL),
        )
        seen = await asyncio.gather(*(still_there(walk, each) for each in self.state.gate.neutrals[:2]))
        return any(seen)

    def changed(self, alive: bool) -> None:
        """The line went away or came back."""
        self.state.scheduler.pause(not alive)
        verdicts = (*self.verdicts, LINE_WAS_GONE) if alive else (NO_INTERNET,)
        self.state.board.set_network(verdicts, masks=not alive)

    def close(self) -> None:
        """At the end: what did not open is not judged when this machine has joined another network meanwhile."""
        board = self.state.board
        if self.mask is not None or network_id() == self._network:
            return
        board.note(NETWORK_CHANGED)
        for cell in [each for each in board.cells.values() if each.works is not True]:
            board.infer(cell.platform_id, cell.path_id, CellStatus.DONE, NETWORK_CHANGED, None)


def _tunnel(observations: Sequence[Observation]) -> str:
    """The tunnel by which the neutral hosts were reached, or would have been."""
    addresses = (each.address for each in observations if each.purpose is Purpose.NEUTRAL and each.address)
    return next((name for address in addresses if (name := tunnel_towards(address))), "")


def _neutral_seconds(observations: Sequence[Observation]) -> float | None:
    """How long the quickest neutral page took, from the first step to its head."""
    spans = [
        each.started + each.duration - min(o.started for o in observations if o.target == each.target)
        for each in observations
        if each.purpose is Purpose.NEUTRAL and each.step is Step.HTTP and each.ok
    ]
    return min(spans, default=None)

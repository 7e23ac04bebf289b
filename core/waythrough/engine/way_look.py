"""What every look at a way that fails does: the way once more, on other ground, or another way asked for its server."""

from dataclasses import dataclass, replace

from waythrough.engine import columns as col
from waythrough.engine.columns import Column
from waythrough.engine.scheduler import Slot
from waythrough.engine.state import State, World
from waythrough.model.errors import WaythroughError
from waythrough.model.path import PathSpec
from waythrough.model.step import Purpose
from waythrough.net.base import DialError
from waythrough.net.deadline import Patience
from waythrough.paths.base import Ground, UntriedError
from waythrough.paths.registry import open_path, servers
from waythrough.probe.differential import still_there
from waythrough.probe.trace import About, Trace
from waythrough.probe.walk import Line, Walk
from waythrough.probe.way_entry import page_through
from waythrough.verdict.path_facts import EntryFacts

CONTROLS = 2  # ways that may be asked for another one's server


@dataclass(slots=True, kw_only=True)
class WayLook:
    """One look at one way."""

    state: State
    column: Column
    trace: Trace
    slot: Slot
    server_hop: int = 0

    @property
    def world(self) -> World:
        return self.state.world

    def gathered(self, fine: bool, *, over_udp: bool = False, udp_carries: bool = False) -> EntryFacts:
        """All that was seen. `fine`: the line opened a neutral host before and after."""
        verdict = self.column.info.verdict or col.fell_silent(self.column, self.column.failing).verdict
        assert verdict is not None
        return EntryFacts(
            verdict=verdict,
            failed=tuple(
                each for each in col.health_attempts(self.column.health) if each.failure is not None
            ),
            looks=tuple(self.trace.observations),
            server_hop=self.server_hop,
            line_fine=fine,
            over_udp=over_udp,
            udp_carries=udp_carries,
        )

    def may_ask(self, control: Column) -> bool:
        """Whether a way of the user may be asked for the server of this one."""
        mine, theirs = self.column.spec, control.spec
        return (
            not (control.spec.on_line or mine.private or theirs.private or theirs.via is not None)
            and control is not self.column
            and control.info.usable is True
            and control.info.safe
            and control.opened is not None
            and not {each.host for each in servers(mine)} & {each.host for each in servers(theirs)}
        )

    async def page(
        self, ground: Ground, purpose: Purpose, attempt: int, spec: PathSpec | None = None
    ) -> bool:
        """A neutral page through the way, standing on other ground than usual, or written otherwise."""
        about = About(target="", purpose=purpose, attempt=attempt)
        try:
            opened = await open_path(spec or self.column.spec, ground)
        except UntriedError as error:
            self.trace.add_legs(about, "", 0, error.legs)
            return True  # its server answered, and more cannot be tried out here
        except DialError as error:
            self.trace.add_legs(about, "", 0, error.legs)
            return False
        except WaythroughError:
            return False  # its configuration was used before: it cannot use this ground
        try:
            self.trace.add_legs(about, "", 0, opened.legs)
            line = replace(self.world.direct, dialer=opened.dialer, resolver=opened.resolver)
            return await page_through(self.walk(line), self.world.profile, purpose, attempt)
        finally:
            await opened.aclose()

    def walk(self, line: Line) -> Walk:
        """A walk that records what is seen of this way."""
        about = About(target="", purpose=Purpose.WAY_AGAIN)
        return Walk(trace=self.trace, line=line, patience=self.patience(), about=about)

    def patience(self) -> Patience:
        """How long each part may take."""
        return self.state.patience(self.column, self.slot.park)

    async def line_fine(self) -> bool:
        """Whether a neutral host opens on the line just now."""
        neutrals = self.state.gate.neutrals
        return await still_there(self.walk(self.world.direct), neutrals[-1])

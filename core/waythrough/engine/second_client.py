"""When a proxy broke its own protocol: does an independent client see the same? Asked once, by PySocks."""

import time
from dataclasses import replace

from waythrough.engine.columns import Column
from waythrough.engine.state import World
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import Observation, PathDetail
from waythrough.model.secret import Secret
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Stage
from waythrough.net.second_opinion import KINDS, second_opinion
from waythrough.probe.local_gate import host_port
from waythrough.probe.trace import About, Trace
from waythrough.probe.walk import is_literal

_STAGES = frozenset({Stage.HANDSHAKE, Stage.REQUEST, Stage.EXIT_DNS, Stage.EXIT_CONNECT})
_PATIENCE = 6.0  # seconds


def worth_asking(column: Column) -> bool:
    """Whether the way's last failure is one that another client can judge."""
    if not column.health or column.spec.via is not None or column.spec.kind not in KINDS:
        return False
    last = column.health[-1]
    own = last.step is Step.PATH and last.stage in _STAGES and isinstance(last.detail, PathDetail)
    return own and last.failure is not None and last.failure.kind is not FailureKind.PROXY_AUTH


async def ask_second_client(column: Column, world: World, trace: Trace) -> None:
    """Ask once, record what it saw, and mark our own observation with whether both agree."""
    last = column.health[-1]
    address = await _address(column, world)
    if not address or not isinstance(last.detail, PathDetail):
        return
    fields = column.spec.fields
    password = fields.get("password")
    host, port = host_port(world.profile.neutral_hosts[0])
    started = time.monotonic()
    seen = await second_opinion(
        column.spec.kind,
        address,
        int(str(fields["port"])),
        str(fields["user"]) if fields.get("user") else None,
        password if isinstance(password, Secret) else None,
        host,
        port,
        _PATIENCE,
    )
    trace.add(
        About(target=last.target, purpose=Purpose.SECOND_OPINION),
        Step.PATH,
        host,
        started=started,
        duration=time.monotonic() - started,
        port=port,
        stage=last.stage,
        failure=Failure(kind=FailureKind.UNKNOWN) if seen.agreed else None,
        detail=PathDetail(hop=0, kind=column.spec.kind),
    )
    column.health[-1] = replace(last, detail=replace(last.detail, agreed=seen.agreed))
    column.health += trace.observations


async def _address(column: Column, world: World) -> str:
    host = str(column.spec.fields["host"])
    if is_literal(host):
        return host
    outcome = await world.resolvers.line.resolve(host, column.estimator.repeat_patience())
    return next(iter(outcome.detail.addresses), "")


def mark(observations: list[Observation], column: Column) -> list[Observation]:
    """The run's observations with the marked ones of this way in place of the first versions."""
    marked = {each.id: each for each in column.health}
    return [marked.get(each.id, each) for each in observations]

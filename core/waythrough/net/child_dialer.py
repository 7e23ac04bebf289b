"""Dials through a proxy that a child program of ours has opened on loopback; its death is told as what it is."""

import time

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.verdict import Stage
from waythrough.net.base import Dialer, DialError, Leg, Stream
from waythrough.net.deadline import Patience
from waythrough.net.process import Child
from waythrough.wire.log_cause import cause


class ChildDialer:
    """`base` reaches the child's proxy. The connect on this computer is no part of the way and is left out."""

    def __init__(self, base: Dialer, child: Child, *, kind: str, hop: int) -> None:
        self._base = base
        self.child = child
        self._kind = kind
        self._hop = hop

    async def dial(self, host: str, port: int, patience: Patience) -> Stream:
        """A stream by the child. Raises DialError."""
        started = time.monotonic()
        try:
            stream = await self._base.dial(host, port, patience)
        except DialError as error:
            if not self.child.ended.is_set():
                raise
            failure = ended_failure(self.child.code or 0, self.child.tail())
            raise DialError((child_leg(self._kind, self._hop, started, failure),)) from error
        stream.facts.legs = tuple(leg for leg in stream.facts.legs if leg.stage is not Stage.CONNECT)
        return stream


def ended_failure(code: int, tail: tuple[str, ...], secrets: tuple[str, ...] = ()) -> Failure:
    """A program that ended, with what it said last."""
    return Failure(kind=FailureKind.PROGRAM_ENDED, code=code, text=cause(tail, secrets))


def child_leg(
    kind: str, hop: int, started: float, failure: Failure | None, stage: Stage = Stage.CONFIG
) -> Leg:
    """One part of the life of a way that a program carries."""
    detail = PathDetail(
        hop=hop,
        kind=kind,
        reply=failure.code if failure else None,
        reply_text=failure.text if failure else "",
    )
    return Leg(
        stage=stage,
        host="",
        port=0,
        started=started,
        duration=time.monotonic() - started,
        hop=hop,
        failure=failure,
        detail=detail,
    )

"""Transfers as part of a story."""

from abc import ABC, abstractmethod
from typing import Any, Self

from tests.core.verdict.facts_details import Ends, failed, tls_detail
from waythrough.model.failure import Failure
from waythrough.model.observation import ConnectDetail, Detail, TransferDetail
from waythrough.model.platform import Target
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Stage

SITE = "203.0.113.7"  # where the target really lives
NEUTRAL = "198.51.100.1"


class Moves(ABC):
    """What a story can tell of bytes that moved."""

    about: Target

    @abstractmethod
    def add(
        self,
        purpose: Purpose,
        step: Step,
        host: str,
        *,
        attempt: int = 1,
        address: str = "",
        failure: Failure | None = None,
        detail: Detail = None,
        stage: Stage | None = None,
        took: float = 0.1,
        received: int = 0,
        sent: int = 0,
        hop: int = 0,
    ) -> None:
        """One observation."""

    def moved(
        self,
        purpose: Purpose,
        rate: float = 1e6,
        *,
        attempt: int = 1,
        received: int = 65_536,
        sent: int = 400,
        handshake: float = 0.02,
        connect: float = 0.02,
        host: str = "",
        fails: Ends = None,
        requests: int = 0,
        status: int | None = 200,
        capped: bool = False,
        marks: tuple[tuple[float, int], ...] = (),
    ) -> Self:
        """One transfer: `received` bytes at an even `rate` (bytes a second); it may fail in the end."""
        host = host or self.about.host
        where: dict[str, Any] = {"address": SITE if host == self.about.host else NEUTRAL, "attempt": attempt}
        self.add(purpose, Step.CONNECT, host, took=connect, detail=ConnectDetail(family=4), **where)
        hello = tls_detail(host, None, None, None, None, ())
        self.add(purpose, Step.TLS, host, took=handshake, detail=hello, **where)
        marks = marks or (((received / rate, received),) if received else ())
        self.add(
            purpose,
            Step.TRANSFER,
            host,
            took=marks[-1][0] if marks else 10.0,
            failure=failed(fails),
            received=received,
            sent=sent,
            detail=TransferDetail(
                server_name=host, requests=requests, status=status, marks=marks, capped=capped
            ),
            **where,
        )
        return self

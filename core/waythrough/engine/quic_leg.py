"""The QUIC leg of one target: a neutral host first, the target, and after silence what the silence is about."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from waythrough.model.step import Purpose
from waythrough.probe.quic import QuicPlace, ask_name, ask_page, ask_path
from waythrough.probe.walk import Walk
from waythrough.verdict.rules_quic import ENOUGH_WHEN_MIXED

PAIRS: Final = 2
COST_OPEN: Final = 60_000
"""Bytes, both ways together, that QUIC and ECH take for one target when all is well (48 kB in the laboratory)."""
MOST_NEUTRAL: Final = 4  # hosts that are asked in all


@dataclass(slots=True, kw_only=True)
class QuicLeg:
    """One leg. `places` are neutral hosts; at most two tries are in flight to one server."""

    walk: Walk
    at: QuicPlace
    places: Sequence[QuicPlace]
    _neutral_tries: int = field(default=0, init=False)
    _tries: int = field(default=0, init=False)

    async def measure(self) -> None:
        """All tries; what they saw is in the walk's trace."""
        # One that shares the target's address would be no comparison.
        places = [each for each in self.places if each.address != self.at.address][:MOST_NEUTRAL]
        left = iter(places)
        first = await self._answering(left)
        came = [await self._target(), *await asyncio.gather(self._target(), self._target())]
        if all(came) or not places:
            return
        if any(came):
            await self._again(first or places[0])
        elif first is None:
            await self._ways(places[0])
        else:
            second = await self._answering(left) or first
            await self._compare(first, second, next(left, second))

    async def _answering(self, left: Iterator[QuicPlace]) -> QuicPlace | None:
        """The next neutral host that answers."""
        for place in left:
            if await self._neutral(place):
                return place
        return None

    async def _neutral(self, place: QuicPlace) -> bool:
        self._neutral_tries += 1
        return await ask_page(self.walk, Purpose.QUIC_NEUTRAL, place, self._neutral_tries)

    async def _target(self) -> bool:
        self._tries += 1
        return await ask_page(self.walk, Purpose.QUIC, self.at, self._tries)

    async def _again(self, place: QuicPlace) -> None:
        """It went both ways: more tries, each beside one of a neutral host in the same seconds."""
        while min(self._tries, self._neutral_tries) < ENOUGH_WHEN_MIXED:
            await asyncio.gather(self._target(), self._neutral(place))

    async def _ways(self, place: QuicPlace) -> None:
        """Whether anything of QUIC comes back, from a neutral host and from the target."""
        await asyncio.gather(
            _pair(partial(ask_path, self.walk, Purpose.QUIC_VERSION_NEUTRAL, place)),
            _pair(partial(ask_path, self.walk, Purpose.QUIC_VERSION, self.at)),
        )

    async def _compare(self, witness: QuicPlace, other: QuicPlace, third: QuicPlace) -> None:
        """The target met silence only. `other` gets the target's name, `witness` tells in the end."""
        await self._ways(witness)
        there, named, _ = await asyncio.gather(
            _pair(partial(ask_name, self.walk, Purpose.QUIC_NEUTRAL_NAME, self.at, witness.host)),
            self._named(other, Purpose.QUIC_DUMMY, Purpose.QUIC_TARGET_NAME),
            self._named(third, Purpose.QUIC_LOW_PORT, Purpose.QUIC_LARGE),
        )
        if any(there) and any(named):
            await self._again(witness)  # neither name nor address: then it was chance
        else:
            await self._neutral(witness)

    async def _named(self, place: QuicPlace, *purposes: Purpose) -> list[bool]:
        """The target's name at a neutral server, last as it is feared most; what the last tries came to."""
        came: list[bool] = []
        for purpose in purposes:
            came = await _pair(partial(ask_name, self.walk, purpose, place, self.at.host))
        return came


async def _pair(ask: Callable[[int], Coroutine[Any, Any, bool]]) -> list[bool]:
    return await asyncio.gather(*(ask(number) for number in range(1, PAIRS + 1)))

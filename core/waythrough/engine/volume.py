"""Speed and volume of one target over one path: which transfers, in which order, and when enough was seen."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from waythrough.model.step import Purpose
from waythrough.net.deadline import Patience
from waythrough.probe import volume
from waythrough.probe.volume import Source
from waythrough.probe.walk import Walk
from waythrough.verdict.facts import TargetFacts
from waythrough.verdict.facts_volume import FRESH, Sample, alike, rates, samples, samples_of, within
from waythrough.verdict.pairs import NOISY_PAIRS, PAIRS, Answer, clearly_alike, judged
from waythrough.verdict.rules_throughput import slow_so_far
from waythrough.verdict.rules_volume import TWICE

SHORT_SAMPLE: Final = 4.0  # seconds, once a first sample has shown that it is slow: the rate is known by then
CRAWLING: Final = 32_000.0
"""Bytes a second of a neutral host, on whatever line: where all crawls, the pairs alone take long enough."""
FORMS: Final = 3  # 3 against 5 controls still reach p = .018


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """All transfers of one target over one path.

    `facts` gives what is known now; `neutrals` are objects of unlike operators, the best to compare with first;
    `rated`: the target's object is large enough for its speed to mean anything; `size` is the bytes of one sample.
    `way` is a walk over another way that opens the target, None where there is none. `again`: how long to wait
    once a first silence has been waited out in full.
    """

    facts: Callable[[], TargetFacts]
    walk: Walk
    target: Source
    neutrals: tuple[Source, ...]
    rated: bool
    size: int = volume.OBJECT
    dice: random.Random
    again: Patience
    way: Callable[[], Walk | None] = lambda: None

    async def run(self) -> None:
        """Pairs, then what explains a difference; the freeze test is part of the first sample."""
        control = await self._control()
        if control is None:
            return
        await self._take(Purpose.PACE, self.target)
        if self._taken(Purpose.PACE)[-1].silent and await self.freeze(control):
            return
        if self.rated:
            await self._pairs(control)
        if min(rates(self._taken(Purpose.PACE_CONTROL)), default=0.0) < CRAWLING:
            return
        if not self.rated:
            await self._names(control)
        await self._uploads(control)

    async def freeze(self, control: Source | None = None) -> bool:
        """Fresh connections beside neutral ones; True when all stopped alike. A page that stalled counts as one."""
        control = control or await self._control()
        if control is None:
            return False
        await volume.small(self._walk(Purpose.SMALL), self.target)
        for _ in range(FRESH):
            if len(self._taken(Purpose.PACE_CONTROL)) < FRESH:
                await self._take(Purpose.PACE_CONTROL, control)
            if len(self._taken(Purpose.PACE)) < FRESH:
                await self._take(Purpose.PACE, self.target)
        taken = self._taken(Purpose.PACE)
        counts = [each.received for each in taken if each.silent]
        if len(counts) < len(taken) or not within(counts):
            return False
        for _ in range(1 if alike(counts) else TWICE):
            await volume.small_steps(self._walk(Purpose.SMALL_STEPS), self.target)
        if not alike(counts) and not all(each.silent for each in self._taken(Purpose.SMALL_STEPS)):
            return False
        other = Source(url=self.target.url, address=self.target.address, name=control.host)
        await self._take(Purpose.PACE_OTHER_NAME, other)
        return True

    async def _control(self) -> Source | None:
        """The first neutral object that comes whole."""
        for source in self.neutrals:
            await self._take(Purpose.PACE_CONTROL, source)
            if self._taken(Purpose.PACE_CONTROL)[-1].whole:
                return source
        return None

    async def _pairs(self, control: Source) -> None:
        """Target and control in turns, the order within a pair drawn by lot, until the rule can speak.

        Once two pairs look slow, what could explain it is asked first: a server that is slow under any name and
        over any way needs no further pairs.
        """
        asked = False
        while len(self._taken(Purpose.PACE)) < NOISY_PAIRS and self._more(Purpose.PACE):
            if not asked and len(self._taken(Purpose.PACE)) > 1 and self._slow(Purpose.PACE):
                asked = True
                if not await self._aimed(control):
                    return
            await self._both(Purpose.PACE, self.target, control)

    async def _aimed(self, control: Source) -> bool:
        """Whether anything shows that the target's server itself is quick."""
        if await self._names(control):
            return True
        other = Source(url=self.target.url, address=self.target.address, name=control.host)
        if await self._quicker(Purpose.PACE_OTHER_NAME, self.walk, other):
            return True
        way = self.way()
        return way is not None and await self._quicker(Purpose.PACE, way, Source(url=self.target.url))

    async def _names(self, control: Source) -> bool:
        """Is it the name? The neutral object under the target's name, and when slow under one that contains it."""
        there = next((each for each in self.neutrals if each.host != control.host), control)
        if there is not control:
            await self._take(Purpose.PACE_CONTROL, there)
        name = self.target.host
        foreign = Source(url=there.url, address=there.address, name=name)
        for _ in range(PAIRS):
            await self._both(Purpose.PACE_NAME, foreign, control)
            if not self._slow(Purpose.PACE_NAME) and not self._unsure(Purpose.PACE_NAME):
                return False
        slow = self._slow(Purpose.PACE_NAME)
        if slow:
            await self._forms({control.host, there.host})
        return slow

    async def _forms(self, used: set[str]) -> None:
        """Does a name suffice that merely contains the target's? Asked where the target's was never sent.

        A penalty may stick to the address that has seen the target's own name, whatever comes after it.
        """
        fresh = next((each for each in self.neutrals if each.host not in used), None)
        if fresh is None:
            return
        await self._take(Purpose.PACE_CONTROL, fresh)
        form = Source(url=fresh.url, address=fresh.address, name=f"a{self.target.host}.{fresh.host}")
        for _ in range(FORMS):
            await self._take(Purpose.PACE_FORM, form)

    async def _quicker(self, purpose: Purpose, walk: Walk, source: Source) -> bool:
        """Whether the target's object comes far quicker in another manner; three samples when the first one does."""
        trace = walk.trace
        before = len(trace.observations)
        for number in range(1, FORMS + 1):
            probe = walk.with_purpose(purpose, number)
            await volume.sample(probe, source, size=self.size, seconds=SHORT_SAMPLE)
            seen = samples_of(trace.observations[before:], purpose)
            if not slow_so_far(self._taken(Purpose.PACE), seen):
                return False
        return True

    async def _uploads(self, control: Source) -> None:
        """Once, and when it falls silent twice more, each beside a neutral host."""
        await volume.upload(self._walk(Purpose.UPLOAD), self.target)
        if not self._taken(Purpose.UPLOAD)[-1].silent:
            return
        for number in range(FRESH):
            await volume.upload(self._walk(Purpose.UPLOAD_CONTROL), control)
            if number:
                await volume.upload(self._walk(Purpose.UPLOAD), self.target)

    # What was seen ----------------------------------------------------------------------------------------

    async def _both(self, purpose: Purpose, source: Source, control: Source) -> None:
        pair = [(purpose, source), (Purpose.PACE_CONTROL, control)]
        self.dice.shuffle(pair)
        for why, which in pair:
            await self._take(why, which)

    async def _take(self, purpose: Purpose, source: Source) -> None:
        suspects = (Purpose.PACE, Purpose.PACE_NAME)
        slow = purpose is not Purpose.PACE_CONTROL and any(self._slow(each) for each in suspects)
        seconds = SHORT_SAMPLE if slow else volume.SAMPLE_SECONDS
        await volume.sample(self._walk(purpose), source, size=self.size, seconds=seconds)

    def _walk(self, purpose: Purpose) -> Walk:
        silent = any(each.silent for why in (Purpose.PACE, Purpose.UPLOAD) for each in self._taken(why))
        walk = replace(self.walk, patience=self.again) if silent else self.walk
        return walk.with_purpose(purpose, len(self._taken(purpose)) + 1)

    def _taken(self, purpose: Purpose) -> tuple[Sample, ...]:
        return samples(self.facts(), purpose)

    def _slow(self, purpose: Purpose) -> bool:
        return slow_so_far(self._taken(purpose), self._taken(Purpose.PACE_CONTROL))

    def _unsure(self, purpose: Purpose) -> bool:
        """Whether there are too few rates yet to tell that nothing points to a slow-down."""
        mine, control = rates(self._taken(purpose)), rates(self._taken(Purpose.PACE_CONTROL))
        return bool(mine) and not clearly_alike(mine, control[-len(mine) :])

    def _more(self, purpose: Purpose) -> bool:
        mine, control = rates(self._taken(purpose)), rates(self._taken(Purpose.PACE_CONTROL))
        answer = judged(mine, control[-len(mine) :] if mine else control)
        if answer is Answer.LIKE and self._slow(purpose):
            return len(mine) < PAIRS  # the bytes come as they should, the handshakes do not
        return answer is Answer.MORE


def nearest(sources: Sequence[Source], address: str) -> tuple[Source, ...]:
    """Sources whose address shares the longest beginning with the target's first; others keep their order."""

    def shared(source: Source) -> int:
        pairs = zip(source.address.split("."), address.split("."), strict=False)
        count = 0
        for mine, theirs in pairs:
            if mine != theirs:
                break
            count += 1
        return -count

    return tuple(sorted(sources, key=shared))

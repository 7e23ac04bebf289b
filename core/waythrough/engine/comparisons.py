"""The A/B pairs of a second look: one name, one address changed at a time, the uncensored one always first."""

from collections.abc import MutableSet
from dataclasses import dataclass, replace
from typing import Final

from waythrough.model.platform import Target
from waythrough.model.step import Purpose
from waythrough.net.http import split_url
from waythrough.probe import differential
from waythrough.probe.differential import Neutral
from waythrough.probe.walk import Walk

BROWSER_TRIES: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparisons:
    """What is compared with what.

    `address` is where the target failed; `late` whether it failed after the handshake, `answered` whether it
    failed by the certificate that it showed: no penalty follows an answer, so none is looked for. The target's
    name is only ever sent to `neutral`; `witness` lends its name, its own address stays free of triggers. `spent`
    are neutral hosts whose address suffers from a name that was sent there (a penalty that lingers); they are
    added to it. `plain` and `other_plain` are pages of known content over plain HTTP.
    """

    walk: Walk
    failing: Target
    address: str
    late: bool
    answered: bool
    spent: MutableSet[str]
    neutral: Neutral | None
    witness: Neutral | None
    plain: Neutral | None
    other_plain: Neutral | None

    async def of_names(self, number: int) -> None:
        """Round `number` of {target, uncensored name} x {its address, a neutral address} in TLS."""
        if self.neutral is None:
            return
        free = self.neutral.host not in self.spent
        if free and not self.answered:
            free = await self._before(number)
        await differential.neutral_name(self.walk, self.failing, self.address, self.neutral, number)
        if free and not await self._elsewhere(number):
            self.spent.add(self.neutral.host)

    async def of_split_hellos(self) -> None:
        """Whether a hello in two pieces passes where the whole one does not: that would be a remedy."""
        if self.neutral is None or self.late:
            return
        pairs = (self.neutral.host, Purpose.SPLIT_NEUTRAL), (self.failing.host, Purpose.SPLIT_HELLO)
        for name, purpose in pairs:
            await differential.split_hello(self.walk, self.failing, self.address, name, purpose)

    async def of_browser_hellos(self) -> None:
        """Whether the hello of a browser passes where the one of programs like this does not."""
        for number in range(1, BROWSER_TRIES + 1):
            await differential.browser_hello(self.walk, self.failing, self.address, number)

    async def _before(self, number: int) -> bool:
        neutral, name = self._neutral_and_name()
        return await differential.baseline(self.walk, neutral, name, Purpose.BASELINE_BEFORE, number)

    async def _elsewhere(self, number: int) -> bool:
        """The target's name at the neutral address; whether an uncensored one still passes there afterwards."""
        neutral, name = self._neutral_and_name()
        if self.late:
            return await self._elsewhere_late(neutral, name, number)
        await differential.target_name(self.walk, self.failing, neutral, number)
        if self.answered:
            return True
        return await differential.baseline(self.walk, neutral, name, Purpose.BASELINE_AFTER, number)

    async def _elsewhere_late(self, neutral: Neutral, name: str, number: int) -> bool:
        own = await differential.own_hello(self.walk, neutral, number)
        if own is None:
            return True

        async def page(name: str, purpose: Purpose) -> bool:
            return await differential.under_name(self.walk, neutral, name, own, purpose, number)

        if not await page(name, Purpose.BASELINE_BEFORE):
            return True
        await page(self.failing.host, Purpose.TARGET_NAME)
        return await page(name, Purpose.BASELINE_AFTER)

    def _neutral_and_name(self) -> tuple[Neutral, str]:
        assert self.neutral is not None
        return self.neutral, (self.witness or self.neutral).host

    async def of_hosts(self, number: int) -> None:
        """Round `number` of the same in plain HTTP, where the Host or the path may be what is looked for."""
        if self.plain is None or not self.failing.url:
            return
        await differential.plain_baseline(self.walk, self.plain, Purpose.BASELINE_BEFORE, number)
        if split_url(self.failing.url).target == "/":
            await differential.other_host(self.walk, self.failing, self.address, self.plain, number)
            await differential.target_host(self.walk, self.failing, self.plain, number)
            return
        bare = replace(self.failing, url=bare_url(self.failing.url))
        await differential.target_host(self.walk, bare, self.plain, number, Purpose.OTHER_PATH)
        await differential.other_host(self.walk, self.failing, self.address, self.plain, number)
        elsewhere = self.other_plain or self.plain
        await differential.plain_baseline(self.walk, elsewhere, Purpose.BASELINE_BEFORE, number)
        own = replace(self.failing, url=_at_host(self.failing.url, elsewhere.host))
        await differential.target_host(self.walk, own, elsewhere, number, Purpose.NEUTRAL_PATH)
        await differential.target_host(self.walk, self.failing, elsewhere, number)


def bare_url(url: str) -> str:
    """The same address without path and query."""
    parts = split_url(url)
    return f"{parts.scheme}://{parts.host}:{parts.port}/"


def _at_host(url: str, host: str) -> str:
    parts = split_url(url)
    return f"{parts.scheme}://{host}:{parts.port}{parts.target}"

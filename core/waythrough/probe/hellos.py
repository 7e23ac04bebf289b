"""Several hellos to one server at the same moment: what counts open connections stops some of them."""

import asyncio
from typing import Final

from waythrough.model.step import Purpose
from waythrough.probe.walk import Walk

AT_ONCE: Final = 6
"""Hellos at the same moment, as many as browsers open; rules begin at four (net4people/bbs#546)."""

HOLD: Final = 2.0
"""Seconds for which a finished connection is kept open. What then goes on was merely waiting for its turn."""


async def at_once(walk: Walk, host: str, port: int, address: str, purpose: Purpose) -> bool:
    """Hellos begun together under the host's own name; whether all were answered."""
    done: list[bool] = []
    all_done = asyncio.Event()

    async def one(number: int) -> None:
        probe = walk.with_purpose(purpose, number)
        secured = await probe.handshake(host, port, address)
        done.append(secured is not None)
        if len(done) == AT_ONCE:
            all_done.set()
        if secured is None:
            return
        try:
            async with asyncio.timeout(HOLD):
                await all_done.wait()
        except TimeoutError:
            return  # the others may need this one's place
        finally:
            secured.stream.abort()

    await asyncio.gather(*(one(number) for number in range(1, AT_ONCE + 1)))
    return all(done)

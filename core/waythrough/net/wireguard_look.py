"""Looks through an open tunnel: does anything behind it answer, and how large may packets be?"""

import asyncio
from dataclasses import dataclass
from typing import Final

from waythrough.net.deadline import Patience
from waythrough.net.wireguard import Route, Tunnel
from waythrough.net.wireguard_names import TunnelResolver

PINGS: Final = 3
PING_EVERY: Final = 0.5
LOOK: Final = 3.0
"""Seconds given to what stands behind the tunnel."""
LINGER: Final = 0.5
"""Seconds given to the second answer once the first has come."""
STILL: Final = 2.0
LEAST_MTU: Final = 576
ROOT: Final = "."
"""The name asked for: the root, which says nothing about anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What answered: echoes, DNS (None: nobody could be asked)."""

    ping: bool | None = None
    dns: bool | None = None

    @property
    def anything(self) -> bool:
        """Whether packets came back."""
        return bool(self.ping or self.dns)


async def look_inside(tunnel: Tunnel, resolver: TunnelResolver, seconds: float = LOOK) -> Inside:
    """Ping the first resolver and ask it one question, both at once."""
    if not resolver.servers:
        return Inside()
    route, _ = resolver.servers[0]
    async with asyncio.TaskGroup() as group:
        ping = group.create_task(_ping(tunnel, route, seconds), name="tunnel ping")
        dns = group.create_task(_ask(resolver, seconds), name="tunnel dns")
        done, _ = await asyncio.wait((ping, dns), return_when=asyncio.FIRST_COMPLETED)
        came = any(task.result() for task in done)
        if not (ping.done() and dns.done()):
            await asyncio.wait((ping, dns), timeout=LINGER if came else None)
        ping.cancel()
        dns.cancel()
    return Inside(ping=_result(ping), dns=_result(dns))


async def alive(tunnel: Tunnel, resolver: TunnelResolver) -> bool:
    """Whether packets still come through. A tunnel in which nothing was ever heard cannot be told from a dead one."""
    if not resolver.servers:
        return True
    return (await look_inside(tunnel, resolver, STILL)).anything


async def path_mtu(tunnel: Tunnel, route: Route, seconds: float = 0.5) -> int | None:
    """The largest packet that comes back through the tunnel, found by halving; None when none comes back at all."""
    least, most = LEAST_MTU, tunnel.settings.mtu
    if await tunnel.ping(route, seconds, least) is not True:
        return None
    while least < most:
        middle = (least + most + 1) // 2
        answers = [await tunnel.ping(route, seconds, middle)]
        if answers[0] is None:  # one that got lost is not one that was too long
            answers.append(await tunnel.ping(route, seconds, middle))
        if True in answers:
            least = middle
        else:
            most = middle - 1
    return least


async def _ping(tunnel: Tunnel, route: Route, seconds: float) -> bool:
    async with asyncio.TaskGroup() as group:
        tasks: list[asyncio.Task[bool | None]] = []
        for number in range(PINGS):
            pause = number * min(PING_EVERY, seconds / PINGS)
            tasks.append(group.create_task(_later(tunnel, route, pause, seconds - pause), name="ping"))
        for each in asyncio.as_completed(tasks):
            if await each:
                break
        for task in tasks:
            task.cancel()
    return any(not task.cancelled() and task.result() for task in tasks)


async def _later(tunnel: Tunnel, route: Route, pause: float, seconds: float) -> bool | None:
    await asyncio.sleep(pause)
    return await tunnel.ping(route, seconds)


async def _ask(resolver: TunnelResolver, seconds: float) -> bool:
    patience = Patience(soft=seconds, hard=seconds, total=seconds)
    return (await resolver.ask(resolver.servers[0], ROOT, 4, patience)).answer is not None


def _result(task: "asyncio.Task[bool]") -> bool:
    return not task.cancelled() and task.result()

"""The tcp flow: address, connection, and where the target says so a safe line or a first exchange of bytes."""

from waythrough.model.platform import Target
from waythrough.probe.walk import Walk
from waythrough.probe.web import reach


async def tcp_flow(walk: Walk, target: Target, *, address: str = "") -> None:
    """Open the target's port and speak the first words; all that happened is in the walk's trace.

    `address` takes the place of the name's own.
    """
    reached = await reach(walk, target.host, target.port, address)
    if reached is None:
        return
    if target.tls:
        reached = await walk.secure(reached, target.host, alpn=())
        if reached is None:
            return
    if target.send or target.expect:
        await walk.exchange_bytes(reached, target.send, target.expect)
    else:
        reached.stream.abort()

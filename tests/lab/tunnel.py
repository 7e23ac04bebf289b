"""Carries bytes between two connections, as fast as they come or at the pace of a slow proxy."""

import asyncio
import ssl

CHUNK = 65536
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Bucket:
    """A shared speed limit in kbit/s; 0 is none."""

    def __init__(self, kbit: float) -> None:
        self._bytes_s = kbit * 125
        self._free = 0.0

    @property
    def chunk(self) -> int:
        """How much to read at a time, so that what is slow trickles and does not come in heaps."""
        return max(512, int(self._bytes_s / 20)) if self._bytes_s else CHUNK

    async def take(self, count: int) -> None:
        """Wait until so many bytes may pass."""
        if self._bytes_s:
            now = asyncio.get_running_loop().time()
            self._free = max(self._free, now) + count / self._bytes_s
            await asyncio.sleep(self._free - now)


async def secure(streams: Streams, tls: ssl.SSLContext, *, server_name: str = "") -> Streams:
    """TLS inside a connection: as its server, or as the client of `server_name`. Raises OSError.

    The old writer must be kept alive and closed as well.
    """
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(loop=loop)
    protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
    below = streams[1].transport
    transport = await loop.start_tls(
        below, protocol, tls, server_side=not server_name, server_hostname=server_name or None
    )
    if transport is None:
        raise ConnectionAbortedError
    protocol.connection_made(transport)
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


async def join(near: Streams, far: Streams, bucket: Bucket | None = None) -> None:
    """Carry both directions until both have ended, then close both."""
    limit = bucket or Bucket(0)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_pump(near[0], far[1], limit))
            group.create_task(_pump(far[0], near[1], limit))
    finally:
        near[1].close()
        far[1].close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: Bucket) -> None:
    """One direction; its end is passed on as FIN, a broken connection ends the other direction too."""
    try:
        while data := await reader.read(limit.chunk):
            await limit.take(len(data))
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
        else:
            writer.close()
    except OSError:
        writer.transport.abort()

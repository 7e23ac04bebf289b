"""A listening port on loopback for programs of this computer, with everybody who is being served."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Final

HOST: Final = "127.0.0.1"

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[None, None, None]]


class LoopbackServer:
    """Serves until it is closed. `most`: clients at once, None = as many as come; `name` is that of its tasks."""

    def __init__(self, serve: Serve, name: str, *, most: int | None = None) -> None:
        self.port = 0
        self._serve = serve
        self._name = name
        self._most = most
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self._accept, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def aclose(self) -> None:
        """Cut everybody off; safe to call twice."""
        if self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        for task in self._clients:
            task.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)
        await server.wait_closed()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._server is None or (self._most is not None and len(self._clients) >= self._most):
            writer.transport.abort()
            return
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer), name=self._name)
        self._clients.add(task)
        task.add_done_callback(self._clients.discard)

"""The practice network in a thread with a loop of its own, so that it never holds up the engine's loop."""

import asyncio
import threading
from types import TracebackType

from waythrough.practice.network import PracticeNetwork

START_TIME = 20.0  # seconds; far more than any machine needs
STOP_TIME = 10.0


class PracticeThread:
    """`with PracticeThread() as net:` runs a PracticeNetwork in the background and ends it, joined.

    `start` and `stop` do the same where a block does not fit. Raises what the start of the network raises.
    """

    def __init__(self, *, portal: bool = False, many_addresses: bool | None = None) -> None:
        self._network = PracticeNetwork(portal=portal, many_addresses=many_addresses)
        self._thread = threading.Thread(target=self._run, name="practice-network")
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over = asyncio.Event()
        self._ending = False
        self._error: BaseException | None = None

    def __enter__(self) -> PracticeNetwork:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> PracticeNetwork:
        """Start the network; it serves when this returns. Raises OSError, TimeoutError."""
        self._thread.start()
        if not self._ready.wait(START_TIME):
            self.stop()
            raise TimeoutError("the practice network did not start in time")
        if self._error is not None:
            self.stop()
        return self._network

    def stop(self) -> None:
        """End the network and its thread; raises what went wrong in it. Safe to call in every state."""
        self._ending = True
        if self._thread.ident is None:
            return
        if self._loop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(STOP_TIME)
        error, self._error = self._error, None
        if error is not None:
            raise error

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except (OSError, ExceptionGroup) as error:
            self._error = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        async with self._network:
            # Set before `_ending` is read, so that a stop in between sees one of the two.
            self._loop = asyncio.get_running_loop()
            self._ready.set()
            if not self._ending:
                await self._over.wait()
        self._loop = None

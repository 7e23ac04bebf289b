"""Before everything is erased: no other process of the program may write here any more."""

import os

from waythrough.net.neighbour import PATIENCE, ask_window_to_leave, end_process
from waythrough.store.dirs import Dirs, StoreError
from waythrough.store.running import makers


def end_others(dirs: Dirs, patience: float = PATIENCE) -> None:
    """End the window of this home and its checks, wherever they run, and wait for that. Raises StoreError.

    What they write while they end goes with the rest afterwards. This process and its own runs are left alone.
    """
    if not ask_window_to_leave(dirs.config, patience):
        raise StoreError(
            "erase.window_open",
            "another window of this program is open and does not answer",
            still_works="nothing was erased",
            todo="close it, or end its process, and erase again",
        )
    for pid in makers(dirs.running):
        if pid != os.getpid() and not _ended(pid, patience):
            raise StoreError(
                "erase.check_running",
                "another check is going on and does not stop",
                still_works="nothing was erased",
                todo="stop it, and erase again",
            )


def _ended(pid: int | None, patience: float) -> bool:
    try:
        return pid is not None and end_process(pid, patience)
    except OSError:
        return False

"""A home with something of everything, for tests of the app lock and of what kills it half way."""

import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.core.report.samples import sample_run
from waythrough.model.path import PathSpec
from waythrough.model.run import Run
from waythrough.model.secret import Secret
from waythrough.store import locking
from waythrough.store.dirs import Dirs, portable_dirs
from waythrough.store.draft import load_draft, save_draft
from waythrough.store.history import History
from waythrough.store.keyring import LockState, forget, lock_state, read_kept, write_kept
from waythrough.store.own_lists import kept_lists, save_list
from waythrough.store.settings import Checks, Consent, General, Preferences, load_settings, save_settings
from waythrough.store.vault import Cost
from waythrough.store.ways import load_ways, save_ways

WORDS = "four words that rain"
CHEAP = Cost()
RUNS = (sample_run(), replace(sample_run(), id="20260101-120000-abcd", started=1_767_268_800.0))
PREFERENCES = Preferences(
    consent=Consent(version=1, at="2026-11-22T08:00:00Z", services=("telegram",), ways=("my-way",)),
    general=General(language="en", country="ir"),
    checks=Checks(short_list=("telegram",), ways_off=("my-way",)),
)
WAY = PathSpec(
    id="my-way",
    kind="socks5",
    name="Berlin office",
    fields=MappingProxyType(
        {"host": "proxy.example", "port": 1080, "user": "me", "password": Secret("hidden")}
    ),
)
LISTS = {"mine.txt": b"my-own-site.example\n", "friends of berlin.csv": b"other-site.example\n"}
_WORDS = (
    *(name for run in RUNS for info in run.platforms for name in (info.id, *info.names.values())),
    *(word for run in RUNS for info in run.paths if info.id != "direct" for word in (info.id, info.name)),
    *(cell.verdict.label.value for run in RUNS for cell in run.cells.values()),
    *(run.id for run in RUNS),
    "proxy.example",
    "Berlin office",
    "hidden",
    "my-own-site.example",
    "other-site.example",
    "friends of berlin",
    "watched-word",
    "begun-letter",
)
PRIVATE = tuple(word for word in _WORDS if len(word) > 5)  # shorter ones turn up in anything by chance
"""What must not be found on disk under the lock."""


def fill(dirs: Dirs) -> None:
    """Something of everything that is kept, whatever the lock is like."""
    save_settings(dirs.settings, PREFERENCES)
    save_ways(dirs.ways, (WAY,))
    for name, content in LISTS.items():
        save_list(dirs.platforms, name, content)
    save_draft(dirs.draft, "begun-letter")
    write_kept(dirs.watching, b'{"watched-word": 1}')
    with History(dirs.history) as history:
        for run in RUNS:
            history.finish(run)


def whole(dirs: Dirs) -> bool:
    """Whether all of it can be read as it was put in."""
    with History(dirs.history) as history:
        runs = {each.id: each for each in (history.load(run.id) for run in RUNS)}
        listed = {entry.id: entry.started for entry in history.runs()}
    same = [
        runs == {run.id: run for run in RUNS},
        listed == {run.id: run.started for run in RUNS},
        load_settings(dirs.settings) == PREFERENCES,
        load_ways(dirs.ways).specs == (WAY,),
        {each.name: each.content for each in kept_lists(dirs.platforms)} == LISTS,
        load_draft(dirs.draft) == "begun-letter",
        read_kept(dirs.watching) == b'{"watched-word": 1}',
    ]
    return all(same)


def seen(dirs: Dirs) -> set[str]:
    """What of the private words stands somewhere in the files of a home, or in their names."""
    files = [each for each in dirs.config.rglob("*") if each.is_file()]
    content = b"\n".join(
        [*(each.read_bytes() for each in files), *(os.fsencode(each.name) for each in files)]
    )
    return {word for word in PRIVATE if word.encode("utf-8") in content}


def _count_steps(limit: int) -> None:
    """Kill this process at the step of this number: a file made durable or put in place, or an SQL statement."""
    left = [limit]

    def step(*_arguments: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            step()
            return function(*arguments, **named)

        return call

    real = sqlite3.connect

    def connect(*arguments: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = real(*arguments, **named)
        connection.set_trace_callback(step)
        return connection

    os.fsync, os.replace, os.link = counted(os.fsync), counted(os.replace), counted(os.link)
    os.unlink = counted(os.unlink)
    sqlite3.connect = connect  # type: ignore[assignment]


def _in_child(act: Callable[[], object], limit: int) -> bool:
    """Do something in a process that is killed at a step; whether it came to its end."""
    child = os.fork()
    if child == 0:
        _count_steps(limit)
        act()
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _one(folder: Path, limit: int, *, off: bool) -> tuple[bool, str]:
    """Turn the lock on or off up to a step; whether it was not cut short, and what is wrong afterwards."""
    dirs = portable_dirs(folder)
    fill(dirs)
    if off:
        locking.turn_on(dirs, WORDS, CHEAP)
        forget(dirs)
        ended = _in_child(lambda: locking.turn_off(dirs, WORDS), limit)
    else:
        ended = _in_child(lambda: locking.turn_on(dirs, WORDS, CHEAP), limit)
    if lock_state(dirs) is LockState.OFF:
        return ended, "" if whole(dirs) else "lost without a lock"
    locking.unlock(dirs, WORDS)
    try:
        if not whole(dirs):
            return ended, "lost under the lock"
        if lock_state(dirs) is LockState.OPEN:
            return ended, "" if not (left := seen(dirs)) else f"left to be read: {sorted(left)}"
    finally:
        forget(dirs)
    return ended, "" if off else "the lock is gone"


def main(folder: Path, stride: int) -> None:
    """Every `stride`-th step of turning the lock on and off; prints how many there were and what was wrong."""
    found: dict[str, Any] = {"wrong": []}
    for off in (False, True):
        limit, ended = 1, False
        while not ended:
            ended, problem = _one(folder / f"{off}-{limit}", limit, off=off)
            if problem:
                found["wrong"].append(f"{'off' if off else 'on'}, step {limit}: {problem}")
            limit += stride
        found["off" if off else "on"] = limit
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))


__all__ = ["CHEAP", "LISTS", "PREFERENCES", "PRIVATE", "RUNS", "WORDS", "Run", "fill", "seen", "whole"]

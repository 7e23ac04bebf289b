"""What watching knows between two starts: a small file of ids and times, for its owner only."""

import json
from pathlib import Path
from typing import Final

from waythrough.model.plain import PlainError, from_plain, to_plain
from waythrough.store.atomic import remove_if_there
from waythrough.store.keyring import read_kept, write_kept
from waythrough.verdict.watching import Watch

_MOST_BYTES: Final = 8 << 20


def load_watch(path: Path) -> Watch:
    """What was kept; nothing when there is no file, or a damaged one: two runs bring it back. Raises StoreError."""
    content = read_kept(path)
    if content is None or len(content) > _MOST_BYTES:
        return Watch()
    try:
        return from_plain(Watch, json.loads(content))
    except (PlainError, ValueError):
        return Watch()


def save_watch(path: Path, watch: Watch) -> None:
    """Keep it in one step. Raises StoreError."""
    write_kept(path, json.dumps(to_plain(watch), separators=(",", ":")).encode("utf-8"))


def forget_watch(path: Path) -> None:
    """Take the file away. Raises StoreError."""
    remove_if_there(path)

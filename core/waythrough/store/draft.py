"""What somebody has begun to write to support: kept over restarts, sealed where the lock is on, gone with the rest."""

from pathlib import Path

from waythrough.store.atomic import wipe
from waythrough.store.keyring import read_kept, write_kept

LONGEST = 20_000
"""Letters that are kept: a message, not a book."""


def load_draft(path: Path) -> str:
    """The draft, "" when there is none. Raises StoreError while it is locked or cannot be read."""
    content = read_kept(path)
    return "" if content is None else content.decode("utf-8", "replace")[:LONGEST]


def save_draft(path: Path, text: str) -> None:
    """Keep the draft; an empty one leaves no file. Raises StoreError."""
    if text.strip():
        write_kept(path, text[:LONGEST].encode("utf-8", "replace"))
    else:
        wipe(path)

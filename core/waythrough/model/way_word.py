"""Words of our own for what only some kinds of ways can meet; they stand first in the text of a path's step."""

from enum import StrEnum


class WayWord(StrEnum):
    """What is the matter with a way beyond its stage. Each has a rule of its name: "path.unanswered"."""

    UNANSWERED = "unanswered"  # a server without a greeting never sent anything that its secret opens
    HOST_KEY_UNKNOWN = "host_key_unknown"  # nobody confirmed the key yet; its fingerprint follows
    HOST_KEY_CHANGED = "host_key_changed"  # another key than the confirmed one; its fingerprint follows


def way_word(text: str) -> WayWord | None:
    """The word that a text begins with, None when it is somebody else's."""
    first = text.partition(" ")[0]
    return WayWord(first) if first in set(WayWord) else None

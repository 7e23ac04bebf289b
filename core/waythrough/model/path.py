"""A way as stored: configuration only, nothing live."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from waythrough.model.secret import Secret

FieldValue = str | int | bool | Secret

DIRECT_ID = "direct"
"""The id of column 0, the line itself."""
TRICKS_ID = "tricks"
"""The kind of way that is the line itself, spoken to in another manner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathSpec:
    """Stored configuration of one way.

    `id` is random and never derived from the host; `name` is what the user calls it ("" = the engine names it
    "SOCKS5 1"); `kind` is the id of a PathKind; `fields` are that kind's fields, secrets wrapped.
    `via` is the way through which this one's own server is reached (a chain), None for the line itself.
    `private`: its server is known to few; no other way and no other resolver is asked about it, although that
    could tell whether the line to it is blocked.
    """

    id: str
    kind: str
    name: str = ""
    fields: Mapping[str, FieldValue] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    via: "PathSpec | None" = None
    private: bool = False

    @property
    def is_direct(self) -> bool:
        return self.kind == DIRECT_ID

    @property
    def on_line(self) -> bool:
        """Whether it leaves where the direct line leaves, so that it cannot be a control for that line."""
        return self.via is None and self.kind in (DIRECT_ID, TRICKS_ID)


DIRECT = PathSpec(id=DIRECT_ID, kind=DIRECT_ID, name="Direct")

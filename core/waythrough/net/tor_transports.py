"""The programs that speak for Tor: which one knows which transport, and what it is called where it is installed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from waythrough.net.programs import find_program

PROGRAM: Final = "tor"
_OLD: Final = ("lyrebird", "obfs4proxy")
_PROGRAMS: Final = {
    "obfs2": _OLD,
    "obfs3": _OLD,
    "obfs4": _OLD,
    "scramblesuit": _OLD,
    "meek_lite": _OLD,
    "webtunnel": ("webtunnel-client", "lyrebird"),
    "snowflake": ("snowflake-client", "lyrebird"),
    "conjure": ("conjure-client",),
}
_PACKAGES: Final = {
    "webtunnel": "lyrebird",
    "snowflake": "snowflake-client",
    "conjure": "conjure-client",
}
# Tor Browser and the Tor expert bundle keep them there, beside `tor`.
_BESIDE_TOR: Final = ("pluggable_transports", "PluggableTransports", ".")


class TransportMissingError(Exception):
    """No program for a transport. `package` installs one, "" where none is known."""

    def __init__(self, package: str) -> None:
        super().__init__(package)
        self.package = package


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportProgram:
    """A program, and the transports of ours that it is to speak."""

    path: Path
    transports: tuple[str, ...]


def find_tor() -> Path | None:
    """The `tor` program."""
    return find_program(PROGRAM)


def transport_programs(transports: frozenset[str], tor: Path) -> tuple[TransportProgram, ...]:
    """The programs for these transports. Raises TransportMissingError."""
    folders = tuple(tor.parent / name for name in _BESIDE_TOR)
    found: dict[Path, list[str]] = {}
    for transport in sorted(transports):
        paths = (find_program(name, *folders) for name in _PROGRAMS.get(transport, ()))
        path = next((each for each in paths if each is not None), None)
        if path is None:
            package = _PACKAGES.get(transport, "obfs4proxy" if transport in _PROGRAMS else "")
            raise TransportMissingError(package)
        found.setdefault(path, []).append(transport)
    return tuple(TransportProgram(path=path, transports=tuple(names)) for path, names in found.items())

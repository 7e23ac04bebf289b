"""The data that Waythrough ships: platforms, lists, words and pictures, with accessors."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

PLATFORMS = "platforms"
LISTS = "lists"
LOCALE = "locale"
REPORT = "report"
ICONS = "icons"
SCHEMA = "schema"
HELP = "help"
ROOTS = "roots"
COUNTRIES = "countries"


def platform_files() -> Iterator[tuple[str, bytes]]:
    """Every bundled platform as (file name, content), in the order of the names."""
    for name in names(PLATFORMS, ".toml"):
        yield name, read_bytes(f"{PLATFORMS}/{name}")


def names(folder: str, suffix: str = "") -> tuple[str, ...]:
    """Sorted names of the files in a folder ("icons") that end with `suffix`; () when there is no folder."""
    place = _find(folder)
    if not place.is_dir():
        return ()
    return tuple(
        sorted(item.name for item in place.iterdir() if item.is_file() and item.name.endswith(suffix))
    )


def folders(folder: str) -> tuple[str, ...]:
    """Sorted names of the folders in a folder ("locale")."""
    return tuple(sorted(item.name for item in _find(folder).iterdir() if item.is_dir()))


def exists(name: str) -> bool:
    """Whether the file "folder/name" is shipped."""
    return _find(name).is_file()


def read_bytes(name: str) -> bytes:
    """Content of the file "folder/name". Raises FileNotFoundError."""
    return _find(name).read_bytes()


def read_text(name: str) -> str:
    """Content of the UTF-8 file "folder/name". Raises FileNotFoundError."""
    return read_bytes(name).decode("utf-8")


def path(name: str) -> Path:
    """Place on disk of a file or folder, for what can only be handed a file name. Raises FileNotFoundError.

    The package is installed as plain files; from inside an archive nothing is handed out.
    """
    place = _find(name)
    if not isinstance(place, Path) or not place.exists():
        raise FileNotFoundError(name)
    return place


def _find(name: str) -> Traversable:
    parts = name.split("/")
    if not all(parts) or any(part in {".", ".."} or "\\" in part for part in parts):
        raise ValueError(f"not the name of a resource: {name!r}")
    return files(__name__).joinpath(*parts)

"""Lists of services that the person brought: kept beside the settings, offered at every start, removed as a whole."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from waythrough.catalog.catalog import Catalog
from waythrough.catalog.import_lists import Imported, import_text
from waythrough.model.errors import WaythroughError
from waythrough.model.platform import Platform
from waythrough.store.dirs import StoreError
from waythrough.store.own_lists import forget_list, has_list, kept_lists, save_list
from waythrough_desktop.i18n import _, facts, plural, translated

REFUSED_SHOWN = 4
NAME_OF_PASTED = "pasted.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReading:
    """What a list holds: `summary` counts, `refused` are the first lines that were left out, each with its reason."""

    platforms: tuple[Platform, ...] = ()
    summary: str = ""
    refused: tuple[str, ...] = ()


class OwnLists:
    """The folder of lists. A file that cannot be read is left as it is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: dict[str, tuple[Platform, ...]] = {}
        self.problems: list[StoreError] = []

    def widen(self, catalog: Catalog) -> Catalog:
        """A catalogue with everything that is kept."""
        for kept in kept_lists(self._folder, self.problems.append):
            text = kept.content.decode("utf-8-sig", "replace")
            self._found[kept.name] = import_text(text, kept.name).platforms
            catalog = catalog.with_platforms(self._found[kept.name])
        return catalog

    def list_of(self, platform_id: str) -> str:
        """The name of the list that a service came with, "" for none."""
        return next(
            (name for name, held in self._found.items() if any(each.id == platform_id for each in held)), ""
        )

    def held(self, name: str) -> tuple[Platform, ...]:
        """The services of a list."""
        return self._found.get(name, ())

    def keep(self, name: str, text: str, platforms: tuple[Platform, ...]) -> None:
        """Keep a list under a name that no other has. Raises StoreError."""
        place = self._free(Path(name).name or NAME_OF_PASTED)
        save_list(self._folder, place, text.encode("utf-8"))
        self._found[place] = platforms

    def forget(self, name: str) -> None:
        """Remove a list. Raises StoreError."""
        forget_list(self._folder, name)
        self._found.pop(name, None)

    def _free(self, name: str) -> str:
        stem, end = Path(name).stem, Path(name).suffix
        names: Mapping[str, object] = self._found
        number = 1
        while name in names or has_list(self._folder, name):
            number += 1
            name = f"{stem}-{number}{end}"
        return name


def read_list(text: str, name: str, wanted: Callable[[], bool] = lambda: True) -> ListReading:
    """What a pasted text or a file holds; beside the GUI thread, and only as long as it is `wanted`."""
    if not text.strip():
        return ListReading()
    found = import_text(text, name or NAME_OF_PASTED, wanted)
    good = plural("{count} service understood", "{count} services understood", len(found.platforms))
    bad = plural("{count} line left out", "{count} lines left out", len(found.rejected))
    return ListReading(
        platforms=found.platforms, summary=facts(good, bad if found.rejected else ""), refused=_refused(found)
    )


def told(error: WaythroughError) -> str:
    """An error of the engine in words: what happened, and what to do."""
    return " – ".join(translated(part) for part in (error.what, error.todo) if part)


def _refused(found: Imported) -> tuple[str, ...]:
    shown = [
        _("Line {number}: {reason}", number=each.line, reason=translated(each.reason))
        for each in found.rejected[:REFUSED_SHOWN]
    ]
    more = len(found.rejected) - len(shown)
    return (*shown, *((plural("and {count} more", "and {count} more", more),) if more else ()))

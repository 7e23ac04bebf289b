"""The platforms that can be asked for, found by id, name, alias or domain."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Self

import msgspec

import waythrough_resources as resources
from waythrough.catalog.category import Category
from waythrough.catalog.errors import CatalogError, meant, nearest
from waythrough.catalog.hosts import HostError, web_address
from waythrough.catalog.import_lists import platform_of
from waythrough.catalog.schema import Entry, read_platforms
from waythrough.catalog.text import cleaned, folded
from waythrough.catalog.toml_file import MAX_BYTES, decode, parse
from waythrough.model.errors import WaythroughError
from waythrough.model.platform import FlowKind, Platform, Role, Sensitivity
from waythrough.verdict.clause import clause

SHORT_LIST = "lists/short.toml"


class UnknownPlatformError(WaythroughError):
    """Nobody knows what is meant by `word`; `suggestions` are ids that it may have been meant for."""

    def __init__(self, word: str, suggestions: tuple[str, ...]) -> None:
        todo = clause("give its web address, or look for it in the list of services")
        super().__init__(
            "catalog.unknown_platform",
            clause('no service is called "{word}"', word=cleaned(word)),
            todo=meant(suggestions[:3]) if suggestions else todo,
        )
        self.word = word
        self.suggestions = suggestions


class Catalog:
    """An unchanging set of platforms, in the order of category and English name."""

    def __init__(self, entries: Iterable[Entry], short: Iterable[str] = ()) -> None:
        """Of entries with one id the last counts. `short`: ids of the short list, unknown ones left out."""
        order = list(Category)
        kept = {entry.platform.id: entry for entry in entries}
        ordered = sorted(
            kept.values(),
            key=lambda e: (
                order.index(Category(e.platform.category)),
                folded(e.platform.name()),
                e.platform.id,
            ),
        )
        self._entries = {entry.platform.id: entry for entry in ordered}
        self._short = tuple(name for name in short if name in self._entries)
        self._words = _words(ordered)
        self._texts: dict[str, str] = {}

    @classmethod
    def bundled(cls) -> Self:
        """What comes with the program."""
        entries, short = _bundled()
        return cls(entries, short)

    def with_file(self, path: Path | str) -> Self:
        """This catalogue and the platforms of a TOML file, which win over those of the same id.

        Raises CatalogError.
        """
        return self._with(read_platforms(read_file(Path(path)), Path(path).name))

    def with_platforms(self, platforms: Iterable[Platform]) -> Self:
        """This catalogue and further platforms, which win over those of the same id."""
        return self._with(Entry(platform=platform) for platform in platforms)

    def __iter__(self) -> Iterator[Platform]:
        return (entry.platform for entry in self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, platform_id: object) -> bool:
        return platform_id in self._entries

    def get(self, word: str) -> Platform:
        """The platform with this id, else with this name or alias in any language.

        Raises UnknownPlatformError.
        """
        found = self._entries.get(word) or self._entries.get(self._words.get(folded(word), ""))
        if found is None:
            raise UnknownPlatformError(word, self._near(word))
        return found.platform

    def resolve(self, word: str) -> Platform:
        """What a person means by a word: a platform of the catalogue, or a web address.

        A bare domain that is the front page of a platform means that platform with all its targets; a full
        URL means that page alone. Raises UnknownPlatformError, or HostError for a web address of no use.
        """
        try:
            return self.get(word)
        except UnknownPlatformError:
            if "." not in word and ":" not in word:
                raise
        if "://" not in word and (known := self._front_page(word)):
            return known
        try:
            return platform_of(word)
        except HostError as error:
            raise HostError(clause('"{word}": {error}', word=cleaned(word), error=error)) from error

    def aliases(self, platform_id: str) -> tuple[str, ...]:
        """Further words by which people look for a platform. Raises UnknownPlatformError."""
        return self._entries[self.get(platform_id).id].aliases

    def short_list(self) -> tuple[Platform, ...]:
        """The few platforms asked for most, none of them sensitive."""
        return tuple(self._entries[name].platform for name in self._short)

    def categories(self) -> Mapping[Category, tuple[Platform, ...]]:
        """The platforms by category, in the order of the categories; no empty ones."""
        groups: dict[Category, tuple[Platform, ...]] = {}
        for platform in self:
            category = Category(platform.category)
            groups[category] = (*groups.get(category, ()), platform)
        return MappingProxyType(groups)

    def search(self, text: str) -> tuple[Platform, ...]:
        """Platforms whose id, names, aliases or hosts hold every word; those that begin so first."""
        wanted = folded(text).split()
        texts = self._folded_texts()
        found = [
            entry for name, entry in self._entries.items() if all(word in texts[name] for word in wanted)
        ]
        start = " ".join(wanted)
        found.sort(key=lambda entry: not any(word.startswith(start) for word in _spoken(entry)))
        return tuple(entry.platform for entry in found)

    def _folded_texts(self) -> Mapping[str, str]:
        """What each platform is found by, made at the first search: people search at every letter they type."""
        if not self._texts:
            self._texts = {name: _text(entry) for name, entry in self._entries.items()}
        return self._texts

    def _with(self, entries: Iterable[Entry]) -> Self:
        return type(self)((*self._entries.values(), *entries), self._short)

    def _near(self, word: str) -> tuple[str, ...]:
        ids = (self._words[near] for near in nearest(folded(word), self._words))
        return tuple(dict.fromkeys(ids))

    def _front_page(self, domain: str) -> Platform | None:
        try:
            wanted = web_address(domain)
        except HostError:
            return None
        pages = (
            {f"https://{wanted.host}/", f"https://www.{wanted.host}/"}
            if wanted.url.count("/") == 3
            else set()
        )
        pages = pages if wanted.url in pages and wanted.url.endswith("/") else set()
        for platform in self:
            if platform.sensitivity is Sensitivity.ORDINARY and any(
                t.role is Role.WEB and t.flow is FlowKind.WEB and t.required and t.url in pages
                for t in platform.targets
            ):
                return platform
        return None


class _ShortTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    platforms: list[str]


@cache
def _bundled() -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    entries = [entry for name, data in resources.platform_files() for entry in read_platforms(data, name)]
    short = decode(parse(resources.read_bytes(SHORT_LIST), SHORT_LIST), _ShortTable)
    return tuple(entries), tuple(short.platforms)


def read_file(path: Path) -> bytes:
    """Content of a user's file, cut just above the size that is accepted. Raises CatalogError."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CatalogError(
            "unreadable",
            clause("the file cannot be read ({strerror})", strerror=error.strerror),
            file=path.name,
        ) from error


def _spoken(entry: Entry) -> list[str]:
    platform = entry.platform
    return [folded(word) for word in (platform.id, *platform.names.values(), *entry.aliases)]


def _words(entries: Iterable[Entry]) -> dict[str, str]:
    """Every way to name a platform -> its id. Ids come first, so that no alias can take one away."""
    words = {entry.platform.id: entry.platform.id for entry in entries}
    for entry in entries:
        for word in _spoken(entry):
            words.setdefault(word, entry.platform.id)
    return words


def _text(entry: Entry) -> str:
    return " ".join((*_spoken(entry), *(target.host for target in entry.platform.targets)))

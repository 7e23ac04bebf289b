"""Choices of the settings as plain values: what is chosen, what else there is, and what each of them does."""

from collections.abc import Callable
from dataclasses import dataclass

from waythrough.catalog.text import folded

LEAST_INSIDE = 3
"""Letters from which on a piece out of the middle of a name is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of several; `about` is what it does, in a sentence, "" where the choice itself says enough.

    `also`: other names that it is found by.
    """

    value: str
    text: str
    about: str = ""
    also: tuple[str, ...] = ()

    @property
    def sought(self) -> tuple[str, ...]:
        """Its names as they may be typed, and as they are compared."""
        names = (self.text, *self.also)
        return (*names, *map(folded, names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of `options` is on; `about` is said where the chosen one says nothing of its own.

    `searched`: there are so many options that they are looked for by typing.
    """

    key: str
    name: str
    options: tuple[Option, ...]
    value: str
    about: str = ""
    searched: bool = False

    def said(self, value: str) -> str:
        """The sentence that belongs to an option."""
        return next((each.about for each in self.options if each.value == value and each.about), self.about)

    def meant(self, text: str) -> str | None:
        """The value that somebody means who types this: a whole name, or what only one name begins with or holds."""
        wanted = folded(text)
        ways: tuple[Callable[[str], bool], ...] = (
            lambda name: name == wanted,
            lambda name: name.startswith(wanted),
            lambda name: len(wanted) >= LEAST_INSIDE and wanted in name,
        )
        names = {each.value: [*map(folded, (each.text, *each.also))] for each in self.options}
        for fits in ways if wanted else ():
            found = [value for value, known in names.items() if any(map(fits, known))]
            if len(found) == 1:
                return found[0]
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Toggle:
    """Something that is on or off."""

    key: str
    name: str
    on: bool
    about: str = ""
    enabled: bool = True

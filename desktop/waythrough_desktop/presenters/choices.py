"""Choices of the settings as plain values: what is chosen, what else there is, and what each of them does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of several; `about` is what it does, in a sentence, "" where the choice itself says enough."""

    value: str
    text: str
    about: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Toggle:
    """Something that is on or off."""

    key: str
    name: str
    on: bool
    about: str = ""
    enabled: bool = True

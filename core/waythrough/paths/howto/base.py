"""What a guide consists of: steps with values to copy and things to take along, what to see, what stays open."""

import platform
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from waythrough.model.path import PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.exporting.links import plain
from waythrough.verdict.words import Text, msg


class System(StrEnum):
    """A system that a guide is written for."""

    LINUX = "linux"
    WINDOWS = "windows"
    MACOS = "macos"
    ANDROID = "android"
    IPHONE = "iphone"


SYSTEM_NAMES: Final = {
    System.LINUX: "Linux",
    System.WINDOWS: "Windows",
    System.MACOS: "macOS",
    System.ANDROID: "Android",
    System.IPHONE: "iPhone",
}
PHONES: Final = frozenset({System.ANDROID, System.IPHONE})


class Take(StrEnum):
    """A form in which a way is taken along: its own file, a link, a picture of a code, a whole sing-box file."""

    FILE = "file"
    LINK = "link"
    CODE = "code"
    CONFIG = "config"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What is typed into one field; `label` is what the field is called there, `text` its very content."""

    label: str
    text: str = field(repr=False)
    secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do, with the values that it needs and the forms that it takes the way in."""

    text: Text
    values: tuple[Value, ...] = ()
    takes: tuple[Take, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """Everything about using one way on one system; `easy` is False where nothing that we know of can use it."""

    system: System
    title: Text
    steps: tuple[Step, ...]
    also: tuple[Step, ...] = ()
    test: tuple[Text, ...] = ()
    limits: tuple[Text, ...] = ()
    easy: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way as its steps are written: `takes` are the forms that can say all of it here."""

    spec: PathSpec
    name: str
    takes: frozenset[Take] = frozenset()

    def text(self, name: str) -> str:
        """A field as text, "" when it is absent."""
        return plain(self.spec, name)

    def value(self, label: str, name: str) -> tuple[Value, ...]:
        """The content of a field under the name that it has in a program; none when it is empty."""
        text = self.text(name)
        secret = isinstance(self.spec.fields.get(name), Secret)
        return (Value(label=label, text=text, secret=secret),) if text else ()

    def can(self, *takes: Take) -> tuple[Take, ...]:
        """Those of the forms that there are."""
        return tuple(take for take in takes if take in self.takes)


def this_system() -> System:
    """The system that the program runs on; Linux where it is none of the known ones."""
    known = {"Windows": System.WINDOWS, "Darwin": System.MACOS}
    return known.get(platform.system(), System.LINUX)


def menu(*names: str) -> str:
    """The way through the menus of a program, in that program's own English."""
    return " > ".join(names)


def get(program: str) -> Step:
    """Have a program first."""
    return Step(
        text=msg(
            "Get a program such as {program}, from your system's own store or its makers' page.",
            program=program,
        )
    )


def go(program: str, where: str) -> Step:
    """Find a place in a program."""
    return Step(text=msg("In {program} open: {menu}", program=program, menu=where))

"""The settings of window and checks as choices in plain words, and what a choice changes."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from waythrough.model.run import Depth
from waythrough.store.settings import Metered, Preferences, Theme
from waythrough.verdict.language import languages
from waythrough_desktop.i18n import _
from waythrough_desktop.presenters.choices import Choice, Option, Toggle
from waythrough_desktop.presenters.countries import countries

TEXT_SIZES = (100, 115, 125, 150, 175)
LANGUAGE, THEME, TEXT_SIZE = "language", "theme", "text_size"
DEPTH, METERED, COUNTRY, LOCAL_DNS = "depth", "metered", "country", "local_dns"
ON, OFF = "on", "off"


def look_choices(known: Preferences) -> tuple[Choice, ...]:
    """Language, colours and size of text."""
    return (
        Choice(
            key=LANGUAGE,
            name=_("Language"),
            # A language is called by its own name, so that it is found by somebody who reads no other.
            options=(
                Option(value="", text=_("As the system")),
                *(Option(value=each.code, text=each.title) for each in languages()),
            ),
            value=known.general.language,
            about=_("Texts, numbers and the direction of the window."),
        ),
        Choice(key=THEME, name=_("Colours"), options=_themes(), value=known.window.theme),
        Choice(
            key=TEXT_SIZE,
            name=_("Size of text"),
            options=tuple(
                Option(value=str(size), text=_("{count} %", count=size))
                for size in sorted({*TEXT_SIZES, known.window.text_size})
            ),
            value=str(known.window.text_size),
            about=_("Buttons and tables grow with it."),
        ),
    )


def check_choices(known: Preferences) -> tuple[Choice | Toggle, ...]:
    """How checks are made."""
    return (
        Choice(key=DEPTH, name=_("How much is measured"), options=_depths(), value=known.checks.depth),
        Choice(
            key=METERED,
            name=_("Data costs money on this line"),
            options=(
                Option(
                    value=Metered.AUTO,
                    text=_("Ask the system"),
                    about=_("The system of this computer is asked before a thorough check."),
                ),
                Option(value=Metered.YES, text=_("Yes"), about=_("A thorough check fetches nothing large.")),
                Option(value=Metered.NO, text=_("No"), about=_("A thorough check also measures speed.")),
            ),
            value=known.checks.metered,
        ),
        country_choice(known.general.country),
        Toggle(
            key=LOCAL_DNS,
            name=_("Find addresses on this computer, not at the proxy"),
            on=known.checks.local_dns,
            about=_(
                "For proxies that take no names. Whoever watches the line then sees which names are asked for."
            ),
        ),
    )


def country_choice(code: str) -> Choice:
    """Where the line is, by the person's own word."""
    return Choice(
        key=COUNTRY,
        name=_("Country"),
        options=(
            Option(value="", text=_("I would rather not say")),
            *(Option(value=each.code, text=each.name, also=each.also) for each in countries()),
        ),
        value=code,
        about=_(
            "With it, block pages that are known there are recognised, and hosts inside the country are compared."
            " It stays on this computer."
        ),
        searched=True,
    )


def with_choice(known: Preferences, key: str, value: str) -> Preferences:
    """The settings after a choice."""
    return _CHANGES[key](known, value)


def _themes() -> tuple[Option, ...]:
    return (
        Option(value=Theme.SYSTEM, text=_("As the system"), about=_("Light or dark, as the system says.")),
        Option(value=Theme.LIGHT, text=_("Light"), about=_("Dark text on a light ground.")),
        Option(value=Theme.DARK, text=_("Dark"), about=_("Light text on a dark ground, easier at night.")),
        Option(
            value=Theme.HIGH_CONTRAST,
            text=_("High contrast"),
            about=_("White on black with strong edges, for eyes that lose soft greys."),
        ),
    )


def _depths() -> tuple[Option, ...]:
    return (
        Option(
            value=Depth.QUICK,
            text=_("Quick"),
            about=_("Everything is tried once. What does not open is called “likely” at most."),
        ),
        Option(
            value=Depth.STANDARD,
            text=_("Standard"),
            about=_("What does not open is tried again and looked into."),
        ),
        Option(
            value=Depth.THOROUGH,
            text=_("Thorough"),
            about=_(
                "Everything is tried three times. Speed, long transfers, QUIC and hidden names are tested as well,"
                " which takes minutes and much data."
            ),
        ),
    )


def _size(known: Preferences, value: str) -> Preferences:
    return replace(known, window=replace(known.window, text_size=int(value)))


_CHANGES: Mapping[str, Callable[[Preferences, str], Preferences]] = {
    LANGUAGE: lambda known, value: replace(known, general=replace(known.general, language=value)),
    COUNTRY: lambda known, value: replace(known, general=replace(known.general, country=value)),
    THEME: lambda known, value: replace(known, window=replace(known.window, theme=Theme(value))),
    TEXT_SIZE: _size,
    DEPTH: lambda known, value: replace(known, checks=replace(known.checks, depth=Depth(value))),
    METERED: lambda known, value: replace(known, checks=replace(known.checks, metered=Metered(value))),
    LOCAL_DNS: lambda known, value: replace(known, checks=replace(known.checks, local_dns=value == ON)),
}

"""A sentence as a value: English text with named places, translated only when it is shown."""

import datetime
import gettext
import io
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import waythrough_resources
from waythrough.verdict.language import Language, catalogue_file
from waythrough.verdict.language import language as language_of_code

FSI: Final = "\u2068"
PDI: Final = "\u2069"
NO_BREAK: Final = "\u00a0"
"""The space between a number and its unit."""

_RTL_CLASSES = frozenset({"R", "AL", "AN"})
_CALM_IN_RTL = frozenset({"R", "AL", "WS", "BN", "NSM"})


@dataclass(frozen=True, slots=True)
class Seconds:
    """A time span that is shown as "0.4 s"."""

    value: float


@dataclass(frozen=True, slots=True)
class Size:
    """A number of bytes that is shown as "3.1 MB" (powers of 1000)."""

    value: int


@dataclass(frozen=True, slots=True)
class Span:
    """A time span in words, in its largest whole unit: "3 hours"."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time (seconds since 1970), shown as date and time on the clock of this computer."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Names:
    """Names in a row: "A, B and C"; more than `most` end in "and 4 more"."""

    items: tuple[str, ...]
    most: int = 4


@dataclass(frozen=True, slots=True)
class Text:
    """An English msgid with {named} places and what stands in them.

    `plural` is the English plural msgid; it is chosen by `count`, which is also the parameter {count}.
    `context` keeps apart two meanings of one short word. Make one with `msg`, `plural` or `word_in`.
    """

    template: str
    params: tuple[tuple[str, "str | int | float | Seconds | Size | Span | Moment | Names | Text"], ...] = ()
    plural: str = ""
    count: int = 0
    context: str = ""

    def __str__(self) -> str:
        """The English sentence, for logs and tests."""
        return translator("en").render(self).replace(NO_BREAK, " ")


Value = str | int | float | Seconds | Size | Span | Moment | Names | Text


def msg(template: str, /, **params: Value) -> Text:
    """A sentence to translate."""
    return Text(template, tuple(params.items()))


def plural(one: str, many: str, count: int, /, **params: Value) -> Text:
    """A sentence with a number: `one` and `many` are the English forms, {count} is given by itself."""
    return Text(one, (("count", count), *params.items()), plural=many, count=count)


def word_in(context: str, template: str, /, **params: Value) -> Text:
    """A short text whose meaning the context tells ("step", "Problem")."""
    return Text(template, tuple(params.items()), context=context)


NOTHING: Final = Text("")


def joined(*texts: Text) -> Text:
    """Sentences one after the other; empty ones are left out."""
    kept = [text for text in texts if text.template]
    if len(kept) <= 1:
        return kept[0] if kept else NOTHING
    head = kept[0]
    for text in kept[1:]:
        head = msg("{first} {second}", first=head, second=text)
    return head


def unmarked(text: str) -> str:
    """A rendered text without the marks that keep foreign names apart, for what is no screen."""
    return text.replace(FSI, "").replace(PDI, "")


def direction(language: str) -> str:
    """ "rtl" or "ltr"."""
    return language_of_code(language).direction


class Translator:
    """Renders texts in one language: catalogue, digits, units and isolated foreign runs."""

    def __init__(self, spoken: Language, catalogue: gettext.NullTranslations) -> None:
        self.language = spoken.code
        self.direction = spoken.direction
        self._spoken = spoken
        self._catalogue = catalogue

    def render(self, text: Text) -> str:
        """The text in this language. Raises KeyError for a place that got no parameter."""
        if not text.template:
            return ""
        template = self._lookup(text)
        return template.format_map({name: self.value(value) for name, value in text.params})

    def __call__(self, template: str, /, **params: Value) -> str:
        """Shorthand for templates: the rendered `msg(template, ...)`."""
        return self.render(msg(template, **params))

    def value(self, value: Value) -> str:
        """One parameter as it stands in a sentence."""
        match value:
            case Text():
                return self.render(value)
            case Seconds():
                return self.seconds(value.value)
            case Size():
                return self.size(value.value)
            case Span():
                return _whole(self.render(_span(value.seconds)))
            case Moment():
                return self.date_time(
                    datetime.datetime.fromtimestamp(value.seconds, datetime.UTC).astimezone()
                )
            case Names():
                return self.names(value)
            case str():
                return self.isolate(value)
            case float():
                return self.number(value, decimals=1)
        return self.number(value)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with this language's digits, groups and decimal point."""
        return self._spoken.number(value, decimals)

    def digits(self, text: str) -> str:
        """A text in figures, such as a version, with this language's digits."""
        return self._spoken.in_digits(text)

    def date(self, when: datetime.date) -> str:
        """A day in words, of this language's calendar: "23 November 2026"."""
        return self._spoken.date(when)

    def time(self, when: datetime.datetime) -> str:
        """A time of day: "14:05"."""
        return self._spoken.time(when)

    def date_time(self, when: datetime.datetime) -> str:
        """Day and time in a sentence: "23 November 2026, 14:05"."""
        return f"{self._spoken.date(when)}{self._spoken.comma}{self._spoken.time(when)}"

    def short_date_time(self, when: datetime.datetime) -> str:
        """Day and time in figures, for a column of a table: "2026-11-23 14:05"."""
        return f"{self._spoken.short_date(when)} {self._spoken.time(when)}"

    def seconds(self, value: float) -> str:
        """A time span such as "0.4 s": two decimals below a tenth, none from ten seconds on."""
        value = max(0.0, value)
        if value < 0.095:
            number = self.number(max(value, 0.01), 2)
        else:
            number = self.number(value, 1 if value < 9.95 else 0)
        return _whole(self._catalogue.gettext("{number} s").format(number=number))

    def size(self, value: int) -> str:
        """An amount of data such as "3.1 MB"."""
        if value < 1000:
            return _whole(self.render(msg("{number} bytes", number=value)))
        if value < 999_500:
            return _whole(self.render(msg("{number} kB", number=round(value / 1000))))
        return _whole(self.render(msg("{number} MB", number=value / 1_000_000)))

    def names(self, names: Names) -> str:
        """A row of names in a sentence."""
        items = [self.isolate(item) for item in names.items]
        if len(items) > names.most:
            rest = len(items) - names.most + 1
            shown = self._spoken.comma.join(items[: names.most - 1])
            more = self.render(plural("{count} more", "{count} more", rest))
            return self._and(shown, more)
        if len(items) > 1:
            return self._and(self._spoken.comma.join(items[:-1]), items[-1])
        return items[0] if items else ""

    def isolate(self, text: str) -> str:
        """Foreign text without direction marks of its own, kept apart where it would upset the line."""
        clean = "".join(
            char for char in text if unicodedata.category(char) not in {"Cc", "Cf"} or char in "\u200c\u200d"
        )
        classes = {unicodedata.bidirectional(char) for char in clean}
        disturbs = classes - _CALM_IN_RTL if self.direction == "rtl" else classes & _RTL_CLASSES
        return f"{FSI}{clean}{PDI}" if disturbs else clean

    def _and(self, first: str, second: str) -> str:
        return self._catalogue.gettext("{first} and {last}").format(first=first, last=second)

    def _lookup(self, text: Text) -> str:
        catalogue = self._catalogue
        if text.plural and text.context:
            return catalogue.npgettext(text.context, text.template, text.plural, text.count)
        if text.plural:
            return catalogue.ngettext(text.template, text.plural, text.count)
        if text.context:
            return catalogue.pgettext(text.context, text.template)
        return catalogue.gettext(text.template)


def _whole(text: str) -> str:
    """A number with its unit, in which no line ends."""
    return text.replace(" ", NO_BREAK)


@lru_cache(maxsize=16)
def translator(language: str) -> Translator:
    """The translator of a language; of English when the program does not speak it."""
    spoken = language_of_code(language)
    name = catalogue_file(spoken.code)
    if waythrough_resources.exists(name):
        return Translator(spoken, gettext.GNUTranslations(io.BytesIO(waythrough_resources.read_bytes(name))))
    return Translator(spoken, gettext.NullTranslations())


def _span(seconds: float) -> Text:
    value = abs(seconds)
    if value < 90:
        return plural("{count} second", "{count} seconds", round(value))
    if value < 90 * 60:
        return plural("{count} minute", "{count} minutes", round(value / 60))
    if value < 48 * 3600:
        return plural("{count} hour", "{count} hours", round(value / 3600))
    if value < 730 * 86400:
        return plural("{count} day", "{count} days", round(value / 86400))
    return plural("{count} year", "{count} years", round(value / (365.25 * 86400)))

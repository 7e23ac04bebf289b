"""Clauses of errors: English for logs and code, and still a template that can be said in any language."""

from typing import Self

from waythrough.model.errors import WaythroughError
from waythrough.verdict.words import Names, Seconds, Size, Span, Text, Value, msg, unmarked


class Clause(str):
    """An English clause that remembers the text it was made from. Make one with `clause`."""

    text: Text

    def __new__(cls, text: Text) -> Self:
        made = super().__new__(cls, unmarked(str(text)))
        made.text = text
        return made

    @classmethod
    def of(cls, words: str) -> Self:
        """A clause of any string, so that it can stand in another one and be looked up there."""
        return cls(said(words))


def clause(template: str, /, **params: object) -> Clause:
    """A clause of an error to translate, such as "there is no folder “{name}”"; a clause may stand in another."""
    return Clause(msg(template, **{name: _value(found) for name, found in params.items()}))


def said(words: str) -> Text:
    """A clause of an error as a text; a plain string is looked up whole, and braces in it are never places."""
    return words.text if isinstance(words, Clause) else Text(words.replace("{", "{{").replace("}", "}}"))


def _value(found: object) -> Value:
    """What can stand in a text: other errors and clauses as their own text, large numbers without groups."""
    if isinstance(found, WaythroughError):
        return said(found.what)
    if isinstance(found, Clause):
        return found.text
    if isinstance(found, Text | Seconds | Size | Span | Names):
        return found
    if isinstance(found, int) and abs(found) < 1000:
        return found
    return "" if found is None else str(found)

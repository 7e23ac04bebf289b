"""The window's language: one translator that every label asks, and which way the lines run."""

import locale
from typing import TYPE_CHECKING

from waythrough.verdict.clause import said as clause_text
from waythrough.verdict.words import Names, Seconds, Size, Span, Text, Translator, Value, translator
from waythrough.verdict.words import plural as plural_text

if TYPE_CHECKING:
    from PySide6.QtCore import QTranslator
    from PySide6.QtWidgets import QApplication

__all__ = ["Names", "Seconds", "Size", "Span", "Text", "Value"]


class _Current:
    """The language in use. Widgets ask for it when they are made: after a change they are made anew."""

    translator = translator("en")
    menus: "QTranslator | None" = None


def install(code: str) -> None:
    """Speak the language of this code from now on; English when the program does not know it."""
    _Current.translator = translator(code)


def install_in(app: "QApplication") -> None:
    """Mirror the application where the language runs from right to left."""
    if right_to_left() == app.isRightToLeft():
        return  # most often, and `Qt` is loaded slowly
    from PySide6.QtCore import Qt

    app.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if right_to_left() else Qt.LayoutDirection.LeftToRight
    )


def translate_qt(app: "QApplication") -> None:
    """Qt's own menus and file dialogs in the language in use. Loads slowly, so not before the first paint."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    QLocale.setDefault(QLocale(language()))
    if _Current.menus is not None:
        app.removeTranslator(_Current.menus)
        _Current.menus = None
    menus = QTranslator(app)
    place = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if menus.load(f"qtbase_{language()}", place):
        app.installTranslator(menus)
        _Current.menus = menus


def system_language() -> str:
    """The language that the user's system asks for ("fa_IR"), "en" when it does not say."""
    found = locale.getlocale()[0]
    if found is None:
        from PySide6.QtCore import QLocale  # creates hundreds of names: only where nothing else knows

        found = QLocale.system().name()
    return found or "en"


def current() -> Translator:
    """The translator in use, for whole texts of the engine."""
    return _Current.translator


def language() -> str:
    """The code of the language in use."""
    return _Current.translator.language


def right_to_left() -> bool:
    return _Current.translator.direction == "rtl"


def _(template: str, /, **params: Value) -> str:
    """A sentence or label in the language in use, its {places} filled."""
    return _Current.translator(template, **params)


def plural(one: str, many: str, count: int, /, **params: Value) -> str:
    """A sentence with a number; {count} is given by itself, in the language's own digits."""
    return _Current.translator.render(plural_text(one, many, count, **params))


def say(text: Text) -> str:
    """A text of the engine in the language in use."""
    return _Current.translator.render(text)


def translated(text: str) -> str:
    """A label or clause of the engine; its own English where the catalogue has no words for it."""
    found = say(clause_text(text))
    return ltr(found) if found == text and right_to_left() else found


def sentences(*clauses: str) -> str:
    """What an error says, each clause as a sentence of its own."""
    said = (translated(each) for each in clauses if each)
    return " ".join(f"{each[:1].upper()}{each[1:]}." for each in said)


def ltr(text: str) -> str:
    """A run that always reads from left to right: an address, a code, a path."""
    return f"\u2066{text}\u2069"


def facts(*parts: str) -> str:
    """Short facts in one line; a middle dot would read as a zero between Persian digits, so a comma there."""
    return ("، " if right_to_left() else " · ").join(part for part in parts if part)

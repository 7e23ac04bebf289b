"""The language of this command: asked for by --lang, else set in the window or a file, else the system's."""

from collections.abc import Sequence
from typing import Final

from waythrough.verdict.words import Translator, translator

OPTION: Final = "--lang"


class _Asked:
    """What --lang said; one command a process, or one after the other in tests."""

    code = ""


def speak(code: str) -> None:
    """Speak the language of this code from now on; "" is the one that is set."""
    _Asked.code = code


def listen(arguments: Sequence[str]) -> None:
    """Take --lang out of a command line before anybody reads it, so that its mistakes are told in that language."""
    for word, after in zip(arguments, [*arguments[1:], ""], strict=False):
        if word == OPTION or word.startswith(f"{OPTION}="):
            speak(after if word == OPTION else word.partition("=")[2])


def without(arguments: Sequence[str]) -> list[str]:
    """A command line without --lang and what it says."""
    kept: list[str] = []
    value = False
    for word in arguments:
        if not value and word != OPTION and not word.startswith(f"{OPTION}="):
            kept.append(word)
        value = not value and word == OPTION
    return kept


def spoken() -> Translator:
    """The translator of this command. Settings that cannot be read leave the system's language."""
    # Loaded late: nothing is told by most commands, and a library reads the settings.
    from waythrough.cli.wishes import language_of
    from waythrough.store.dirs import StoreError, user_dirs
    from waythrough.store.settings import Preferences, load_settings

    try:
        preferences = Preferences() if _Asked.code else load_settings(user_dirs().settings)
    except StoreError:
        preferences = Preferences()
    return translator(language_of(_Asked.code, preferences))

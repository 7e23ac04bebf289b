"""Keys of the window: told in Help, each leading somewhere, and none that a letter in a word takes away."""

import re

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring, run_to_end, speaking, visit_all
from waythrough_desktop.presenters.help import help_texts
from waythrough_desktop.wiring import Wiring

NO_SHORTCUTS = {"Enter", "Tab"}
"""What every control hears by itself."""
FROM_TO = re.compile(r"(.*\+)(\d) … \1(\d)")


language = speaking("en", "fa", "ru")


def all_pages(qtbot: QtBot, make_wiring: MakeWiring) -> Wiring:
    wiring = make_wiring()
    with qtbot.waitActive(wiring.window):
        wiring.window.show()
    run_to_end(qtbot, wiring)
    visit_all(wiring)
    return wiring


def told() -> set[str]:
    """The keys that Help tells."""
    keys: set[str] = set()
    for key, _does in help_texts("1").keys:
        span = FROM_TO.fullmatch(key)
        if span is None:
            keys.add(key)
        else:
            keys |= {f"{span[1]}{number}" for number in range(int(span[2]), int(span[3]) + 1)}
    return {QKeySequence(key).toString() for key in keys - NO_SHORTCUTS}


def test_help_tells_every_key_and_no_other(qtbot: QtBot, make_wiring: MakeWiring, language: str) -> None:
    wiring = all_pages(qtbot, make_wiring)
    heard = {each.key().toString() for each in wiring.window.findChildren(QShortcut)}
    assert len(heard) > 12
    assert told() == heard


def test_no_letter_of_a_word_is_a_key(qtbot: QtBot, make_wiring: MakeWiring, language: str) -> None:
    """Then none collides with another in any language, and a name with “&” in it is shown as it is."""
    wiring = all_pages(qtbot, make_wiring)
    why = wiring.tell_why("telegram", "direct")
    form = wiring.talks.type_way(wiring.session.paths, lambda _spec: None)
    assert why is not None
    shown: list[QWidget] = [wiring.window, why, form]
    parts = [part for each in shown for part in each.findChildren(QWidget)]
    texts = [part.text() for part in parts if isinstance(part, QAbstractButton | QLabel)]
    assert len(texts) > 200
    assert [text for text in texts if QKeySequence.mnemonic(text).toString()] == []
    for each in (why, form):
        each.close()

"""Groups of settings: what is chosen is told once, said in a sentence, and named for screen readers."""

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from waythrough.model.run import Depth
from waythrough.store.settings import Metered, Preferences, Theme
from waythrough_desktop import i18n
from waythrough_desktop.presenters.choices import Choice, Option, Toggle
from waythrough_desktop.presenters.countries import countries, guess
from waythrough_desktop.presenters.settings import check_choices, country_choice, look_choices, with_choice
from waythrough_desktop.views.controls import Combo
from waythrough_desktop.views.parts import label
from waythrough_desktop.views.prose import Label
from waythrough_desktop.views.section import Section

TASTE = Choice(
    key="taste",
    name="Taste",
    options=(Option(value="a", text="Sweet", about="As honey is."), Option(value="b", text="Plain")),
    value="a",
    about="As you like it.",
)


@pytest.fixture
def section(qtbot: QtBot) -> Section:
    made = Section("Kitchen")
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    return made


def sentences(section: Section) -> set[str]:
    return {each.text() for each in section.findChildren(Label)}


def test_a_choice_tells_its_key_and_says_what_it_does(qtbot: QtBot, section: Section) -> None:
    combo = section.add_choice(TASTE)
    assert combo.accessibleName() == "Taste"
    assert combo.accessibleDescription() == "As honey is."
    told: list[tuple[str, str]] = []
    section.chosen.connect(lambda key, value: told.append((key, value)))
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert told == [("taste", "b")]
    assert "As you like it." in sentences(section)
    assert combo.accessibleDescription() == "As you like it."


def test_a_click_on_the_words_of_a_tick_counts(section: Section) -> None:
    tick = section.add_toggle(Toggle(key="salt", name="Salted", on=False, about="More than needed."))
    told: list[tuple[str, bool]] = []
    section.switched.connect(lambda key, on: told.append((key, on)))
    words = next(each for each in tick.findChildren(Label) if each.text() == "Salted")
    QTest.mouseClick(words, Qt.MouseButton.LeftButton)
    QTest.keyClick(tick.box, Qt.Key.Key_Space)
    assert told == [("salt", True), ("salt", False)]
    assert tick.box.accessibleName() == "Salted"


def test_other_parts_and_buttons_fit_in(section: Section) -> None:
    pressed: list[bool] = []
    made = section.add_action("Oven", "It gets hot.", "Light it", lambda: pressed.append(True))
    section.add(label("Mind your fingers.", section))
    made.click()
    assert pressed == [True]
    assert {"Oven", "It gets hot.", "Mind your fingers."} <= sentences(section)


def test_the_wheel_scrolls_the_page_and_changes_nothing(section: Section) -> None:
    combo = section.add_choice(TASTE)
    combo.clearFocus()
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    combo.wheelEvent(turn)
    assert combo.value == "a"
    assert not turn.isAccepted()


def test_a_country_is_found_by_a_part_of_either_name(qtbot: QtBot) -> None:
    combo = Combo(country_choice(""))
    qtbot.addWidget(combo)
    combo.show()
    finder, field = combo.completer(), combo.field
    assert finder is not None
    for typed in ("ایر", "iran"):
        finder.setCompletionPrefix(typed)
        assert finder.currentCompletion() == "Iran – ایران"
    QTest.keyClicks(field, "iran")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert combo.value == ""  # typed before what stood there, it is no name
    field.setText("Iran – ایران")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert combo.value == "ir"
    field.setText("nowhere at all")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "Iran – ایران"
    assert combo.value == "ir"


def test_no_country_bears_the_name_of_the_readers_own() -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("fa_IR"))
    try:
        assert [each.code for each in countries() if "ایران" in each.name] == ["ir"]
    finally:
        QLocale.setDefault(before)


def test_countries_are_named_for_their_reader() -> None:
    known = {each.code: each.name for each in countries()}
    assert known["ru"] == "Russia – Россия"
    assert known["us"] == "United States"
    assert {"eu", "aq"}.isdisjoint(known)
    assert len(known) > 200
    i18n.install("fa")
    assert {each.code: each.name for each in countries()}["ir"] == "ایران"
    assert guess() in {"", *known}


@pytest.mark.parametrize("key", ["language", "theme", "text_size", "depth", "metered", "country"])
def test_every_option_of_every_choice_is_kept_as_it_is_shown(key: str) -> None:
    def shown(known: Preferences) -> Choice:
        every = (*look_choices(known), *check_choices(known))
        return next(each for each in every if isinstance(each, Choice) and each.key == key)

    for option in shown(Preferences()).options[:12]:
        changed = with_choice(Preferences(), key, option.value)
        assert shown(changed).value == option.value
        assert shown(changed).said(option.value)


def test_choices_become_the_settings_of_the_store() -> None:
    known = with_choice(with_choice(Preferences(), "depth", "thorough"), "theme", "high_contrast")
    known = with_choice(with_choice(known, "metered", "no"), "local_dns", "on")
    assert (known.checks.depth, known.checks.metered, known.checks.local_dns) == (
        Depth.THOROUGH,
        Metered.NO,
        True,
    )
    assert known.window.theme is Theme.HIGH_CONTRAST

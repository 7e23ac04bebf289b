"""A list that is searched by typing: every name counts, and nothing that was typed is lost without a word."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from waythrough_desktop import i18n
from waythrough_desktop.presenters.countries import countries
from waythrough_desktop.presenters.settings import country_choice
from waythrough_desktop.views.controls import Combo


def country(qtbot: QtBot, language: str) -> Combo:
    i18n.install(language)
    made = Combo(country_choice(""))
    qtbot.addWidget(made)
    made.show()
    return made


def popup_of(made: Combo) -> QAbstractItemView:
    finder = made.completer()
    assert finder is not None
    popup = finder.popup()
    assert isinstance(popup, QAbstractItemView)
    return popup


def typed(made: Combo, text: str, *, key: Qt.Key = Qt.Key.Key_Return) -> None:
    made.field.selectAll()
    QTest.keyClicks(made.field, text) if text.isascii() else made.field.setText(text)
    QTest.keyClick(made.field, key)
    popup_of(made).hide()


@pytest.mark.parametrize("language", ["en", "fa", "ru"])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ایران", "ir"),
        ("iran", "ir"),
        ("IR", "ir"),
        ("Иран", "ir"),
        ("german", "de"),
        ("ايران", "ir"),
        ("Deutschland", "de"),
    ],
)
def test_a_country_is_found_by_any_of_its_names(qtbot: QtBot, language: str, text: str, code: str) -> None:
    made = country(qtbot, language)
    with qtbot.waitSignal(made.activated):
        typed(made, text)
    assert made.value == code
    assert made.field.text() == made.currentText()


def test_leaving_the_field_chooses_as_well(qtbot: QtBot) -> None:
    made = country(qtbot, "en")
    made.field.setText("iran")
    made.field.editingFinished.emit()
    assert made.value == "ir"


def test_what_is_no_country_is_told_and_changes_nothing(qtbot: QtBot) -> None:
    made = country(qtbot, "en")
    typed(made, "iran")
    chosen = made.currentText()
    with qtbot.waitSignal(made.unknown) as told:
        typed(made, "nowhere")
    assert told.args == [f"“nowhere” is not in the list. “\u2068{chosen}\u2069” stays chosen."]
    assert (made.value, made.field.text()) == ("ir", chosen)


def test_a_click_on_the_text_opens_the_list(qtbot: QtBot) -> None:
    made = country(qtbot, "en")
    QTest.mouseClick(made.field, Qt.MouseButton.LeftButton)
    popup = popup_of(made)
    assert popup.isVisible()
    assert popup.model().rowCount() == made.count()
    popup.hide()


@pytest.mark.parametrize(
    ("language", "some"),
    [("fa", ["آلمان", "ایران", "پاکستان", "ترکیه", "گرجستان"]), ("ru", ["Германия", "Иран", "Россия"])],
)
def test_countries_stand_in_the_order_of_the_reader(language: str, some: list[str]) -> None:
    i18n.install(language)
    names = [each.name for each in countries()]
    assert [each for each in names if each in some] == some

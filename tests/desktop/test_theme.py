import re

import pytest
from PySide6.QtWidgets import QApplication

from waythrough_desktop import style
from waythrough_desktop.theme import (
    HIGH_CONTRAST,
    LEAST_CONTRAST,
    LEAST_MARK_CONTRAST,
    LIGHT,
    THEMES,
    Theme,
    ToneName,
    contrast,
)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
def test_all_words_are_readable(theme: Theme) -> None:
    weak = {what: contrast(ink, ground) for what, ink, ground in theme.text_pairs()}
    assert {what: value for what, value in weak.items() if value < LEAST_CONTRAST} == {}
    assert len(weak) > 20


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
def test_marks_and_rings_are_seen(theme: Theme) -> None:
    weak = {what: contrast(ink, ground) for what, ink, ground in theme.mark_pairs()}
    assert {what: value for what, value in weak.items() if value < LEAST_MARK_CONTRAST} == {}


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
def test_a_ring_is_seen_from_inside_and_outside(qapp: QApplication, theme: Theme) -> None:
    """Every ring of the style sheet has one of the colours that are compared, round the fill that is compared."""
    weak = {what: contrast(ink, ground) for what, ink, ground in theme.ring_pairs()}
    assert {what: value for what, value in weak.items() if value < LEAST_MARK_CONTRAST} == {}
    sheet = style.sheet(theme)
    rings = re.findall(r"([^{}]*:focus[^{}]*){([^}]*)}", sheet)
    drawn = [(what, found) for what, rule in rings for found in re.findall(r"border[^:]*: [^;]*(#\w+)", rule)]
    assert len(drawn) > 10
    main = [found for what, found in drawn if 'look="main"' in what]
    assert set(main) == {theme.main_ring}
    assert {found for what, found in drawn if 'look="main"' not in what} == {theme.focus}
    fills = [re.findall(r"background: (#\w+)", rule) for what, rule in rings if 'look="main"' in what]
    assert {fill for each in fills for fill in each} == {theme.main_fill}


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
def test_every_tone_has_colours(theme: Theme) -> None:
    assert set(theme.tones) == set(ToneName)


def test_high_contrast_is_high() -> None:
    words = {what: contrast(ink, ground) for what, ink, ground in HIGH_CONTRAST.text_pairs()}
    marks = {what: contrast(ink, ground) for what, ink, ground in HIGH_CONTRAST.mark_pairs()}
    assert {what: value for what, value in words.items() if value < 7.0} == {}
    assert {what: value for what, value in marks.items() if value < 4.5} == {}


def test_contrast_is_the_one_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#abcdef", "#abcdef") == pytest.approx(1.0)


@pytest.mark.parametrize("percent", [100, 125, 150, 175])
def test_what_is_chosen_of_several_is_round_at_every_size(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, percent: int
) -> None:
    monkeypatch.setattr(style._Current, "text_size", percent)
    words = r"QRadioButton::indicator .*?width: (\d+)px.*?border-radius: (\d+)px"
    found = re.search(words, style.sheet(LIGHT), re.S)
    assert found is not None
    side, radius = (int(each) for each in found.groups())
    assert radius == (side + 2) // 2, "with a larger radius Qt draws a square"

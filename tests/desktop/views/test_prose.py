"""Text of a page: every line that is meant to end, ends, in both directions."""

import pytest
from pytestqt.qtbot import QtBot

from waythrough_desktop import i18n
from waythrough_desktop.views.prose import label_in


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_line_end_begins_a_new_line(qtbot: QtBot, language: str) -> None:
    i18n.install(language)
    one, two = label_in("first second"), label_in("first\nsecond")
    for made in (one, two):
        qtbot.addWidget(made)
    assert two.heightForWidth(400) > one.heightForWidth(400)


def test_a_mirrored_line_counts_its_height_anew_with_other_words_and_another_font(qtbot: QtBot) -> None:
    i18n.install("fa")
    made = label_in("first")
    qtbot.addWidget(made)
    low = made.heightForWidth(400)
    made.setText("first\nsecond")
    higher = made.heightForWidth(400)
    font = made.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    made.setFont(font)
    assert low < higher < made.heightForWidth(400)

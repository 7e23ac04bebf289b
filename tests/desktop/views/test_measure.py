"""On a very wide screen text keeps a width that is read well, at the beginning of its line in both directions."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring
from waythrough_desktop import dress, i18n, style
from waythrough_desktop.shell import HELP, SETTINGS
from waythrough_desktop.views.measure import measure, set_margins
from waythrough_desktop.views.prose import Label

WIDE = (3840, 2160)


@pytest.fixture(params=["en", "fa"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    dress.speak(qapp, request.param)
    dress.paint(qapp, "light", 100)
    yield str(request.param)
    dress.speak(qapp, "en")
    style.apply(qapp, style.theme(), 100)


@pytest.mark.parametrize("place", [HELP, SETTINGS])
def test_lines_are_no_wider_than_is_read_well(
    qtbot: QtBot, make_wiring: MakeWiring, language: str, place: int
) -> None:
    window = make_wiring().window
    window.resize(*WIDE)
    window.show()
    window.show_page(place)
    page = window.stack.currentWidget()
    assert page is not None
    qtbot.waitUntil(lambda: page.width() > 3000)
    QApplication.processEvents()
    texts = [each for each in page.findChildren(Label) if each.isVisible() and len(each.text()) > 90]
    assert len(texts) > 3
    for text in texts:
        assert text.width() < measure() * 1.2, text.text()
        begin = text.mapTo(page, QPoint(0, 0)).x()
        gap = page.width() - begin - text.width() if i18n.right_to_left() else begin
        assert gap < 120, text.text()


def test_margins_follow_the_direction(qtbot: QtBot, language: str) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    box = QVBoxLayout(parent)
    set_margins(box, 22, 1, 16, 2)
    margins = box.contentsMargins()
    assert (margins.left(), margins.right()) == ((16, 22) if language == "fa" else (22, 16))

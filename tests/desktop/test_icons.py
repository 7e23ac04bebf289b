from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from waythrough.verdict.explain import LOOK
from waythrough_desktop import icons


def picture(name: str, ink: str = "#102030") -> QImage:
    return icons.pixmap(name, 24, ink).toImage()


def test_every_word_has_a_drawing_of_its_own() -> None:
    drawn = {look.shape: picture(look.shape) for look in LOOK.values()}
    assert all(icons.renderer(shape, "#000000").isValid() for shape in drawn)
    shapes = list(drawn.values())
    assert all(a != b for place, a in enumerate(shapes) for b in shapes[place + 1 :])


def test_drawings_take_the_colours_of_the_theme() -> None:
    disc = picture("tick_disc", "#14602f")
    assert QColor(disc.pixel(12, 3)).name() == "#14602f"


def test_a_drawing_is_one_picture_however_often_it_is_shown(qapp: QApplication) -> None:
    """Qt remembers every picture that a label has shown by its number."""
    keys = {icons.pixmap("info", 20, "#123456").cacheKey() for _time in range(3)}
    assert len(keys) == 1

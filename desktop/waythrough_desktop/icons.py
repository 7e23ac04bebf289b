"""The shipped drawings in the colours of a theme: black becomes the ink, white the cut-out."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import waythrough_resources

INK = b"#000000"
CUT = b"#ffffff"


@lru_cache(maxsize=256)
def renderer(name: str, ink: str, cut: str = "#ffffff") -> QSvgRenderer:
    """A drawing in two colours. Raises FileNotFoundError for a name that is not shipped."""
    source = waythrough_resources.read_bytes(f"{waythrough_resources.ICONS}/{name}.svg")
    coloured = source.replace(CUT, b"@cut@").replace(INK, ink.encode()).replace(b"@cut@", cut.encode())
    return QSvgRenderer(QByteArray(coloured))


def draw(painter: QPainter, name: str, place: QRectF, ink: str, cut: str = "#ffffff") -> None:
    """Paint a drawing into a square."""
    renderer(name, ink, cut).render(painter, place)


@lru_cache(maxsize=256)
def pixmap(name: str, size: int, ink: str, cut: str = "#ffffff", ratio: float = 1.0) -> QPixmap:
    """A square picture of a drawing, `size` device-independent pixels wide; not to be painted on.

    The same one each time: Qt keeps what a label shows under the number of its picture, so that fresh pictures of
    the same drawing would fill memory while the window watches for days.
    """
    picture = QPixmap(QSize(size, size) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter, name, QRectF(0, 0, size, size), ink, cut)
    painter.end()
    return picture


def icon(name: str, ink: str, chosen: str = "", size: int = 20) -> QIcon:
    """An icon for a button, sharp on the densest screen; `chosen` colours its checked state."""
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    made = QIcon(pixmap(name, size, ink, ratio=ratio))
    if chosen:
        made.addPixmap(pixmap(name, size, chosen, ratio=ratio), QIcon.Mode.Normal, QIcon.State.On)
    return made

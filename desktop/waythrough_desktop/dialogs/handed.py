"""What a clipboard, a drop or a file dialog hands over, as bytes with a name."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData
from PySide6.QtGui import QImage

MOST = 4_000_001
"""One byte more than is ever taken, so that what is too large is told as such."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that was handed over; it may hold secrets."""

    name: str
    content: bytes = field(repr=False)


def read_file(path: Path) -> File | None:
    """The file at this place, None when it cannot be read."""
    try:
        with path.open("rb") as file:
            return File(path.name, file.read(MOST))
    except OSError:
        return None


def files_of(mime: QMimeData) -> Sequence[str]:
    """The files on this computer that are named."""
    return [url.toLocalFile() for url in mime.urls() if url.isLocalFile()] if mime.hasUrls() else []


def picture_of(mime: QMimeData, name: str) -> File | None:
    """The picture that is held, None without one."""
    image = mime.imageData() if mime.hasImage() else None
    if not isinstance(image, QImage):
        return None
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return File(f"{name}.png", bytes(buffer.data().data()))

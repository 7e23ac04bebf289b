"""Screens look as they did when somebody last looked at them: in English, in Persian, dark, and on a dense screen.

A picture that changed on purpose is drawn anew by `python -m tests.desktop.golden.draw`, and looked at.
"""

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, qBlue, qGreen, qRed

from tests.desktop.golden.draw import HERE, VARIANTS, draw

pytestmark = pytest.mark.long

LEVELS = 40
"""By how much of 255 a channel may differ: more than smoothing of letters does between two machines."""
SHARE = 0.001
ARTIFACTS = HERE.parents[2] / "artifacts" / "golden"


def differing(found: QImage, kept: QImage) -> QImage | None:
    """A picture of the places that differ, None when so few do that no eye would find them."""
    if found.size() != kept.size():
        return found
    marked = kept.convertToFormat(QImage.Format.Format_RGB32)
    count = 0
    for y in range(kept.height()):
        for x in range(kept.width()):
            one, other = found.pixel(x, y), kept.pixel(x, y)
            if one != other and _apart(one, other) > LEVELS:
                marked.setPixelColor(x, y, QColor("magenta"))
                count += 1
    return marked if count > SHARE * kept.width() * kept.height() else None


def _apart(one: int, other: int) -> int:
    return max(abs(channel(one) - channel(other)) for channel in (qRed, qGreen, qBlue))


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_screen_changed_unseen(variant: str, tmp_path: Path) -> None:
    draw(tmp_path, variant)
    kept = {file.name for file in (HERE / variant).glob("*.png")}
    assert {file.name for file in tmp_path.glob("*.png")} == kept
    assert len(kept) >= 5
    changed = []
    for name in sorted(kept):
        apart = differing(QImage(str(tmp_path / name)), QImage(str(HERE / variant / name)))
        if apart is not None:
            ARTIFACTS.mkdir(parents=True, exist_ok=True)
            apart.save(str(ARTIFACTS / f"{variant}-{name}"))
            changed.append(name)
    assert changed == [], f"look at {ARTIFACTS}, or draw them anew"


def test_a_change_is_seen(tmp_path: Path) -> None:
    plain = QImage(100, 100, QImage.Format.Format_RGB32)
    plain.fill(QColor("white"))
    other = plain.copy()
    for x in range(11):
        other.setPixelColor(x, 0, QColor("red"))
    assert differing(plain, plain.copy()) is None
    assert differing(plain, other) is not None
    assert differing(plain, plain.scaled(50, 50)) is not None

"""Draws the golden pictures: `python -m tests.desktop.golden.draw FOLDER VARIANT`, one process for each variant.

Fonts, sizes, clock and engine are pinned, and Qt draws offscreen, so that the same code makes the same pixels.
`python -m tests.desktop.golden.draw` alone draws all variants anew, in the place of those that are kept.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

HERE = Path(__file__).parent
VARIANTS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {  # language, theme, scale
        "en": ("en", "light", "1"),
        "fa": ("fa", "light", "1"),
        "dark": ("en", "dark", "1"),
        "scaled": ("en", "light", "1.5"),
    }
)


def draw(folder: Path, variant: str) -> None:
    """Draw one variant into a folder, in a process of its own: Qt takes scale and fonts at its start only."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as cache:
        pinned = _pinned(variant, cache)
        command = [sys.executable, "-m", "tests.desktop.golden.draw", str(folder), variant]
        subprocess.run(command, env=pinned, check=True, timeout=120, cwd=HERE.parents[2])


def _pinned(variant: str, cache: str) -> dict[str, str]:
    return {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": VARIANTS[variant][2],
        "QT_FONT_DPI": "96",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "FONTCONFIG_FILE": str(HERE / "fonts" / "fonts.conf"),
        "XDG_CACHE_HOME": cache,
        "QT_LOGGING_RULES": "qt.text.font.db=false",  # scripts that none of these fonts has
    }


def main() -> None:
    if len(sys.argv) == 1:
        for variant in VARIANTS:
            draw(HERE / variant, variant)
        return
    from tests.desktop.golden.scene import paint_all

    language, theme, _scale = VARIANTS[sys.argv[2]]
    with tempfile.TemporaryDirectory() as home:
        paint_all(Path(sys.argv[1]), language, theme, Path(home))


if __name__ == "__main__":
    main()

"""While it is locked nothing of a person's use is found in any byte or name below the home folder. A real process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.desktop.locked_profile import FOLDER, SEEN

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the places of other systems lie elsewhere")


def _everything(home: Path) -> Iterator[bytes]:
    """Content and name of each file and folder but the one that its user has made."""
    for path in home.rglob("*"):
        if home / FOLDER in (path, *path.parents):
            continue
        yield os.fsencode(path.name)
        if path.is_file():
            yield path.read_bytes()


def _found(home: Path) -> set[str]:
    content = b"\n".join(_everything(home))
    forms = {word: (word.encode(), word.encode("utf-16-le"), quote(word).encode()) for word in SEEN}
    return {word for word, written in forms.items() if any(each in content for each in written)}


def test_no_byte_below_the_home_folder_tells_anything(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "WAYTHROUGH_"))}
    places = {"HOME": tmp_path, "XDG_RUNTIME_DIR": tmp_path / "run", "TMPDIR": tmp_path / "tmp"}
    for name in ("run", "tmp"):
        (tmp_path / name).mkdir(mode=0o700)
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-m", "tests.desktop.locked_profile"],
        cwd=ROOT,
        env=kept | {name: str(place) for name, place in places.items()},
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        text=True,
    ) as person:
        assert person.stdin is not None
        assert person.stdout is not None
        try:
            assert person.stdout.readline() == "locked\n"
            assert len(list((tmp_path / ".config" / "waythrough" / "platforms").iterdir())) == 3
            assert _found(tmp_path) == set(), "while it stands there locked"
            person.stdin.close()
            assert person.wait(60) == 0
            assert _found(tmp_path) == set(), "after its end"
        finally:
            person.kill()


def test_what_is_looked_for_would_be_found(tmp_path: Path) -> None:
    for number, word in enumerate(SEEN):
        (tmp_path / str(number)).write_text(f"...{word}...", "utf-16-le" if number % 2 else "utf-8")
    assert _found(tmp_path) == set(SEEN)

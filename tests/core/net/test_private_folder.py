"""Files of children are for their owner only, and gone afterwards, also those of a process that was killed."""

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from waythrough.net.private_folder import PrivateFolder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes and locks are those of POSIX systems")


@pytest.fixture(autouse=True)
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_can_read(base: Path) -> None:
    old = os.umask(0)
    try:
        folder = PrivateFolder()
        path = folder.write("config", "word ü")
    finally:
        os.umask(old)
    assert (mode(folder.path), mode(path)) == (0o700, 0o600)
    assert path.read_text(encoding="utf-8") == "word ü"
    with pytest.raises(FileExistsError):
        folder.write("config", "again")
    folder.remove()
    folder.remove()
    assert list(base.iterdir()) == []


def test_what_a_killed_process_left_is_swept_and_what_is_used_stays(base: Path) -> None:
    code = (
        "import os; from waythrough.net.private_folder import PrivateFolder;"
        "PrivateFolder().write('a', 'b'); os.kill(os.getpid(), 9)"
    )
    environment = {**os.environ, "TMPDIR": str(base), "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=False)
    (left,) = base.iterdir()
    young = PrivateFolder()
    assert left.exists(), "its maker might be about to lock it"
    for folder in (left, young.path):
        os.utime(folder, (0, 0))
    other = PrivateFolder()
    assert set(base.iterdir()) == {young.path, other.path}
    young.remove()
    other.remove()

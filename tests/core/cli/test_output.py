import errno
import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.cli.helpers import sample_run
from waythrough.cli.output import Format, LineFile, output_of, report, save, save_private
from waythrough.model.errors import WaythroughError
from waythrough.report.document import make_document


@pytest.mark.parametrize(
    ("asked", "name", "form", "on_screen"),
    [
        (None, None, Format.TABLE, True),
        ("json", None, Format.JSON, False),
        (None, "a.json", Format.JSON, True),
        (None, "a.JSONL", Format.JSONL, True),
        (None, "a.csv", Format.CSV, True),
        (None, "a.htm", Format.HTML, True),
        (None, "a.txt", Format.TABLE, True),
        ("csv", "a.data", Format.CSV, True),
    ],
)
def test_the_form_is_told_by_the_option_or_the_name(
    tmp_path: Path, asked: str | None, name: str | None, form: Format, on_screen: bool
) -> None:
    output = output_of(asked, tmp_path / name if name else None)
    assert (output.form, output.table_on_screen) == (form, on_screen)


def test_a_place_that_cannot_be_written_is_told_before_the_run(tmp_path: Path) -> None:
    with pytest.raises(WaythroughError, match="is a folder"):
        output_of("json", tmp_path)
    with pytest.raises(WaythroughError, match="there is no folder"):
        output_of("json", tmp_path / "missing" / "a.json")
    with pytest.raises(WaythroughError, match="does not tell the form"):
        output_of(None, tmp_path / "report")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_of_others_is_told_before_the_run(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(WaythroughError, match="cannot be written"):
        output_of("json", tmp_path / "a.json")


@pytest.mark.parametrize("form", [form for form in Format if form is not Format.PDF])
def test_every_form_is_made(form: Format, tmp_path: Path) -> None:
    content = report(make_document(sample_run()), form)
    save(content, tmp_path / "report")
    assert (tmp_path / "report").read_bytes() == content
    assert b"Telegram" in content or json.loads(content.splitlines()[0])


def test_a_full_or_closed_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(WaythroughError, match="cannot be written"):
        save(b"x", tmp_path / "missing" / "a.json")
    with pytest.raises(WaythroughError, match="cannot be written"):
        LineFile(tmp_path / "missing" / "a.jsonl")


def _no_room(_: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("write", [save, save_private])
def test_on_a_full_disk_the_file_before_stays_and_no_piece_of_the_new_one(
    tmp_path: Path, write: Callable[[bytes, Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.html"
    write(b"old", file)
    monkeypatch.setattr(os, "fsync", _no_room)
    with pytest.raises(WaythroughError, match="its disk is full") as told:
        write(b"new", file)
    assert "free space" in told.value.todo
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("a.html", b"old")]


def test_what_helps_depends_on_whether_the_run_was_kept(tmp_path: Path) -> None:
    with pytest.raises(WaythroughError) as told:
        save(b"x", tmp_path / "missing" / "a.html", kept="last")
    assert told.value.still_works == "the check is in the history"
    assert "history show last --output" in told.value.todo
    with pytest.raises(WaythroughError) as told:
        save(b"x", tmp_path / "missing" / "a.html")
    assert "history" not in f"{told.value.still_works} {told.value.todo}"


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no such modes")
def test_a_report_that_is_replaced_keeps_its_rights_and_secrets_are_for_their_owner(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_bytes(b"")
    file.chmod(0o640)
    save(b"x", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    save_private(b"x", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no such device")
def test_lines_that_find_no_room_are_told_at_the_end(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.symlink_to("/dev/full")
    lines = LineFile(file)
    lines.write(b"one\n")
    lines.write(b"two\n")
    lines.close()
    with pytest.raises(WaythroughError, match="its disk is full"):
        lines.see_that_it_is_whole("last")
    with pytest.raises(WaythroughError, match="its disk is full"):
        save(b"x", file)
    assert file.is_symlink()

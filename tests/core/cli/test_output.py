import json
import os
from pathlib import Path

import pytest

from tests.core.cli.helpers import sample_run
from waythrough.cli.output import Format, open_for_lines, output_of, report, save
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
        open_for_lines(tmp_path / "missing" / "a.jsonl")

"""Flat cells for spreadsheets."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.report.samples import sample_run
from waythrough.model.run import Run
from waythrough.report.document import make_document
from waythrough.report.to_csv import COLUMNS, to_csv
from waythrough.verdict.words import FSI


def _rows(run: Run, language: str = "en") -> list[dict[str, str]]:
    content = to_csv(make_document(run, include_names=True, language=language))
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_one_row_a_cell() -> None:
    rows = _rows(sample_run())
    assert len(rows) == 60
    assert tuple(rows[0]) == COLUMNS
    first = rows[0]
    assert (first["platform"], first["path"], first["word_text"]) == ("telegram", "direct", "Blocked")
    assert (first["works"], first["seen"], first["of"], first["rule"]) == ("no", "3", "3", "dns.lie")
    assert first["time_utc"] == "2026-11-22 09:20:04"
    assert first["cause"].startswith("This network gave a false address")


def test_in_persian_without_marks() -> None:
    rows = _rows(sample_run(), "fa")
    assert rows[0]["platform_name"] == "تلگرام"
    assert not any(FSI in value for row in rows for value in row.values())


def test_windows_spreadsheets_know_the_encoding() -> None:
    content = to_csv(make_document(sample_run()))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 61


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\n=1"])
def test_a_name_is_never_run_as_a_formula(name: str) -> None:
    run = sample_run()
    paths = tuple(replace(info, name=name) if info.id == "p-7f3a" else info for info in run.paths)
    shown = [row["path_name"] for row in _rows(replace(run, paths=paths)) if row["path"] == "p-7f3a"]
    assert all(value.startswith("'") for value in shown)


@given(st.text(max_size=30))
def test_whatever_a_name_is_the_table_keeps_its_shape(name: str) -> None:
    run = sample_run()
    paths = tuple(replace(info, name=name) for info in run.paths)
    rows = _rows(replace(run, paths=paths, cells={key: run.cells[key] for key in list(run.cells)[:5]}))
    assert len(rows) == 5
    assert all(None not in row and None not in row.values() for row in rows)

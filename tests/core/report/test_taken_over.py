"""Every form of a report says which results are older than their check, and of which check they are."""

import csv
import io
import json
import re
from dataclasses import replace

import jsonschema

import waythrough_resources
from tests.core.report.samples import continued_run, sample_run
from waythrough.model.run import Run
from waythrough.report.document import make_document
from waythrough.report.load import load_document
from waythrough.report.to_csv import to_csv
from waythrough.report.to_html import to_html
from waythrough.report.to_json import to_json
from waythrough.report.to_print import to_print
from waythrough.report.to_short import to_short

RUN = continued_run()
DOCUMENT = make_document(RUN)
TOLD = f"6 of {len(RUN.cells)} results were taken over from the check of 22\u00a0November 2026, 08:20 UTC."


def _words(page: str) -> str:
    return re.sub(r"<[^>]*>", "", page).replace("\u2068", "").replace("\u2069", "")


def test_page_and_paper_say_it_and_mark_the_boxes() -> None:
    for page in (to_html(DOCUMENT).decode(), to_print(DOCUMENT).html):
        assert TOLD in _words(page)
        assert len(re.findall(">taken over<", page)) == 6
        assert "tested 22\u00a0November 2026, 08:20 UTC." in _words(page)
        assert "at the times that it names" in page
    own = to_html(make_document(sample_run())).decode()
    assert "taken over" not in _words(own)
    assert "It shows one line at one time." in own


def test_the_record_holds_it_in_words_and_in_figures() -> None:
    data = json.loads(to_json(DOCUMENT))
    jsonschema.validate(data, json.loads(waythrough_resources.read_text("schema/report-1.json")))
    assert data["summary"]["taken_over"] == [TOLD.replace("\u00a0", " ")]
    assert [each["id"] for each in data["run"]["taken_from"]] == ["r-20261122-070000"]
    older = [cell for cell in data["cells"] if "taken_over" in cell["words"]]
    assert len(older) == 6
    assert all(cell["finished"] < 0 for cell in older)
    assert load_document(to_json(DOCUMENT)).run.continues == RUN.continues


def test_the_table_says_of_each_result_from_when_it_is() -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(DOCUMENT).decode("utf-8-sig"), newline="")))
    assert [row["taken_over_from_utc"] for row in rows[:7]] == [*["2026-11-22 08:20:00"] * 6, ""]
    assert rows[0]["time_utc"].startswith("2026-11-22 08:20:")


def test_where_the_earlier_check_is_not_known_the_table_says_when_it_was_tested() -> None:
    row = next(csv.DictReader(io.StringIO(to_csv(make_document(_of_old())).decode("utf-8-sig"), newline="")))
    assert row["taken_over_from_utc"] == row["time_utc"]


def test_the_short_text_says_it() -> None:
    assert TOLD in to_short(DOCUMENT).replace("\u2068", "").replace("\u2069", "")


def _of_old() -> Run:
    """A run of an older program, which did not note what it took over."""
    return replace(RUN, taken_from=(), continues=())

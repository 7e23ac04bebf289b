"""Reports read back, whole, broken and hostile."""

import contextlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.report.samples import sample_run
from waythrough.report import load
from waythrough.report.document import make_document
from waythrough.report.load import ReportError, load_document
from waythrough.report.to_json import to_json

DOCUMENT = make_document(sample_run(), include_names=True, language="fa")
CONTENT = to_json(DOCUMENT)


def test_a_report_comes_back() -> None:
    found = load_document(CONTENT)
    assert (found.language, found.names_included, found.redaction) == ("fa", True, DOCUMENT.redaction)
    assert to_json(found) == CONTENT
    assert set(found.run.cells) == set(DOCUMENT.run.cells)
    assert found.run.recommendation == DOCUMENT.run.recommendation


def test_unknown_keys_of_a_newer_program_are_passed_over() -> None:
    data = json.loads(CONTENT)
    data["of_tomorrow"] = 1
    data["cells"][0]["of_tomorrow"] = [1]
    assert load_document(json.dumps(data).encode()).run.cells == load_document(CONTENT).run.cells


@pytest.mark.parametrize(
    ("content", "message_id"),
    [
        (b"", "report.not_json"),
        (b"\xff\xfe", "report.not_json"),
        (b"[" * 100_000, "report.not_json"),
        (b"[]", "report.other_file"),
        (b'{"schema": "other"}', "report.other_file"),
        (b'{"schema": "waythrough-report", "version": 2}', "report.other_version"),
        (b'{"schema": "waythrough-report", "version": 1}', "report.damaged"),
        (b'{"schema": "waythrough-report", "version": 1, "run": {}}', "report.damaged"),
        (CONTENT.replace(b'"redaction": "default"', b'"redaction": "some"'), "report.damaged"),
    ],
)
def test_what_is_no_report_is_refused_in_words(content: bytes, message_id: str) -> None:
    with pytest.raises(ReportError, match=r"mine\.json") as caught:
        load_document(content, name="mine.json")
    assert caught.value.message_id == message_id


def test_a_file_of_any_size_is_not_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "LARGEST", 10)
    with pytest.raises(ReportError, match="larger than any report"):
        load_document(CONTENT)


@given(st.data())
def test_damage_is_refused_and_nothing_else_breaks(data: st.DataObject) -> None:
    small = replace(sample_run(), cells={})
    content = bytearray(to_json(make_document(small)))
    for _ in range(3):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ReportError):
        load_document(bytes(content))

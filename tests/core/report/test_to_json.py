"""The JSON record and its published schema."""

import dataclasses
import json
from typing import Any

import jsonschema
import pytest

import waythrough_resources
from tests.core.report.samples import sample_run
from waythrough.model.event import CellFinished, Event, Progress, RunFinished, StepDone
from waythrough.model.failure import FailureKind
from waythrough.model.observation import HttpDetail, Observation, TransferDetail
from waythrough.model.run import Cell, EarlierRun, PathInfo, Run, TargetResult
from waythrough.model.verdict import Label, Verdict
from waythrough.report.document import Redaction, make_document
from waythrough.report.to_json import event_line, to_json, to_jsonl

SCHEMA = json.loads(waythrough_resources.read_text("schema/report-1.json"))
DOCUMENT = make_document(sample_run())


def _validator() -> Any:
    return jsonschema.Draft202012Validator(SCHEMA)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["version"]["const"] == DOCUMENT.version


@pytest.mark.parametrize("redaction", list(Redaction))
def test_a_report_obeys_the_schema(redaction: Redaction) -> None:
    data = json.loads(to_json(make_document(sample_run(), redaction=redaction)))
    assert list(_validator().iter_errors(data)) == []


@pytest.mark.parametrize("name", ["cells", "paths", "run", "recommendation", "schema"])
def test_the_schema_refuses_what_is_missing(name: str) -> None:
    data = json.loads(to_json(DOCUMENT))
    del data[name]
    assert list(_validator().iter_errors(data))


def test_the_schema_refuses_words_of_its_own() -> None:
    data = json.loads(to_json(DOCUMENT))
    data["cells"][0]["verdict"]["label"] = "evil"
    assert list(_validator().iter_errors(data))


@pytest.mark.parametrize(
    "kind", [Cell, EarlierRun, Verdict, TargetResult, Observation, HttpDetail, TransferDetail, PathInfo]
)
def test_every_field_of_the_model_is_in_the_schema(kind: type) -> None:
    described = set(SCHEMA["$defs"][kind.__name__]["properties"]) - {"type", "words"}
    assert described == {item.name for item in dataclasses.fields(kind)}


def test_every_field_of_a_run_is_in_the_schema() -> None:
    described = {*SCHEMA["properties"]["run"]["properties"], *SCHEMA["properties"]}
    assert {item.name for item in dataclasses.fields(Run)} <= described


@pytest.mark.parametrize("kind", [Label, FailureKind])
def test_closed_sets_agree(kind: type[Label] | type[FailureKind]) -> None:
    assert SCHEMA["$defs"][kind.__name__]["enum"] == [item.value for item in kind]


def test_the_record_speaks_plain_english() -> None:
    data = json.loads(to_json(make_document(sample_run(), language="fa")))
    assert data["summary"]["title"] == "Use HTTPS proxy 1 – opens 11 of 12 services"
    assert data["summary"]["warnings"]
    words = {(cell["platform_id"], cell["path_id"]): cell["words"] for cell in data["cells"]}
    blocked = words["telegram", "direct"]
    assert blocked["headline"] == "Telegram is blocked on this network"
    assert blocked["advice"].startswith("It opens with HTTPS proxy 1: use that.")
    assert set(blocked) == {"headline", "cause", "advice", "sureness"}
    assert words["wikipedia", "direct"] == {"headline": "Wikipedia opens directly"}


def test_lines() -> None:
    lines = [json.loads(line) for line in to_jsonl(DOCUMENT).splitlines()]
    assert lines[0]["event"] == "report"
    assert lines[0]["run"]["id"] == DOCUMENT.run.id
    assert [line["event"] for line in lines[1:]] == ["cell"] * 60 + ["recommendation"]
    assert lines[1]["cell"]["platform_id"] == "telegram"


def test_events() -> None:
    cell = next(iter(sample_run().cells.values()))
    events: list[Event] = [
        CellFinished(cell=cell),
        StepDone(observation=cell.observations[0]),
        RunFinished(run=sample_run()),
        Progress(done=1, total=2, bytes_used=3, seconds_left=1 / 3, elapsed=0.5),
    ]
    lines = [event_line(event) for event in events]
    assert [json.loads(line)["event"] for line in lines] == [
        "cell_finished",
        "step_done",
        "run_finished",
        "progress",
    ]
    assert all(line.count(b"\n") == 1 for line in lines)
    assert json.loads(lines[-1])["seconds_left"] == 0.333333

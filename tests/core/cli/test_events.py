import json
from dataclasses import replace

import jsonschema

import waythrough_resources
from tests.core.cli.helpers import events_of, sample_run
from waythrough import __version__
from waythrough.cli.events import EventLines
from waythrough.model.event import StepDone
from waythrough.model.observation import ConnectDetail
from waythrough.report.document import SCHEMA_VERSION
from waythrough.report.to_json import event_line

OWN = "192.168.1.23"


def _lines(*, include_names: bool = False, private: tuple[str, ...] = ()) -> list[bytes]:
    found: list[bytes] = []
    watcher = EventLines(found.append, private=private, include_names=include_names)
    for event in events_of(sample_run()):
        watcher.take(event)
    watcher.tick()
    watcher.stopping()
    watcher.close()
    return found


def test_one_line_for_each_event_in_order() -> None:
    head, *lines = _lines()
    assert json.loads(head) == {
        "event": "head",
        "schema": "waythrough-report",
        "version": SCHEMA_VERSION,
        "program": __version__,
    }
    names = [json.loads(line)["event"] for line in lines]
    assert names[:2] == ["run_started", "network_checked"]
    assert names[-1] == "run_finished"
    assert names.count("cell_finished") == len(sample_run().cells)


def test_names_of_ways_stay_only_when_asked_for() -> None:
    hidden, shown = b"".join(_lines()), b"".join(_lines(include_names=True))
    assert b"Office proxy" not in hidden
    assert b"Office proxy" in shown


def test_a_way_has_one_name_in_all_lines() -> None:
    names: dict[str, set[str]] = {}
    for line in map(json.loads, _lines()):
        paths = line.get("paths", []) + ([line["path"]] if "path" in line else [])
        for path in paths + line.get("run", {}).get("paths", []):
            names.setdefault(path["id"], set()).add(path["name"])
    assert all(len(each) == 1 for each in names.values())
    assert len(names) == len(sample_run().paths)


def test_what_points_to_the_user_is_hidden_in_steps_too() -> None:
    cell = next(iter(sample_run().cells.values()))
    seen = replace(cell.observations[1], host=f"host-{OWN}", detail=ConnectDetail(family=4, local_port=51234))
    found: list[bytes] = []
    watcher = EventLines(found.append, private=("secret.example",))
    watcher.take(StepDone(observation=replace(seen, failure=None)))
    assert b"51234" not in found[0]
    assert b"51234" in event_line(StepDone(observation=seen))


SCHEMA = json.loads(waythrough_resources.read_text("schema/report-1.json"))
PARTS = {"cell": "Cell", "path": "PathInfo", "observation": "Observation", "recommendation": "Recommendation"}
_KIND = jsonschema.validators.validator_for(SCHEMA)
VALIDATORS = {
    part: _KIND({**SCHEMA["$defs"][kind], "$defs": SCHEMA["$defs"]}) for part, kind in PARTS.items()
}
"""One for all lines: `jsonschema.validate` would check the schema itself with each."""


def test_their_parts_are_those_of_the_published_schema() -> None:
    _KIND.check_schema(SCHEMA)
    checked = set()
    for line in map(json.loads, _lines()):
        for part, validator in VALIDATORS.items():
            if part in line:
                validator.validate(line[part])
                checked.add(part)
    assert {"cell", "path"} <= checked

"""The whole record as JSON, by the published schema."""

import json

from waythrough.model.event import Event
from waythrough.model.plain import Plain, to_plain
from waythrough.report.document import SCHEMA, Document

_DIGITS = 6
"""Decimals of a second that are kept: microseconds."""


def to_json(document: Document) -> bytes:
    """UTF-8 JSON with an indent, by resources/waythrough_resources/schema/report-1.json."""
    return json.dumps(report_data(document), ensure_ascii=False, indent=1).encode("utf-8") + b"\n"


def report_data(document: Document) -> dict[str, Plain]:
    """The record as JSON types: head, run, network, paths, platforms, cells, recommendation."""
    run = to_plain(document.run)
    assert isinstance(run, dict)
    parts = ("network", "network_observations", "paths", "platforms", "cells", "recommendation")
    head = {name: value for name, value in run.items() if name not in parts}
    record: dict[str, Plain] = {
        "schema": SCHEMA,
        "version": document.version,
        "redaction": str(document.redaction),
        "names_included": document.names_included,
        "language": document.language,
        "run": head,
        **{name: run[name] for name in parts},
    }
    rounded = _rounded(record)
    assert isinstance(rounded, dict)
    return rounded


def to_jsonl(document: Document) -> bytes:
    """One line of JSON for each cell, after one line for the run and before one for the recommendation."""
    data = report_data(document)
    cells = data.pop("cells")
    recommendation = data.pop("recommendation")
    assert isinstance(cells, list)
    lines = [
        {"event": "report", **data},
        *({"event": "cell", "cell": cell} for cell in cells),
        {"event": "recommendation", "recommendation": recommendation},
    ]
    return b"".join(_line(line) for line in lines)


def event_line(event: Event) -> bytes:
    """One event of a running engine as a line of JSON; its name is under "event"."""
    name = "".join(f"_{char.lower()}" if char.isupper() else char for char in type(event).__name__).lstrip(
        "_"
    )
    data = _rounded(to_plain(event))
    assert isinstance(data, dict)
    return _line({"event": name, **data})


def _line(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"


def _rounded(data: Plain) -> Plain:
    if isinstance(data, float):
        return round(data, _DIGITS)
    if isinstance(data, list):
        return [_rounded(item) for item in data]
    return {key: _rounded(item) for key, item in data.items()} if isinstance(data, dict) else data

"""The whole record as JSON, by the published schema."""

import json
from dataclasses import replace
from types import MappingProxyType

from waythrough.model.event import Event
from waythrough.model.plain import Plain, to_plain
from waythrough.model.run import Cell, Run
from waythrough.report.document import SCHEMA, Document
from waythrough.report.marks import date_of
from waythrough.verdict.explain import (
    PURPOSE_TEXT,
    Naming,
    Word,
    advice,
    cause,
    cell_taken_over,
    finding_lines,
    headline,
    naming,
    run_recommendation,
    sureness,
    taken_over,
    word,
)
from waythrough.verdict.words import Text, translator, unmarked

_DIGITS = 6
"""Decimals of a second that are kept: microseconds."""


def to_json(document: Document) -> bytes:
    """UTF-8 JSON with an indent, by resources/waythrough_resources/schema/report-1.json."""
    return json.dumps(report_data(document), ensure_ascii=False, indent=1).encode("utf-8") + b"\n"


def report_data(document: Document) -> dict[str, Plain]:
    """The record as JSON types: head, summary, run, network, paths, platforms, cells, recommendation."""
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
        "summary": _summary(document.run),
        "run": head,
        **{name: run[name] for name in parts},
        "cells": _worded(document.run, run["cells"]),
    }
    rounded = _rounded(record)
    assert isinstance(rounded, dict)
    return rounded


def _summary(run: Run) -> Plain:
    """The recommendation in plain English."""
    card = run_recommendation(run)
    return {
        "title": _plain(card.title),
        "sentence": _plain(card.sentence),
        "warnings": [_plain(warning) for warning in card.warnings],
        "taken_over": [_plain(line) for line in taken_over(run, _when)],
    }


def _worded(run: Run, cells: Plain) -> Plain:
    """The cells, each with what it comes to in plain English."""
    assert isinstance(cells, list)
    names = naming(run)
    worded: list[Plain] = []
    for cell, plain in zip(run.cells.values(), cells, strict=True):
        assert isinstance(plain, dict)
        worded.append(plain | {"words": _words(run, cell, names)})
    return worded


def _words(run: Run, cell: Cell, names: Naming) -> dict[str, Plain]:
    """The sentences of a cell; `findings` only where there are some."""
    told = {"headline": headline(cell, names.platform(cell.platform_id), names.path(cell.path_id))}
    if word(cell) is not Word.WORKS:
        told["cause"] = cause(cell)
        told["advice"] = advice(cell, run.recommendation, names, has_ways=run.has_ways)
        told["sureness"] = sureness(cell)
    if cell.earlier:
        told["taken_over"] = cell_taken_over(run, cell, _when)
    words: dict[str, Plain] = {name: _plain(text) for name, text in told.items()}
    noted = [_plain(each) for each in finding_lines(cell)]
    return words | {"findings": list(noted)} if noted else words


def _when(seconds: float) -> str:
    return date_of(seconds, translator("en"))


def _plain(text: Text) -> str:
    return unmarked(str(text))


def cell_json(document: Document, key: tuple[str, str]) -> bytes:
    """One cell as it stands in the report, with what was seen of the line and of its way, and what for, in words.

    Raises KeyError when the run has no such cell.
    """
    run, cell = document.run, document.run.cells[key]
    seen = tuple(each for each in run.network_observations if each.path_id == key[1])
    narrow = replace(run, cells=MappingProxyType({key: cell}), network_observations=seen)
    data = report_data(replace(document, run=narrow))
    cells = data["cells"]
    assert isinstance(cells, list)
    purposes = {each.purpose for each in (*cell.observations, *run.network_observations)}
    told: dict[str, Plain] = {
        "run": run.id,
        "network": data["network"],
        "network_observations": data["network_observations"],
        "cell": cells[0],
        "purposes": {str(each): _plain(PURPOSE_TEXT[each]) for each in sorted(purposes)},
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8") + b"\n"


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

"""A saved JSON report back into a document, so that it can be explained and exported once more."""

import json
from typing import cast

from waythrough.model.errors import WaythroughError
from waythrough.model.plain import PlainError, from_plain
from waythrough.model.run import Run
from waythrough.report.document import SCHEMA, SCHEMA_VERSION, Document, Redaction
from waythrough.verdict.clause import clause

LARGEST = 256 * 1024 * 1024
"""Bytes of the largest report that is opened."""


class ReportError(WaythroughError):
    """A file is not a report that this version can read."""


def load_document(content: bytes, *, name: str = "the file") -> Document:
    """The document that `to_json` wrote. Raises ReportError, which names the file as `name`."""
    if len(content) > LARGEST:
        raise ReportError("report.too_large", clause("{name} is larger than any report", name=name))
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ReportError(
            "report.not_json", clause("{name} is not a JSON report", name=name), todo=_EXPORT
        ) from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise ReportError(
            "report.other_file",
            clause("{name} is JSON, but not a Waythrough report", name=name),
            todo=_EXPORT,
        )
    if data.get("version") != SCHEMA_VERSION:
        found = data.get("version")
        raise ReportError(
            "report.other_version",
            clause(
                "{name} has version {found} of the report form, this program reads version {version}",
                name=name,
                found=repr(found),
                version=SCHEMA_VERSION,
            ),
            todo="open it with the version of Waythrough that wrote it, or a newer one",
        )
    return _document(data, name)


_EXPORT = clause("save the report once more as JSON")


def _document(data: dict[str, object], name: str) -> Document:
    head = data.get("run")
    if not isinstance(head, dict):
        raise ReportError(
            "report.damaged", clause("{name} is damaged: it has no run", name=name), todo=_EXPORT
        )
    parts = ("network", "network_observations", "paths", "platforms", "cells", "recommendation")
    try:
        run = from_plain(Run, {**head, **{part: data[part] for part in parts if part in data}})
        redaction = Redaction(cast(str, data.get("redaction")))
    except (PlainError, ValueError, RecursionError) as error:
        raise ReportError(
            "report.damaged", clause("{name} is damaged: {error}", name=name, error=error), todo=_EXPORT
        ) from error
    return Document(
        run=run,
        redaction=redaction,
        names_included=data.get("names_included") is True,
        language=str(data.get("language", "en")),
    )

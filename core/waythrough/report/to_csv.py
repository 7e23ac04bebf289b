"""Flat cells as CSV for spreadsheets: one row a cell, no field that a spreadsheet would run as a formula."""

import csv
import io
from datetime import UTC, datetime

from waythrough.model.known import taken_from
from waythrough.model.run import Cell, Run
from waythrough.report.document import Document
from waythrough.verdict.explain import cause, finding_lines, naming, word, word_text
from waythrough.verdict.words import translator, unmarked

COLUMNS = (
    "run",
    "time_utc",
    "platform",
    "platform_name",
    "path",
    "path_name",
    "path_kind",
    "word",
    "word_text",
    "works",
    "status",
    "seconds",
    "label",
    "confidence",
    "seen",
    "of",
    "layer",
    "action",
    "locus",
    "stage",
    "qualifier",
    "reason",
    "rule",
    "bytes_sent",
    "bytes_received",
    "cause",
    "findings",
    "taken_over_from_utc",
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def to_csv(document: Document) -> bytes:
    """UTF-8 with a byte order mark (spreadsheets need it for other scripts), CRLF, RFC 4180 quoting."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    kinds = {info.id: info.kind for info in document.run.paths}
    for cell in document.run.cells.values():
        row = _row(document.run, cell, document.language, kinds.get(cell.path_id, ""))
        writer.writerow([_harmless(row[column]) for column in COLUMNS])
    return "\ufeff".encode() + out.getvalue().encode("utf-8", "replace")


def _row(run: Run, cell: Cell, language: str, kind: str) -> dict[str, str]:
    translate = translator(language)
    names = naming(run, language)
    verdict = cell.verdict
    return {
        "run": run.id,
        "time_utc": _finished(run, cell),
        "platform": cell.platform_id,
        "platform_name": names.platform(cell.platform_id),
        "path": cell.path_id,
        "path_name": names.path(cell.path_id),
        "path_kind": kind,
        "word": word(cell),
        "word_text": translate.render(word_text(cell)),
        "works": {True: "yes", False: "no", None: ""}[cell.works],
        "status": cell.status,
        "seconds": "" if cell.seconds is None else f"{cell.seconds:.3f}",
        "label": verdict.label,
        "confidence": verdict.confidence,
        "seen": str(verdict.tries.seen),
        "of": str(verdict.tries.of),
        "layer": verdict.layer or "",
        "action": verdict.action or "",
        "locus": verdict.locus,
        "stage": verdict.stage or "",
        "qualifier": verdict.qualifier,
        "reason": verdict.reason or cell.reason,
        "rule": verdict.rule_id,
        "bytes_sent": str(cell.bytes_sent),
        "bytes_received": str(cell.bytes_received),
        "cause": unmarked(translate.render(cause(cell))),
        "findings": " ".join(unmarked(translate.render(each)) for each in finding_lines(cell)),
        "taken_over_from_utc": _taken_over(run, cell),
    }


def _finished(run: Run, cell: Cell) -> str:
    """When the cell was done; times of cells count from the start of the run."""
    seconds = run.started + cell.finished if cell.finished else run.finished
    return _utc(seconds)


def _taken_over(run: Run, cell: Cell) -> str:
    """When the earlier check began that a result was taken over from, or else when it was tested; "" for the others."""
    if not cell.earlier:
        return ""
    source = taken_from(run, cell)
    return _finished(run, cell) if source is None else _utc(source.started)


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _harmless(text: str) -> str:
    """A leading apostrophe keeps spreadsheets from running a field (OWASP, CSV injection)."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text

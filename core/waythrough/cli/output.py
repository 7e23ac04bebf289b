"""Where the answer goes and in which form: the table for people, the others for programs and for keeping."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

from waythrough.model.errors import WaythroughError
from waythrough.report.document import Document
from waythrough.verdict.clause import clause


class Format(StrEnum):
    """The forms of an answer."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    HTML = "html"
    PDF = "pdf"


_SUFFIXES: Final = MappingProxyType(
    {
        ".json": Format.JSON,
        ".jsonl": Format.JSONL,
        ".ndjson": Format.JSONL,
        ".csv": Format.CSV,
        ".html": Format.HTML,
        ".htm": Format.HTML,
        ".pdf": Format.PDF,
        ".txt": Format.TABLE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The form, and the file or None for standard output."""

    form: Format
    file: Path | None = None

    @property
    def table_on_screen(self) -> bool:
        """Whether the table is printed: always but when standard output carries another form."""
        return self.file is not None or self.form is Format.TABLE


def output_of(asked: str | None, file: Path | None) -> Output:
    """The output that the options mean. Raises WaythroughError for a suffix or a place that cannot be."""
    if file is not None:
        _see_that_it_can_be_written(file)
    if asked is not None:
        return _able(Output(form=Format(asked), file=file))
    if file is None:
        return Output(form=Format.TABLE)
    form = _SUFFIXES.get(file.suffix.lower())
    if form is None:
        raise WaythroughError(
            "output.unknown_suffix",
            clause("the name “{name}” does not tell the form of the report", name=file.name),
            todo=clause(
                "give --format, or a name that ends in {row}", row=", ".join(dict.fromkeys(_SUFFIXES))
            ),
        )
    return _able(Output(form=form, file=file))


def _able(output: Output) -> Output:
    """The output, if it can be made here: told before minutes are spent on a run. Raises WaythroughError."""
    if output.form is Format.PDF:
        from waythrough.cli.printed import can_print

        can_print()
    return output


def report(document: Document, form: Format) -> bytes:
    """The document in a form."""
    return _makers()[form](document)


def save(content: bytes, file: Path) -> None:
    """Write a report. Raises WaythroughError."""
    try:
        file.write_bytes(content)
    except OSError as error:
        raise _not_written(file, error) from error


def open_for_lines(file: Path) -> BinaryIO:
    """Open a file that gets one line after the other. Raises WaythroughError."""
    try:
        return file.open("wb")
    except OSError as error:
        raise _not_written(file, error) from error


def _makers() -> Mapping[Format, Callable[[Document], bytes]]:
    """Each form with what makes it; imported here, because a table on the screen needs none of them."""
    from waythrough.cli.printed import to_pdf
    from waythrough.cli.render.text import to_text
    from waythrough.report.to_csv import to_csv
    from waythrough.report.to_html import to_html
    from waythrough.report.to_json import to_json, to_jsonl

    return {
        Format.TABLE: to_text,
        Format.JSON: to_json,
        Format.JSONL: to_jsonl,
        Format.CSV: to_csv,
        Format.HTML: to_html,
        Format.PDF: to_pdf,
    }


def _see_that_it_can_be_written(file: Path) -> None:
    """Before minutes are spent on a run that could not be saved."""
    if file.is_dir():
        raise WaythroughError(
            "output.is_folder", clause("“{file}” is a folder", file=file), todo="give the name of a file"
        )
    if not file.parent.is_dir():
        raise WaythroughError(
            "output.no_folder",
            clause("there is no folder “{parent}”", parent=file.parent),
            todo="make it, or name another one",
        )
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        raise WaythroughError(
            "output.denied", clause("“{file}” cannot be written", file=file), todo="name another file"
        )


def _not_written(file: Path, error: OSError) -> WaythroughError:
    return WaythroughError(
        "output.not_written",
        clause("“{file}” cannot be written ({strerror})", file=file, strerror=error.strerror or error),
        still_works="the run is in the history, if that is kept",
        todo="write it to another place with: waythrough history show last --output FILE",
    )

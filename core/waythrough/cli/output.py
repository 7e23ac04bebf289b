"""Where the answer goes and in which form: the table for people, the others for programs and for keeping."""

import contextlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from waythrough.model.errors import WaythroughError
from waythrough.report.document import Document
from waythrough.store.atomic import FREE_SPACE, is_full, write_whole
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


_ANOTHER: Final = "name another file"


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


def save(content: bytes, file: Path, *, kept: str = "") -> None:
    """Write a report, whole or not at all; `kept`: the name of its run in the history. Raises WaythroughError."""
    try:
        write_whole(file, content)
    except OSError as error:
        raise _not_written(file, error, kept) from error


def save_private(content: bytes, file: Path) -> None:
    """Write a file with secrets, for its owner alone, whole or not at all. Raises WaythroughError."""
    try:
        write_whole(file, content, private=True)
    except OSError as error:
        raise WaythroughError(
            "output.not_written",
            _what(file, error),
            still_works="your ways are kept as before",
            todo=FREE_SPACE if is_full(error) else _ANOTHER,
        ) from error


class LineFile:
    """A file that gets one line after the other, each whole or not at all; after one that failed no more."""

    def __init__(self, file: Path) -> None:
        """Open or make it. Raises WaythroughError."""
        self._file, self._size = file, 0
        self._failed: OSError | None = None
        try:
            self._stream = file.open("wb", buffering=0)
        except OSError as error:
            raise WaythroughError(
                "output.not_written", _what(file, error), todo=FREE_SPACE if is_full(error) else _ANOTHER
            ) from error

    def write(self, line: bytes) -> None:
        """Write one line; that it failed is told at the end, for the run goes on."""
        if self._failed is not None:
            return
        try:
            left = memoryview(line)
            while left:
                left = left[self._stream.write(left) :]
            self._size += len(line)
        except OSError as error:
            self._failed = error
            with contextlib.suppress(OSError):  # what was written into a pipe is gone
                self._stream.truncate(self._size)

    def close(self) -> None:
        """Close it."""
        self._stream.close()

    def see_that_it_is_whole(self, kept: str) -> None:
        """Raises WaythroughError when lines are missing; `kept`: the name of the run in the history."""
        if self._failed is not None:
            raise _not_written(self._file, self._failed, kept) from self._failed


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
    replaced = not file.exists() or file.is_file()  # else a pipe or a device, which is written to as it is
    if (file.exists() and not os.access(file, os.W_OK)) or (
        replaced and not os.access(file.resolve().parent, os.W_OK)
    ):
        raise WaythroughError("output.denied", clause("“{file}” cannot be written", file=file), todo=_ANOTHER)


def _not_written(file: Path, error: OSError, kept: str) -> WaythroughError:
    again = clause("write it to another place with: waythrough history show {run} --output FILE", run=kept)
    return WaythroughError(
        "output.not_written",
        _what(file, error),
        still_works="the check is in the history" if kept else "the result is printed above",
        todo=again if kept else FREE_SPACE if is_full(error) else _ANOTHER,
    )


def _what(file: Path, error: OSError) -> str:
    if is_full(error):
        return clause("“{file}” could not be written whole, its disk is full", file=file)
    return clause("“{file}” cannot be written ({strerror})", file=file, strerror=error.strerror or error)

"""What a report holds: a run, redacted, with the version of its form and the language of its words."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from waythrough.model.path import DIRECT, DIRECT_ID, FieldValue, PathSpec
from waythrough.model.run import Run
from waythrough.model.secret import Secret
from waythrough.report.redact import Redactor

SCHEMA: Final = "waythrough-report"
SCHEMA_VERSION: Final = 1


class Redaction(StrEnum):
    """How much is taken out before a report leaves; DEFAULT unless its user asked for more to stay."""

    DEFAULT = "default"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A run as it may leave: exporters are functions from a Document to bytes.

    `names_included`: whether the ways keep the names that their user gave them; `neutral`: what reads it is not told
    the name of this program; `version` is that of the form.
    """

    run: Run
    redaction: Redaction = Redaction.DEFAULT
    names_included: bool = False
    language: str = "en"
    neutral: bool = False
    version: int = SCHEMA_VERSION


def make_document(
    run: Run,
    *,
    redaction: Redaction = Redaction.DEFAULT,
    include_names: bool = False,
    language: str = "en",
    private: Iterable[str] = (),
    neutral: bool = False,
) -> Document:
    """The document of a run.

    `include_names` keeps the names of ways; `private` are further strings to hide wherever they appear: see
    `private_words`. Neither hosts nor users of ways are part of a run, so even Redaction.NONE holds no log-in.
    """
    if redaction is Redaction.NONE:
        return Document(run=run, redaction=redaction, names_included=True, language=language, neutral=neutral)
    redactor = Redactor(run, private=private, include_names=include_names)
    return Document(
        run=redactor.run(run),
        redaction=redaction,
        names_included=include_names,
        language=language,
        neutral=neutral,
    )


def private_words(specs: Iterable[PathSpec]) -> tuple[str, ...]:
    """What of stored ways must not be shown: hosts, users, secrets; for the `private` of `make_document`."""
    found: list[str] = []
    for spec in specs:
        current: PathSpec | None = spec
        while current is not None and current.id not in {DIRECT_ID, DIRECT.id}:
            found.extend(text for text in map(_private, current.fields.items()) if text)
            current = current.via
    return tuple(dict.fromkeys(found))


_OPEN_FIELDS = frozenset({"port", "version", "dns", "tls"})


def _private(field: tuple[str, FieldValue]) -> str:
    name, value = field
    if isinstance(value, Secret):
        return value.reveal()
    return value if isinstance(value, str) and name not in _OPEN_FIELDS else ""

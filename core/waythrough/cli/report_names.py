"""What the ways of a run are called in its reports, so that a report and a terminal can be read side by side."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from waythrough.model.run import Run
from waythrough.report.document import make_document
from waythrough.report.way_names import with_spoken_names
from waythrough.verdict.words import translator


def report_names(run: Run, language: str = "en") -> Mapping[str, str]:
    """The name of each way, by id, in a report that leaves out what its user called it.

    In English they are those of JSON and CSV; reports for people are in the language of the reader."""
    head = replace(run, cells=MappingProxyType({}), network=(), network_observations=())
    told = with_spoken_names(make_document(head).run, translator(language))
    return MappingProxyType({info.id: info.name for info in told.paths})

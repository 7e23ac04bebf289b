"""What the ways of a run are called in its reports, so that a report and a terminal can be read side by side."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from waythrough.model.run import Run
from waythrough.report.document import make_document


def report_names(run: Run) -> Mapping[str, str]:
    """The name of each way, by id, in a report that leaves out what its user called it."""
    head = replace(run, cells=MappingProxyType({}), network=(), network_observations=())
    return MappingProxyType({info.id: info.name for info in make_document(head).run.paths})

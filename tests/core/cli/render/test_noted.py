from dataclasses import replace
from types import MappingProxyType

from tests.core.cli.helpers import sample_run
from waythrough.cli.render.noted import show_noted
from waythrough.cli.render.screen import text_screen
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import CellStatus, Run
from waythrough.model.verdict import Confidence, Label, Locus, Verdict
from waythrough.verdict.explain import naming
from waythrough.verdict.words import translator

QUIC = Verdict(
    label=Label.QUIC_BLOCKING, rule_id="quic.by_name", confidence=Confidence.LIKELY, locus=Locus.DIRECT
)


def _shown(run: Run) -> str:
    screen, out = text_screen(translator("en"))
    show_noted(run, naming(run), screen)
    return out.getvalue()


def _direct(run: Run, **changes: object) -> Run:
    cells = {
        key: replace(cell, findings=(), targets=(), **changes)  # type: ignore[arg-type]
        if key[1] == DIRECT_ID
        else cell
        for key, cell in run.cells.items()
    }
    return replace(run, cells=MappingProxyType(cells))


def _noted(run: Run, *platforms: str, of: Verdict = QUIC) -> Run:
    cells = dict(run.cells)
    for each in platforms:
        cells[each, DIRECT_ID] = replace(cells[each, DIRECT_ID], findings=(of,))
    return replace(run, cells=MappingProxyType(cells))


def test_the_same_note_names_its_services_in_one_line() -> None:
    quiet = _direct(sample_run(), verdict=replace(QUIC, label=Label.OK, rule_id="http.works"), works=True)
    assert _shown(quiet) == ""
    shown = _shown(_noted(quiet, "wikipedia", "github"))
    assert "Wikipedia and GitHub: The newer kind of connection (QUIC) does not get through." in shown
    assert shown.count("QUIC") == 1


def test_a_service_that_is_slowed_down_gets_its_reason() -> None:
    slow = _direct(sample_run(), verdict=replace(QUIC, label=Label.THROTTLING), works=True)
    assert "It loads far slower than comparable services" in _shown(slow)


def test_what_was_not_measured_has_nothing_to_note() -> None:
    masked = _noted(_direct(sample_run()), "wikipedia")
    assert "QUIC" not in _shown(_direct(masked, status=CellStatus.MASKED))

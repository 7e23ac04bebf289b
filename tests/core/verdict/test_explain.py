"""Everything that is said about a run, in every language, for every label and every way of failing."""

import itertools

import pytest

from tests.core.report.samples import sample_run
from waythrough.model.failure import FailureKind
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, CellStatus
from waythrough.model.verdict import CENSOR_LABELS, Action, Confidence, Label, Layer, Locus, Stage, Verdict
from waythrough.verdict import explain
from waythrough.verdict.language import languages
from waythrough.verdict.words import Text, translator

RUN = sample_run()
NAMES = explain.naming(RUN)
ACCUSING = ("block", "filter", "swallow", "read along", "false address")
KNOWN_REASONS = (
    "", "no_control", "mixed", "n_small", "not_direct", "instrument", "interrupted", "path_unhealthy", "bug",
    "exit_cannot_reach", "service_answers_otherwise", "of_tomorrow",
)  # fmt: skip


def _verdicts() -> list[Verdict]:
    shapes = itertools.product(Label, Confidence, (None, Layer.DNS, Layer.TLS, Layer.HTTP, Layer.IP))
    return [
        Verdict(label=label, rule_id="x.y", confidence=sure, locus=locus, layer=layer, action=action)
        for label, sure, layer in shapes
        for action, locus in (
            (None, Locus.DIRECT),
            (Action.DROP, Locus.PATH_EXIT),
            (Action.RESET, Locus.SERVICE),
        )
    ]


def _all_texts(cell: Cell) -> list[Text]:
    return [
        explain.headline(cell, "Telegram", "Berlin"),
        explain.cause(cell),
        explain.advice(cell, RUN.recommendation, NAMES),
        explain.advice(cell, None, NAMES, has_ways=False),
        explain.sureness(cell),
        explain.WORD_TEXT[explain.word(cell)],
        *(
            text
            for line in explain.steps(cell, "Berlin")
            for text in (line.title, line.state_text, line.sentence)
        ),
    ]


def _cells() -> list[Cell]:
    return [
        Cell(platform_id="telegram", path_id=path, status=status, works=works, verdict=verdict)
        for verdict in _verdicts()
        for works in (True, False, None)
        for status, path in ((CellStatus.DONE, DIRECT_ID), (CellStatus.DONE, "p-7f3a"))
    ]


def test_every_kind_of_cell_has_words() -> None:
    for cell in _cells():
        for text in _all_texts(cell):
            shown = str(text)
            assert "{" not in shown
            assert "  " not in shown
        assert str(explain.headline(cell, "Telegram", "Berlin"))
        assert str(explain.cause(cell))
        assert str(explain.sureness(cell))


@pytest.mark.parametrize("language", [each.code for each in languages()])
def test_the_sample_is_told_in_every_language(language: str) -> None:
    translate = translator(language)
    for cell in RUN.cells.values():
        for text in _all_texts(cell):
            assert "{" not in translate.render(text)


def test_honest_trouble_is_never_called_interference() -> None:
    for cell in _cells():
        if cell.verdict.label in CENSOR_LABELS | {Label.PARTIAL} or cell.works:
            continue
        told = str(explain.cause(cell)).lower().replace("nothing points to a block", "")
        assert not any(word in told for word in ACCUSING if word != "block"), told
        assert "is blocked" not in told
        assert explain.word(cell) not in {
            explain.Word.BLOCKED,
            explain.Word.LIKELY_BLOCKED,
            explain.Word.NOT_SAFE,
        }
        headline = str(explain.headline(cell, "Telegram", "Berlin")).lower()
        assert "blocked" not in headline


def test_nobody_is_named_as_the_one_who_did_it() -> None:
    for cell in _cells():
        told = " ".join(str(text) for text in _all_texts(cell)).lower()
        assert not any(who in told for who in ("government", "censor", "state ", "ministry", "police"))


def test_advice_is_never_a_dead_end() -> None:
    for cell in _cells():
        assert str(explain.advice(cell, RUN.recommendation, NAMES))
        assert str(explain.advice(cell, None, NAMES))
        assert str(explain.advice(cell, None, NAMES, has_ways=False))


@pytest.mark.parametrize("reason", KNOWN_REASONS)
def test_every_reason_has_words(reason: str) -> None:
    verdict = Verdict(
        label=Label.INCONCLUSIVE, rule_id="x.y", confidence=Confidence.NONE, locus=Locus.DIRECT, reason=reason
    )
    cell = Cell(platform_id="a", path_id=DIRECT_ID, status=CellStatus.DONE, works=False, verdict=verdict)
    assert str(explain.cause(cell))
    assert str(explain.headline(cell, "A", "")) == "A does not open directly"


@pytest.mark.parametrize(("stage", "kind"), list(itertools.product(Stage, FailureKind)))
def test_every_failure_of_a_way_has_words(stage: Stage, kind: FailureKind) -> None:
    verdict = Verdict(
        label=Label.PATH_FAILURE,
        rule_id="path.x",
        confidence=Confidence.CONFIRMED,
        locus=Locus.PATH_ENTRY,
        stage=stage,
        params=(("failure", kind.value),),
    )
    cell = Cell(platform_id="a", path_id="p", status=CellStatus.INFERRED, works=False, verdict=verdict)
    assert str(explain.cause(cell)).startswith("This way did not connect: ")
    assert explain.word(cell) is explain.Word.NOT_CONNECTED
    assert [line.state for line in explain.steps(cell, "Berlin")][1:] == [explain.StepState.NOT_TRIED] * 4

import io
import os
import sys

import pytest

from waythrough.cli.render.plain import (
    ask,
    can_ask,
    ended,
    greet,
    hand_over,
    pasted,
    prepare,
    say,
    sentence,
    tell,
    tell_error,
    tell_folded,
)
from waythrough.model.errors import WaythroughError


def test_answers_and_remarks_go_apart(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    say("answer")
    tell("remark")
    hand_over(b"\xff\x00")
    told = capsysbinary.readouterr()
    assert (told.out, told.err) == (b"answer\n\xff\x00", b"remark\n")


def test_an_error_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    tell_error(WaythroughError("a.b", "it broke", still_works="the rest works", todo="mend it"))
    assert capsys.readouterr().err == "Error: it broke; mend it (the rest works).\n"
    assert sentence(WaythroughError("a.b", "no such thing", todo="did you mean that?")).endswith("that?")


def test_a_reader_that_went_away_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as stream, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        say("first")
        say("second")
        hand_over(b"third")


def test_a_character_that_cannot_be_shown_becomes_another(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    prepare()
    say("✓ Works")
    assert raw.getvalue() == b"? Works\n"


@pytest.mark.parametrize(("answer", "yes"), [("y\n", True), ("YES\n", True), ("\n", False), ("no\n", False)])
def test_a_question_is_answered_by_yes_only(
    answer: str, yes: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
    assert ask("Go on?") is yes
    assert capsys.readouterr().err == "Go on? "
    assert not can_ask()


def test_standard_input_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("one\ntwo\n"))
    assert pasted() == "one\ntwo\n"


@pytest.mark.parametrize(
    ("clause", "shown"),
    [
        ("it broke", "it broke."),
        ("it broke.", "it broke."),
        ("did you mean “a”?", "did you mean “a”?"),
        ("did you mean “a”? (the rest works)", "did you mean “a” (the rest works)."),
        ('no service is called "a"', "no service is called “a”."),
        ('write id = "a"', 'write id = "a".'),
    ],
)
def test_a_sentence_ends_once_and_quotes_in_one_style(clause: str, shown: str) -> None:
    assert ended(clause) == shown


class Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_its_first_line_at_once_and_no_broken_words(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", "40")
    greet()
    text = " ".join(f"word{number}" for number in range(30))
    tell_folded(text)
    first, *lines = screen.getvalue().splitlines()
    assert first.startswith("Waythrough ")
    assert max(map(len, lines)) <= 40
    assert " ".join(lines) == text


def test_a_pipe_gets_its_sentences_whole(capsys: pytest.CaptureFixture[str]) -> None:
    greet()
    tell_folded("word " * 60)
    assert capsys.readouterr().err == "word " * 60 + "\n"

import io

import pytest
from rich.text import Text as Line

from waythrough.cli.render.screen import (
    UNBOUNDED,
    answer_screen,
    screen_of,
    sentence,
    side_screen,
    text_screen,
)
from waythrough.verdict.words import Seconds, translator

ENGLISH = translator("en")


class Terminal(io.StringIO):
    """A stream at which somebody sits."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_a_pipe_is_never_wrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert screen_of(io.StringIO(), ENGLISH).width == UNBOUNDED
    monkeypatch.setenv("COLUMNS", "72")
    assert screen_of(io.StringIO(), ENGLISH).width == 72


def test_only_a_terminal_is_drawn_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    assert screen_of(Terminal(), ENGLISH).live
    assert not screen_of(io.StringIO(), ENGLISH).live
    monkeypatch.setenv("TERM", "dumb")
    assert not screen_of(Terminal(), ENGLISH).live


def test_answer_and_side_are_the_two_streams(capsys: pytest.CaptureFixture[str]) -> None:
    answer_screen(ENGLISH).console.print("[answer]")
    side_screen(ENGLISH).console.print("side")
    assert capsys.readouterr() == ("[answer]\n", "side\n")


def test_a_text_is_plain() -> None:
    screen, out = text_screen(ENGLISH, width=10)
    screen.console.print("[bold]red[/]", style="red")
    assert out.getvalue().replace("\n", "") == "[bold]red[/]"


def test_a_line_ends_at_no_number_and_what_is_written_has_ordinary_spaces() -> None:
    screen, out = text_screen(translator("en"), width=22)
    sentence(screen, Line(translator("en")("It took {time} to open", time=Seconds(0.4))), hanging=2)
    sentence(screen, Line(f"twelve letters {translator('en').seconds(12)}"))
    assert out.getvalue() == "It took 0.4 s to open\ntwelve letters 12 s\n"
    narrow, out = text_screen(translator("en"), width=17)
    sentence(narrow, Line(f"twelve letters {translator('en').seconds(12)}"))
    assert out.getvalue() == "twelve letters \n12 s\n"

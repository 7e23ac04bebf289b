import io

import pytest
from rich.cells import cell_len
from rich.style import Style

from waythrough.cli.render.look import is_fancy, sign, style, word_style
from waythrough.verdict.explain import LOOK, Word


@pytest.mark.parametrize("fancy", [True, False])
def test_every_word_has_a_sign_of_its_own_one_column_wide(fancy: bool) -> None:
    signs = {word: sign(word, fancy=fancy) for word in Word}
    assert len(set(signs.values())) == len(Word)
    assert {cell_len(each) for each in signs.values()} == {1}
    assert fancy or all(each.isascii() for each in signs.values())


def test_every_tone_is_a_colour_that_the_terminal_knows() -> None:
    for look in LOOK.values():
        assert Style.parse(style(look.tone))
    assert word_style(Word.WORKS) != word_style(Word.BLOCKED)
    assert style("unheard of") == ""


@pytest.mark.parametrize(("encoding", "fancy"), [("utf-8", True), ("ascii", False), ("cp437", False)])
def test_a_terminal_gets_what_it_can_show(encoding: str, fancy: bool) -> None:
    assert is_fancy(io.TextIOWrapper(io.BytesIO(), encoding=encoding)) is fancy

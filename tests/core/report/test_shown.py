"""The strings of a page: a frozen value can be compared, kept and shared, and never changes under a template."""

from dataclasses import FrozenInstanceError
from typing import get_args, get_type_hints

import pytest

from waythrough.report import shown
from waythrough.report.shown import Mark, Row


def test_every_part_of_the_page_is_frozen() -> None:
    mark = Mark(text="Works", shape="tick", tone="green")
    with pytest.raises(FrozenInstanceError):
        mark.text = "Blocked"  # type: ignore[misc]
    assert Row(name="News", marks=(mark,)) == Row(name="News", marks=(mark,))


def test_the_page_holds_finished_strings_only() -> None:
    parts = [
        kind for kind in vars(shown).values() if isinstance(kind, type) and kind.__module__ == shown.__name__
    ]
    assert parts
    for kind in parts:
        for name, hint in get_type_hints(kind).items():
            held = get_args(hint)[0] if get_args(hint) else hint
            assert held in (str, bool, int, *parts), (kind, name)

from dataclasses import replace

from tests.core.cli.helpers import way
from waythrough.cli.render.kept_ways import show_ways
from waythrough.cli.render.screen import text_screen
from waythrough.verdict.words import translator


def test_ways_without_anything_secret() -> None:
    screen, out = text_screen(translator("en"))
    front = way("Front", "front.example")
    show_ways((front, replace(way("Back", "back.example", "word-7"), via=front)), screen)
    shown = out.getvalue()
    assert "with password" in shown
    assert "through Front" in shown
    assert "does not encrypt" in shown
    for secret in ("front.example", "back.example", "word-7", "me"):
        assert secret not in shown.split()
        assert f"{secret}:" not in shown

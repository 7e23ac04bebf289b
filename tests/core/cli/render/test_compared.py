"""What changed, on the terminal."""

from tests.core.verdict.compared import blocked, run
from waythrough.cli.render.compared import show_comparison
from waythrough.cli.render.screen import text_screen
from waythrough.verdict.compare import compare
from waythrough.verdict.explain_compare import both_named, explain_comparison
from waythrough.verdict.words import translator


def test_signs_and_sentences() -> None:
    before, after = run("before", x_p1=blocked()), run(telegram_direct=blocked())
    text = explain_comparison(compare(before, after), both_named(before, after, "en", {}), "today 10:00")
    screen, out = text_screen(translator("en"))
    show_comparison(text, screen)
    assert out.getvalue().splitlines() == [
        "Since today 10:00: Telegram no longer opens directly; X opens with Berlin now.",
        "  ⬢ Telegram no longer opens directly",
        "  ✓ X opens with Berlin now",
        "  16 boxes are as before",
    ]

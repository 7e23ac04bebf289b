from waythrough.cli.render.imports import show_imports
from waythrough.cli.render.screen import text_screen
from waythrough.paths.importing.recognise import recognised
from waythrough.verdict.words import translator

TEXT = "trojan://word-7@host.example:443?allowInsecure=1#One\nvless://x@host.example:443\n"


def test_ways_and_refusals_are_shown_without_a_secret() -> None:
    for language, kind, told in (
        ("en", "Trojan server", "with a password"),
        ("fa", "سرور Trojan", "با گذرواژه"),
    ):
        screen, out = text_screen(translator(language), width=300)
        show_imports(recognised(TEXT, "x"), screen)
        shown = out.getvalue()
        assert kind in shown
        assert told in shown
        assert "One" in shown
        assert "word-7" not in shown
        assert "host.example" not in shown

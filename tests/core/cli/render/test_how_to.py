import io

from rich.console import Console

from waythrough.cli.render.how_to import Asked, show_guide
from waythrough.cli.render.screen import Screen
from waythrough.paths.howto.base import System
from waythrough.paths.howto.guide import guide
from waythrough.paths.importing.links import parse_spec
from waythrough.verdict.words import translator


def test_values_are_never_folded_so_that_they_can_be_copied() -> None:
    out = io.StringIO()
    screen = Screen(console=Console(file=out, width=40), translate=translator("en"), fancy=False)
    host = "a-long-name-of-a-server-that-does-not-fit.example"
    made = guide(parse_spec(f"socks5://{host}:1"), "Berlin", System.LINUX)
    show_guide(made, Asked(name="Berlin", command="waythrough paths howto Berlin"), screen)
    lines = out.getvalue().splitlines()
    assert any(line.strip() == f"SOCKS Host: {host}" for line in lines)
    assert lines[0] == "How to use Berlin on Linux"

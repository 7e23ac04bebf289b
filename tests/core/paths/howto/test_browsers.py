from tests.core.paths.howto.ways import words
from waythrough.paths.howto.base import System
from waythrough.paths.howto.guide import guide
from waythrough.paths.importing.links import parse_spec


def test_names_go_to_the_far_end_unless_the_way_resolves_here() -> None:
    there = guide(parse_spec("socks5://h.example:1"), "", System.WINDOWS)
    here = guide(parse_spec("socks5://h.example:1?dns=local"), "", System.WINDOWS)
    assert "tick “Proxy DNS when using SOCKS v5”" in words(there)
    assert "leave “Proxy DNS when using SOCKS v5” unticked" in words(here)

import pytest

from tests.core.paths.howto.ways import EVERYWHERE, some, values, ways, words
from waythrough.paths.base import ConfigError
from waythrough.paths.howto.base import System, Take
from waythrough.paths.howto.guide import guide, take_along
from waythrough.paths.importing.links import parse_spec
from waythrough.paths.registry import KINDS


def test_every_kind_has_a_guide_on_every_system() -> None:
    assert set(ways()) == {kind.id for kind in KINDS}
    for spec in ways().values():
        for system in EVERYWHERE:
            made = guide(spec, "Berlin", system)
            assert made.steps
            assert made.limits
            assert "{" not in words(made).replace("{port}", "")


def test_what_a_guide_offers_to_take_along_can_be_taken() -> None:
    for spec in some():
        for system in (System.LINUX, System.ANDROID):
            made = guide(spec, "Berlin", system)
            for take in {take for step in made.steps for take in step.takes}:
                assert take_along(spec, "Berlin", take, system).content


def test_a_chain_is_no_link_and_says_what_comes_first() -> None:
    chained = parse_spec("socks5://a.test:1 -> trojan://p@b.test:443")
    made = guide(chained, "Berlin", System.LINUX)
    assert "leads through another one" in words(made)
    assert not [take for step in made.steps for take in step.takes]
    with pytest.raises(ConfigError):
        take_along(chained, "Berlin", Take.CONFIG, System.LINUX)


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "[::1]"])
def test_a_program_of_the_computer_is_no_way_for_a_phone(address: str) -> None:
    spec = parse_spec(f"socks5://me:word-7@{address}:1080")
    for system in (System.ANDROID, System.IPHONE):
        made = guide(spec, "Berlin", system)
        assert not made.easy
        assert "a phone cannot reach it" in words(made)
        assert values(made) == []
        assert guide(spec, "Berlin", system, practice=True).easy
    near = guide(spec, "Berlin", System.LINUX)
    assert "that program's own matter" in words(near)
    assert "It hides nothing" not in words(near)
    assert "cross the line unencrypted" not in words(near)

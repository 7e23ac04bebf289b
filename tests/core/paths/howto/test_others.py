from tests.core.paths.howto.ways import EVERYWHERE, values, ways, words
from waythrough.model.path import PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.howto.base import System
from waythrough.paths.howto.guide import guide


def test_nothing_is_to_be_done_on_the_line_itself() -> None:
    made = guide(ways()["direct"], "Direct", System.LINUX)
    assert len(made.steps) == 1
    assert "Nothing is to be done" in words(made)


def test_the_command_of_ssh_can_be_pasted_as_it_stands() -> None:
    spec = PathSpec(
        id="s",
        kind="ssh",
        fields={"host": "h.example", "port": 2222, "user": "me", "password": Secret("pw-17")},
    )
    made = guide(spec, "x", System.MACOS)
    assert "ssh -N -D 127.0.0.1:1080 -p 2222 me@h.example" in values(made)
    assert "127.0.0.1" in values(made)


def test_a_bridge_goes_into_the_browser_line_by_line() -> None:
    line = "obfs4 203.0.113.9:443 " + "A" * 40 + " cert=abc iat-mode=0"
    spec = PathSpec(id="t", kind="tor", fields={"bridge": Secret(line)})
    for system in EVERYWHERE:
        (value,) = [v for step in guide(spec, "Tor", system).steps for v in step.values]
        assert (value.text, value.secret) == (line, True)


def test_a_trick_that_cuts_has_no_program_on_an_iphone() -> None:
    spec = PathSpec(id="c", kind="tricks", fields={"split": "tcp"})
    assert not guide(spec, "x", System.IPHONE).easy
    assert "GoodbyeDPI" in words(guide(spec, "x", System.WINDOWS))

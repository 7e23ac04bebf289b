import pytest

from tests.core.paths.howto.ways import EVERYWHERE, values, words
from waythrough.paths.howto.base import System
from waythrough.paths.howto.guide import guide
from waythrough.paths.importing.links import parse_spec


@pytest.mark.parametrize("system", EVERYWHERE)
def test_host_and_port_of_a_proxy_are_there_one_by_one(system: System) -> None:
    made = guide(parse_spec("socks5://h.example:1081"), "Berlin", system)
    assert {"h.example", "1081"} <= set(values(made))


def test_a_browser_alone_sends_no_password_to_socks() -> None:
    made = guide(parse_spec("socks5://me:pw-17@h.example:1081"), "Berlin", System.LINUX)
    assert "FoxyProxy" in words(made)
    assert {"me", "pw-17", "SOCKS5"} <= set(values(made))
    assert any("unencrypted" in line for line in words(made).splitlines())

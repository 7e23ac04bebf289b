import pytest

from tests.core.paths.importing.corpus.tunnels import CONF, OVPN
from waythrough.paths.base import ConfigError
from waythrough.paths.exporting.conf import conf_of
from waythrough.paths.importing.links import parse_spec
from waythrough.paths.importing.recognise import recognised


def test_a_file_with_its_name() -> None:
    (spec,) = recognised(CONF, "berlin.conf").specs
    lines = conf_of(spec).splitlines()
    assert lines[:2] == ["[Interface]", "# Name = berlin"]
    assert "Endpoint = h.example:51820" in lines
    assert "PersistentKeepalive = 25" in lines


def test_a_profile_is_given_as_it_is_kept() -> None:
    (spec,) = recognised(OVPN, "x.ovpn").specs
    assert conf_of(spec) == OVPN


def test_other_ways_have_no_file() -> None:
    with pytest.raises(ConfigError):
        conf_of(parse_spec("socks5://h.test:1"))

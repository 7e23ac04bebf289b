import pytest

from tests.core.paths.importing.corpus.tunnels import CONF, OVPN
from waythrough.paths.base import ConfigError
from waythrough.paths.exporting.conf import conf_of, file_name
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


def test_files_are_called_as_their_ways_without_what_file_systems_refuse() -> None:
    (tunnel,) = recognised(CONF, "x").specs
    (profile,) = recognised(OVPN, "x").specs
    assert file_name("Berlin / 2", tunnel, []) == "Berlin-2.conf"
    assert file_name("../..", profile, []) == "way.ovpn"
    assert file_name("خانه", tunnel, []) == "خانه.conf"
    assert file_name("Berlin", tunnel, ["berlin.conf", "berlin2.conf"]) == "Berlin3.conf"

import pytest

from tests.core.paths.importing.corpus.tunnels import CONF
from waythrough.model.path import PathSpec
from waythrough.paths.base import ConfigError
from waythrough.paths.exporting.sing_box import outbounds_of
from waythrough.paths.importing.links import parse_spec
from waythrough.paths.importing.recognise import recognised


def test_a_tunnel_is_an_endpoint() -> None:
    (spec,) = recognised(CONF.replace("DNS", "# DNS"), "x").specs
    outbounds, [endpoint] = outbounds_of(spec, "w")
    assert outbounds == []
    assert endpoint["address"] == ["10.0.0.2/32"]
    assert endpoint["type"] == "wireguard"


def test_shadowtls_takes_two_outbounds() -> None:
    link = "ss://YWVzLTEyOC1nY206cHc@h.test:1?plugin=shadow-tls%3Bhost%3Da.test%3Bpassword%3Dt"
    [inner, carrier], _ = outbounds_of(parse_spec(link), "n")
    assert inner["detour"] == carrier["tag"]
    assert carrier["server"] == "h.test"


@pytest.mark.parametrize(
    "link",
    [
        "ss://YWVzLTEyOC1nY206cHc@h.test:1?prefix=%16",
        "socks5://h.test:1?dns=local",
        "socks5://h.test:1 -> socks5://g.test:1",
        "ssh://me@h.test?agent=1",
        "tor://",
        "tricks://?split=tcp",
    ],
)
def test_what_sing_box_cannot_say_is_refused(link: str) -> None:
    with pytest.raises(ConfigError):
        outbounds_of(parse_spec(link), "n")


def test_a_tunnel_with_dns_would_lose_it() -> None:
    spec: PathSpec
    (spec,) = recognised(CONF, "x").specs
    with pytest.raises(ConfigError):
        outbounds_of(spec, "n")

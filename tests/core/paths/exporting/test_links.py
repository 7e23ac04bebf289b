import pytest

from waythrough.paths.base import ConfigError
from waythrough.paths.exporting.links import link_of
from waythrough.paths.importing.links import parse_spec
from waythrough.paths.importing.recognise import recognised


@pytest.mark.parametrize(
    "link",
    [
        "socks5://me:p%3Aw@proxy.test:1080?dns=local#a%20b",
        "http://[2001:db8::7]:3128",
        "ss://YWVzLTEyOC1nY206cHc@h.test:1?plugin=obfs-local%3Bobfs%3Dhttp&prefix=%16%03#n",
        "tricks://?doh=https%3A%2F%2Fdns.test%2Fq&split=record",
        "interface://tun0#n",
        "tor://",
        "anytls://pw@h.test:443?sni=s.test&insecure=1",
        "hysteria2://pw@h.test:443?mport=1-2&obfs=salamander&obfs-password=x",
        "ssh://me:pw@h.test:22",
    ],
)
def test_links_come_out_as_they_went_in(link: str) -> None:
    assert link_of(parse_spec(link)) == link


def test_what_a_link_cannot_say_is_refused() -> None:
    key = "-----BEGIN OPENSSH PRIVATE KEY-----"
    file = f'proxies:\n  - {{type: ssh, server: h.test, port: 22, username: me, private-key: "{key}"}}\n'
    (spec,) = recognised(file, "x").specs
    with pytest.raises(ConfigError, match="--format toml"):
        link_of(spec)

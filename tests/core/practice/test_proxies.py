from urllib.parse import unquote, urlsplit

from waythrough.paths.importing.links import parse_spec
from waythrough.practice.profile import path
from waythrough.practice.proxies import PROXIES, Protocols, Proxy
from waythrough.practice.world import TLS_PROXY


def named(id: str) -> Proxy:
    return next(proxy for proxy in PROXIES if proxy.id == id)


def test_every_protocol_has_a_healthy_proxy() -> None:
    healthy = {p.protocol for p in PROXIES if p.works and not p.opens_tls and not p.pace.latency}
    assert healthy == set(Protocols)


def test_every_trouble_has_a_proxy() -> None:
    assert [p.id for p in PROXIES if not p.up] == ["riga"]
    assert [p.id for p in PROXIES if p.opens_tls] == ["free-proxy"]
    assert [p.id for p in PROXIES if p.pace.latency] == ["lima"]
    assert {p.protocol for p in PROXIES if p.user and not p.given} == {Protocols.SOCKS5, Protocols.HTTP}


def test_a_link_holds_what_a_user_knows() -> None:
    link = urlsplit(named("oslo").link(("127.70.0.5", 1080)))
    assert (link.scheme, link.hostname, link.port) == ("socks5h", "127.70.0.5", 1080)
    assert (unquote(link.username or ""), unquote(link.password or "")) == ("fjord", "ski & sun")
    assert "@" not in named("madrid").link(("127.70.0.9", 3128))


def test_an_https_proxy_goes_by_its_name() -> None:
    assert named("zurich").link(("127.70.0.4", 443)) == f"https://{TLS_PROXY}:443"


def test_links_and_stored_ways_are_the_same_ways() -> None:
    for proxy in PROXIES:
        read = parse_spec(proxy.link(("127.70.0.1", 4711)))
        stored = path(proxy, ("127.70.0.1", 4711))
        assert (read.kind, dict(read.fields)) == (stored.kind, dict(stored.fields))

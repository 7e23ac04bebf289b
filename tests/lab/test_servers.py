"""The lab's servers are what their data says."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest

from waythrough.model.verdict import Label

from . import netns, raw
from .raw import Saw
from .raw_tools import ask, curl, quic
from .scenario import Row, Scenario
from .spec import (
    BOGUS,
    NODATA,
    NXDOMAIN,
    PROXY,
    Authority,
    Door,
    Health,
    Interceptor,
    Internet,
    Page,
    Paper,
    Port,
    Proxy,
    Resolver,
    Say,
    Service,
    Site,
    Speech,
    Talk,
    Where,
)
from .standard import FINE, FINE_AT, TARGET, TARGET_AT, internet
from .world import Lab, world

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(bool(netns.why_not()), reason=netns.why_not() or "-"),
]
ODD = "203.0.113.152"
SIX = "2001:db8:2::10"
ECH = b"\x00\x04\xfe\x0d\x00\x00"


def site(number: int, name: str, **what: object) -> Site:
    return Site(names=(f"{name}.odd.example",), address=f"203.0.113.{number}", **what)  # type: ignore[arg-type]


def proxy(number: int, speech: Speech = Speech.HTTP, **what: object) -> Proxy:
    return Proxy(address=f"203.0.113.{number}", port=8080, speech=speech, **what)  # type: ignore[arg-type]


SITES = (
    site(100, "rst", door=Door.RESET_AT_DATA),
    site(101, "eof", door=Door.CLOSE_AT_DATA),
    site(102, "mute", door=Door.SILENT),
    site(103, "alert", alert=112),
    site(104, "crowded", limit=2),
    site(105, "self", paper=Paper.SELF_SIGNED),
    site(106, "other", paper=Paper.OTHER_NAME),
    site(107, "early", paper=Paper.EARLY),
    site(108, "state", authority=Authority.STATE),
    site(
        109, "modern", h2=True, h3=True, page=Page(size=300_000), service=Service(alpn=("h3", "h2"), ech=ECH)
    ),
    site(110, "odd", ports=(Port(number=5222, greeting=b"hello"), Port(number=22, udp=True, talk=Talk.ECHO))),
    site(
        111, "post", page=Page(text="{peer} {country}", most=2000), pages={"/slow": Page(size=400, wait=0.5)}
    ),
    site(112, "six", more=(SIX,), dead=("2001:db8:2::dead",)),
    site(113, "plain", tls=False, page=Page(text="<html><body>hi</body></html>")),
    site(114, "down", health=Health.REFUSING),
)
SAYS = {
    "gone.odd.example": NXDOMAIN,
    "empty.odd.example": NODATA,
    "bogus.odd.example": BOGUS,
    "modern.odd.example": Say(no_ech=True, kinds=(65,)),
    "law.odd.example": Say(rcode=5, ede=16, ede_text="by order"),
    "alias.odd.example": Say(cname="plain.odd.example"),
}
PROXIES = (
    Proxy(names=("proxy.odd.example",)),
    proxy(201, user="me", password="right"),
    proxy(202, denied=(FINE,), via="1.1 gate", script="<script>x</script>"),
    proxy(203, connect=405),
    proxy(204, authority=Authority.FOREIGN),
    proxy(205, Speech.SOCKS5, censored=("target.example",), user="me", password="right"),
    proxy(206, Speech.SOCKS5, exit="203.0.113.230", pace=400),
    proxy(207, Speech.SOCKS5, authority=Authority.FOREIGN),
    proxy(208, door=Door.SILENT),
    proxy(209, health=Health.REFUSING),
)
STANDARD = internet(*SITES)
WORLD = Internet(
    sites=(*STANDARD.sites, Site(names=("law.odd.example", "bogus.odd.example"), address="203.0.113.115")),
    resolvers=(
        *STANDARD.resolvers,
        Resolver(address=ODD, more=("2001:db8:2::53",), doh_name="odd.dns.example", dot=True, says=SAYS),
        Resolver(address="203.0.113.153", dns64="64:ff9b::/96", busy=0.0),
    ),
    proxies=PROXIES,
    interceptors=(Interceptor(address="203.0.113.154", where=Where.ABROAD, names=("target.example",)),),
    countries={"10.0.0.0/8": "QZ", "203.0.113.0/24": "CH"},
)
SCENARIO = Scenario(
    id="zoo",
    title="One of each kind",
    cause=Label.OK,
    internet=WORLD,
    platforms=(Row(id="fine", url=f"https://{FINE}/"),),
    raw=(),
)


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with world(SCENARIO) as made:
        yield made


def at(lab: Lab, name: str) -> Saw:
    address = WORLD.zone[name][0]
    return lab.call_in_client(lambda: raw.handshake(address, name, lab.papers.root))


@pytest.mark.parametrize(
    ("name", "expect"),
    [
        ("rst", Saw.RESET),
        ("mute", Saw.SILENT),
        ("self", Saw.UNTRUSTED),
        ("other", Saw.OTHER_NAME),
        ("early", Saw.EXPIRED),
        ("state", Saw.UNTRUSTED),
        ("modern", Saw.VALID),
        ("down", Saw.REFUSED),
    ],
)
def test_doors_and_papers(lab: Lab, name: str, expect: Saw) -> None:
    if name == "early":
        assert curl(lab, f"https://{name}.odd.example/").code == 60
    else:
        assert at(lab, f"{name}.odd.example") is expect


def test_ends_before_and_instead_of_tls(lab: Lab) -> None:
    assert curl(lab, "https://eof.odd.example/").code == 35
    assert curl(lab, "https://alert.odd.example/").code == 35
    assert lab.counts()["alert alert.odd.example"] == 1


def test_a_third_connection_is_reset(lab: Lab) -> None:
    address = WORLD.zone["crowded.odd.example"][0]
    with lab.client(), raw.dial(address, 443), raw.dial(address, 443):
        assert raw.handshake(address, "crowded.odd.example", lab.papers.root) is Saw.RESET


def test_versions_of_http(lab: Lab) -> None:
    url = "https://modern.odd.example/"
    new, old = curl(lab, url, "--http2"), curl(lab, url, "--http1.1")
    assert (new.status, old.status, new.body) == (200, 200, old.body)
    assert new.head.startswith("HTTP/2")
    assert "h3=" in old.head
    root = lab.papers.root
    address = WORLD.zone["modern.odd.example"][0]
    assert lab.call_in_client(lambda: quic(address, "modern.odd.example", root)) == "valid"
    assert lab.call_in_client(lambda: quic(FINE_AT, FINE, root)) == "silent"


def test_bodies(lab: Lab) -> None:
    assert curl(lab, "https://post.odd.example/").body == "10.73.0.2 QZ"
    assert curl(lab, "https://post.odd.example/", "-x", f"socks5h://{PROXY}:1080").body == f"{PROXY} CH"
    assert curl(lab, "https://post.odd.example/", "-d", "x" * 4000).status == 413
    begun = time.monotonic()
    assert curl(lab, "https://post.odd.example/slow").status == 200
    assert time.monotonic() - begun > 0.5


def test_further_ports(lab: Lab) -> None:
    def talk() -> tuple[bytes, bytes]:
        with raw.dial("203.0.113.110", 5222) as stream, socket.socket(type=socket.SOCK_DGRAM) as wire:
            wire.settimeout(raw.PATIENCE_S)
            wire.sendto(b"echo", ("203.0.113.110", 22))
            return stream.recv(10), wire.recv(10)

    assert lab.call_in_client(talk) == (b"hello", b"echo")


def test_both_families(lab: Lab) -> None:
    assert lab.call_in_client(lambda: raw.connect(SIX, 443)) is Saw.OPEN
    assert curl(lab, "https://six.odd.example/", "-6").status == 200
    assert curl(lab, "https://six.odd.example/", "-4").status == 200


class Asked(NamedTuple):
    name: str
    kind: str
    rcode: int
    records: tuple[str, ...]
    errors: tuple[int, ...] = ()


@pytest.mark.parametrize(
    "asked",
    [
        Asked("gone.odd.example", "A", 3, ()),
        Asked("empty.odd.example", "A", 0, ()),
        Asked("bogus.odd.example", "A", 2, (), (6,)),
        Asked("law.odd.example", "A", 5, (), (16,)),
        Asked("alias.odd.example", "A", 0, ("203.0.113.113",)),
        Asked("modern.odd.example", "HTTPS", 0, ('1 alpn="h3,h2"',)),
        Asked("modern.odd.example", "A", 0, ("203.0.113.109",)),
        Asked("six.odd.example", "AAAA", 0, (SIX, "2001:db8:2::dead")),
        Asked("whoami.oak.example", "A", 0, (ODD,)),
    ],
    ids=lambda asked: f"{asked.name} {asked.kind}",
)
def test_a_resolver_says_what_it_is_told(lab: Lab, asked: Asked) -> None:
    with lab.client():
        by_udp, by_tcp = (ask(ODD, asked.name, asked.kind, tcp=tcp) for tcp in (False, True))
        by_six = ask("2001:db8:2::53", asked.name, asked.kind)
    assert by_udp == by_tcp == by_six
    assert by_udp is not None
    assert (by_udp.rcode, by_udp.of(asked.kind), by_udp.errors) == asked[2:]


def test_signatures_ech_and_mapped_addresses(lab: Lab) -> None:
    with lab.client():
        unchecked = ask(ODD, "bogus.odd.example", unchecked=True)
        true = ask("203.0.113.51", "modern.odd.example", "HTTPS")
        mapped = ask("203.0.113.153", TARGET, "AAAA")
        known = ask("203.0.113.153", "ipv4only.arpa", "AAAA")
    assert unchecked is not None
    assert unchecked.of("A") == ("203.0.113.115",)
    assert true is not None
    assert "ech=" in true.of("HTTPS")[0]
    assert mapped is not None
    assert mapped.of("AAAA") == ("64:ff9b::cb00:710a",)
    assert known is not None
    assert len(known.of("AAAA")) == 2


def through(lab: Lab, number: int, url: str, scheme: str = "http", *options: str) -> tuple[int, int, int]:
    got = curl(lab, url, "-x", f"{scheme}://203.0.113.{number}:8080", *options)
    return got.code, got.status, got.connect_status


def test_http_proxies(lab: Lab) -> None:
    page, plain = f"https://{FINE}/", "http://plain.odd.example/"
    right = ("-U", "me:right")
    with ThreadPoolExecutor(4) as pool:
        looks = [
            pool.submit(through, lab, *asked)
            for asked in (
                (201, page, "http", *right),
                (201, page, "http", "-U", "me:wrong"),
                (202, page),
                (203, page),
                (203, plain),
                (204, page),
                (208, page, "http", "-m", "1"),
                (209, page),
            )
        ]
        found = [look.result() for look in looks]
    assert found == [
        (0, 200, 200),
        (56, 0, 407),
        (56, 0, 403),
        (56, 0, 405),
        (0, 200, 0),
        (60, 0, 200),
        (28, 0, 0),
        (7, 0, 0),
    ]
    script = curl(lab, plain, "-x", "http://203.0.113.202:8080")
    assert "<script>x</script></body>" in script.body
    assert "Via: 1.1 gate" in script.head
    foreign = curl(lab, page, "-x", "http://203.0.113.204:8080", "--cacert", lab.papers.foreign_root)
    assert foreign.status == 200


def test_socks_proxies(lab: Lab) -> None:
    page, echo = f"https://{TARGET}/", "https://post.odd.example/"
    assert through(lab, 205, page, "socks5h")[0] == 97
    code = through(lab, 205, page, "socks5h", "-U", "me:right")[0]
    assert code in (35, 56)
    assert through(lab, 205, echo, "socks5h", "-U", "me:right")[1] == 200
    assert curl(lab, echo, "-x", "socks5h://203.0.113.206:8080").body == "203.0.113.230 CH"
    begun = time.monotonic()
    assert curl(lab, "https://www.oak.example/", "-x", "socks5h://203.0.113.206:8080").status == 200
    assert time.monotonic() - begun > 1.0  # 64 KiB at 400 kbit/s take 1.3 s
    foreign = lab.papers.foreign_root
    assert through(lab, 207, page, "socks5h")[0] == 60
    assert through(lab, 207, page, "socks5h", "--cacert", foreign)[1] == 200
    assert curl(lab, echo, "-x", "socks5h://proxy.odd.example:1080").status == 200


def test_an_interceptor_opens_what_it_is_to_open(lab: Lab) -> None:
    led = {name: ("--connect-to", f"{name}:443:203.0.113.154:443") for name in (TARGET, FINE)}
    assert curl(lab, f"https://{FINE}/", *led[FINE]).status == 200
    assert curl(lab, f"https://{TARGET}/", *led[TARGET]).code == 60
    opened = curl(lab, f"https://{TARGET}/", *led[TARGET], "--cacert", lab.papers.foreign_root)
    assert opened.status == 200
    assert (WORLD.zone[TARGET], lab.counts()[f"opened {TARGET}"]) == ((TARGET_AT,), 2)

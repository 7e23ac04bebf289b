"""The part of the internet that is the same in every scenario, and what the client knows of it."""

from collections.abc import Mapping
from dataclasses import replace

from .scenario import Offer
from .spec import (
    ABROAD_NET,
    ABROAD_NET6,
    DOMESTIC_NET,
    DOMESTIC_NET6,
    INTERCEPTOR,
    NOTICE,
    PORTAL,
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
    Where,
)

ISP_RESOLVER = "198.51.100.53"
QUIET_ADDRESS = "203.0.113.250"  # nobody lives there
TARGET, SECOND, FINE = "www.target.example", "www.second.example", "www.fine.example"
TARGET_AT, SECOND_AT, FINE_AT = "203.0.113.10", "203.0.113.11", "203.0.113.12"
BIG = 65536
NEUTRAL = {
    "www.oak.example": "203.0.113.30",
    "static.birch.example": "203.0.113.31",
    "cdn.maple.example": "203.0.113.32",
}
NEUTRAL_PORTS = {"www.oak.example": 22, "static.birch.example": 853}
HOME = "www.home.example"
HOME_AT = "198.51.100.20"
CANARY_204 = ("probe.oak.example", "203.0.113.40")
CANARY_TEXT = ("detect.birch.example", "203.0.113.41")
PUBLIC_RESOLVERS = ("203.0.113.51", "203.0.113.52")
DOH = (("dns.maple.example", "203.0.113.53"), ("dns.willow.example", "203.0.113.54"))
H3_RECORD = Service(alpn=("h3", "h2", "http/1.1"))
ERRATIC = "203.0.113.66"  # an unrelated server abroad whose address forgers give out

OFFER = Offer(
    resolvers=(ISP_RESOLVER, *PUBLIC_RESOLVERS),
    doh=(f"https://{DOH[0][0]}/dns-query", f"https://{DOH[1][1]}/dns-query"),
    canaries=(
        {"url": f"http://{CANARY_204[0]}/generate_204", "status": 204, "text": ""},
        {"url": f"http://{CANARY_TEXT[0]}/success.txt", "status": 200, "text": "success"},
    ),
    neutral_hosts=tuple(NEUTRAL),
    domestic_hosts=(HOME,),
    more={
        "nobody": QUIET_ADDRESS,
        "port_hosts": [f"{name}:{port}" for name, port in NEUTRAL_PORTS.items()],
    },
)


def internet(
    *changed: Site,
    lies: Mapping[str, tuple[str, ...]] | None = None,
    says: Mapping[str, Say] | None = None,
    public_says: Mapping[str, Say] | None = None,
    dead_resolver: bool = False,
    dual: bool = False,
    h3: bool = False,
    dot: bool = False,
    proxies: tuple[Proxy, ...] = (Proxy(),),
    interceptors: tuple[Interceptor, ...] = (),
    late: float = 0.0,
) -> Internet:
    """The standard internet; `changed` sites take the place of those that bear their name, or are added.

    `lies`, `says` and `dead_resolver` are the provider's resolver's, `public_says` all others' (DoH too). `dual`
    gives every standard site and resolver an IPv6 address as well (`six`), `h3` lets the neutral sites and the
    platforms speak HTTP/3 and publish it, `dot` lets the DoH resolvers speak DoT.
    """
    names = {site.names[0] for site in changed}
    kept = [site for site in _sites() if site.names[0] not in names]
    if dual:
        kept = [site if site.alone else replace(site, more=(six(site.address),)) for site in kept]
    if h3:
        able = (*NEUTRAL, TARGET, SECOND, FINE)
        kept = [replace(one, h3=True, service=H3_RECORD) if one.names[0] in able else one for one in kept]

    def more(address: str) -> tuple[str, ...]:
        return (six(address),) if dual else ()

    isp = Resolver(
        address=ISP_RESOLVER,
        more=more(ISP_RESOLVER),
        where=Where.DOMESTIC,
        lies=lies or {},
        says=says or {},
        dead=dead_resolver,
    )
    others = (*(("", address) for address in PUBLIC_RESOLVERS), *DOH)
    return Internet(
        sites=(*changed, *kept),
        resolvers=(
            isp,
            *(
                Resolver(
                    address=at, more=more(at), doh_name=name, dot=dot and bool(name), says=public_says or {}
                )
                for name, at in others
            ),
        ),
        proxies=proxies,
        interceptors=interceptors,
        countries={"10.73.0.0/16": "QZ", DOMESTIC_NET: "QZ", ABROAD_NET: "CH"},
        late=late,
    )


def target(**more: object) -> Site:
    """The target in some manner of its own (fields of `Site`)."""
    return Site(names=(TARGET,), address=TARGET_AT, **more)  # type: ignore[arg-type]


def with_resolver(net: Internet, address: str, **manner: object) -> Internet:
    """The same internet, in which the resolver at an address has a manner of its own (fields of `Resolver`)."""
    changed = (replace(one, **manner) if one.address == address else one for one in net.resolvers)  # type: ignore[arg-type]
    return replace(net, resolvers=tuple(changed))


def six(address: str) -> str:
    """The IPv6 address of the machine that has this IPv4 address in the lab."""
    network = DOMESTIC_NET6 if address.startswith(DOMESTIC_NET.rpartition(".")[0]) else ABROAD_NET6
    return f"{network.partition('/')[0]}{address.rpartition('.')[2]}"


def _sites() -> tuple[Site, ...]:
    return (
        Site(names=(TARGET,), address=TARGET_AT),
        Site(names=(SECOND,), address=SECOND_AT),
        Site(names=(FINE,), address=FINE_AT),
        Site(names=("www.erratic.example",), address=ERRATIC),
        *(
            Site(
                names=(name,),
                address=address,
                page=Page(size=BIG),
                ports=tuple(Port(number=port) for host, port in NEUTRAL_PORTS.items() if host == name),
            )
            for name, address in NEUTRAL.items()
        ),
        Site(names=(HOME,), address=HOME_AT, where=Where.DOMESTIC),
        Site(names=(CANARY_204[0],), address=CANARY_204[1], tls=False, page=Page(status=204)),
        Site(names=(CANARY_TEXT[0],), address=CANARY_TEXT[1], tls=False, page=Page(text="success\n")),
        Site(
            names=("notice.provider.example",),
            address=NOTICE,
            where=Where.DOMESTIC,
            tls=False,
            page=Page(text="<html><title>Notice</title><body>This page is closed by order.</body></html>"),
        ),
        Site(
            names=("login.provider.example",),
            address=PORTAL,
            where=Where.DOMESTIC,
            tls=False,
            page=Page(status=302, headers={"Location": f"http://{PORTAL}/login"}),
            pages={"/login": Page(text="<html><title>Hotel Wi-Fi</title><body>Please log in.</body></html>")},
        ),
        Site(
            names=(TARGET, SECOND),
            address=INTERCEPTOR,
            where=Where.DOMESTIC,
            paper=Paper.FOREIGN,
            alone=True,
        ),
    )

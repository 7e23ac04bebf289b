"""How a started practice network is described to the engine: its profile and its platforms."""

from types import MappingProxyType

from waythrough.model.network import Canary, NetworkProfile
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.platform import FlowKind, PassRule, Platform, Target
from waythrough.model.secret import Secret
from waythrough.practice import certificates, loopback, pages, services
from waythrough.practice.proxies import Proxy
from waythrough.practice.services import Service, Spot
from waythrough.practice.town import Endpoint, Town
from waythrough.practice.world import CANARIES, CANARY_TEXT, DOMESTIC, NEUTRAL, RESOLVERS, Port

NAME = "practice"


def profile(town: Town, line: Endpoint, public: Endpoint) -> NetworkProfile:
    """The profile; `line` and `public` are the UDP resolvers of the line and of an honest operator."""
    return NetworkProfile(
        name=NAME,
        resolvers=tuple(f"{address}:{port}" for address, port in (line, public)),
        doh=tuple(f"https://{town.place(host, Port.WEB)}/dns-query" for host in RESOLVERS),
        trust_roots=certificates.root_file(),
        os_roots=certificates.root_file(),
        canaries=tuple(
            Canary(url=f"http://{town.place(host, Port.PLAIN)}/", status=200, text=CANARY_TEXT)
            for host in CANARIES
        ),
        neutral_hosts=tuple(town.place(host, Port.WEB) for host in NEUTRAL),
        domestic_hosts=tuple(town.place(host, Port.WEB) for host in DOMESTIC),
        address_plan=loopback.address_plan(town.many),
        practice=True,
    )


def platform(service: Service, town: Town) -> Platform:
    """A service as the catalogue would hold it."""
    return Platform(
        id=service.id,
        names=MappingProxyType({"en": service.english, "fa": service.persian}),
        targets=tuple(_target(spot, town) for spot in service.spots),
        category=service.category,
    )


def _target(spot: Spot, town: Town) -> Target:
    place = town.place(spot.host, spot.port)
    host, _, number = place.rpartition(":")
    if spot.port in {Port.WEB, Port.PLAIN}:
        scheme = "http" if spot.port is Port.PLAIN else "https"
        rule = PassRule(text=(pages.greeting(spot.host.title),), seen_live=True)
        url = f"{scheme}://{place}/"
        return Target(role=spot.role, flow=FlowKind.WEB, host=host, port=int(number), url=url, rule=rule)
    mail = spot.port is Port.MAIL
    return Target(
        role=spot.role,
        flow=FlowKind.TCP,
        host=host,
        port=int(number),
        tls=mail,
        send=services.MAIL_HELLO if mail else services.CHAT_HELLO,
        expect=services.MAIL_ANSWER if mail else services.CHAT_ANSWER,
    )


def path(proxy: Proxy, endpoint: Endpoint) -> PathSpec:
    """A proxy as the user has stored it."""
    host, port = proxy.address(endpoint)
    fields: dict[str, FieldValue] = {"host": host, "port": port}
    if proxy.user and proxy.given:
        fields |= {"user": proxy.user, "password": Secret(proxy.password)}
    return PathSpec(
        id=proxy.id, kind=proxy.protocol.value, name=proxy.english, fields=MappingProxyType(fields)
    )

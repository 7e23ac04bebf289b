"""The proxies of the practice network, as a table."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from waythrough.practice.relay import FREE, Pace
from waythrough.practice.town import Endpoint
from waythrough.practice.world import PICKY_EXIT, TLS_PROXY


class Protocols(StrEnum):
    """What a proxy speaks."""

    SOCKS4A = "socks4a"
    SOCKS5 = "socks5"
    HTTP = "http"
    HTTPS = "https"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """One proxy.

    `user` and `password` are what it wants ("" = nobody is asked); `given`: whether the practice paths carry
    them; `up`: whether it listens; `opens_tls`: whether it opens TLS with a certificate of its own.
    """

    id: str
    english: str
    protocol: Protocols
    user: str = ""
    password: str = ""
    given: bool = True
    up: bool = True
    opens_tls: bool = False
    pace: Pace = FREE

    @property
    def works(self) -> bool:
        """Whether a user with the practice paths gets a connection through it."""
        return self.up and (self.given or not self.user)

    def address(self, endpoint: Endpoint) -> Endpoint:
        """Host and port that a user enters: an HTTPS proxy goes by the name that its certificate carries."""
        return (TLS_PROXY if self.protocol is Protocols.HTTPS else endpoint[0], endpoint[1])

    def link(self, endpoint: Endpoint) -> str:
        """The URL by which a user adds this proxy."""
        scheme = "socks5h" if self.protocol is Protocols.SOCKS5 else self.protocol.value
        host, port = self.address(endpoint)
        user = ""
        if self.user and self.given:
            user = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}@"
        return f"{scheme}://{user}{host}:{port}"


SLOW = Pace(latency=1.9, rate=40_000)  # every page beyond the five seconds that count as slow

PROXIES: tuple[Proxy, ...] = (
    Proxy(id="berlin", english="Berlin", protocol=Protocols.SOCKS5),
    Proxy(id="vienna", english="Vienna", protocol=Protocols.SOCKS4A),
    Proxy(id="toronto", english="Toronto", protocol=Protocols.HTTP, user="maple", password="leaf-7"),
    Proxy(id="zurich", english="Zurich", protocol=Protocols.HTTPS),
    Proxy(id=PICKY_EXIT, english="Oslo", protocol=Protocols.SOCKS5, user="fjord", password="ski & sun"),
    Proxy(id="lima", english="Lima (slow)", protocol=Protocols.SOCKS5, pace=SLOW),
    Proxy(id="riga", english="Riga (switched off)", protocol=Protocols.HTTP, up=False),
    Proxy(
        id="tallinn",
        english="Tallinn (wants a password)",
        protocol=Protocols.SOCKS5,
        user="amber",
        password="unknown",
        given=False,
    ),
    Proxy(
        id="madrid",
        english="Madrid (wants a password)",
        protocol=Protocols.HTTP,
        user="plaza",
        password="unknown",
        given=False,
    ),
    Proxy(id="free-proxy", english="Free proxy", protocol=Protocols.HTTP, opens_tls=True),
)

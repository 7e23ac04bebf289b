"""What the practice world consists of: hosts with their manners, and what the censor does to each."""

from dataclasses import dataclass
from enum import StrEnum


class Port(StrEnum):
    """The kinds of ports of the practice world; every kind has one number that all hosts share."""

    WEB = "web"  # stands for 443
    PLAIN = "plain"  # stands for 80
    MAIL = "mail"  # TLS, stands for 993
    CHAT = "chat"  # an own protocol on a port that proxies do not serve


ENCRYPTED = frozenset({Port.WEB, Port.MAIL})
"""Ports on which the server speaks TLS from the first byte."""


class Manner(StrEnum):
    """What a host does by itself, to whoever asks."""

    FINE = "fine"
    SLOW = "slow"  # the first byte after a while, then little by little, for everyone
    DOWN = "down"  # 503 for everyone
    CHALLENGE = "challenge"  # 403 "prove that you are human" for everyone
    GEO = "geo"  # 451 for visitors of the home country
    PICKY = "picky"  # 403 for visitors of one exit
    EXPIRED = "expired"  # an expired certificate for everyone
    CANARY = "canary"  # one short known text
    RESOLVER = "resolver"  # DNS over HTTPS


class Censor(StrEnum):
    """What the censor does on the direct line. NAME actions follow the name to every address."""

    OPEN = "open"
    RESET_NAME = "reset_name"  # RST after a ClientHello with the name
    SILENT_NAME = "silent_name"  # swallows the ClientHello with the name, and all that follows
    FOREIGN_CERTIFICATE = "foreign_certificate"  # opens the TLS of the name with a certificate of its own
    NOTICE_HOST = "notice_host"  # answers plain HTTP for the host with a notice
    RESET_HOST = "reset_host"  # RST after a plain HTTP request for the host
    REFUSED = "refused"  # the address answers SYN with RST
    SILENT = "silent"  # the address never answers a SYN
    RESET_DATA = "reset_data"  # resets at the request after the handshake; name and address together
    FLAP = "flap"  # resets every other handshake, beginning with the first
    MUTE = "mute"  # takes what the client sends and never answers


class Answer(StrEnum):
    """What the line's own resolver answers for a name."""

    HONEST = "honest"
    BOGON = "bogon"  # an address that cannot be public
    NOTICE = "notice"  # the address of the notice server, the same for unrelated names
    NXDOMAIN = "nxdomain"
    SINKHOLE = "sinkhole"  # 0.0.0.0, as a filter in the user's own network answers


NAME_ACTIONS = frozenset({Censor.RESET_NAME, Censor.SILENT_NAME, Censor.FOREIGN_CERTIFICATE})
HOST_ACTIONS = frozenset({Censor.NOTICE_HOST, Censor.RESET_HOST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One name of the practice world; every host has an address of its own."""

    name: str
    title: str
    manner: Manner = Manner.FINE
    censor: Censor = Censor.OPEN
    answer: Answer = Answer.HONEST
    ports: tuple[Port, ...] = (Port.WEB,)

    @property
    def domain(self) -> str:
        """The registered domain; one certificate covers it and its subdomains."""
        return ".".join(self.name.split(".")[-2:])


NOTICE = Host(name="notice.example", title="Notice", ports=(Port.WEB, Port.PLAIN))
"""Where forged answers lead: a notice on plain HTTP, a certificate that fits no name."""

PORTAL = Host(name="portal.example", title="Guest network", ports=(Port.PLAIN,))
"""Where the captive portal leads; its address is answered in every practice network."""

NEUTRAL = (
    Host(name="alder.example", title="Alder Gardens", ports=(Port.WEB, Port.PLAIN)),
    Host(name="birch.example", title="Birch Bakery", ports=(Port.WEB, Port.PLAIN)),
    Host(name="cedar.example", title="Cedar Cycles", ports=(Port.WEB, Port.PLAIN)),
)
DOMESTIC = (
    Host(name="townhall.example", title="Town Hall"),
    Host(name="riverside.example", title="Riverside Post"),
)
CANARIES = (
    Host(name="beacon-north.example", title="Beacon North", manner=Manner.CANARY, ports=(Port.PLAIN,)),
    Host(name="beacon-south.example", title="Beacon South", manner=Manner.CANARY, ports=(Port.PLAIN,)),
)
RESOLVERS = (
    Host(name="dns-one.example", title="DNS One", manner=Manner.RESOLVER),
    Host(name="dns-two.example", title="DNS Two", manner=Manner.RESOLVER),
)
CANARY_TEXT = "practice beacon\n"
EXPIRED_DOMAIN = "parceltrack.example"
TLS_PROXY = "zurich.example"
"""Name of the HTTPS proxy: clients resolve it and check its certificate."""

PICKY_EXIT = "oslo"
"""The exit that one service refuses."""

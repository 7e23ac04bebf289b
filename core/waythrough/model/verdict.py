"""What was concluded about one target, platform, path or network, and how sure that is."""

from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """The closed set of 25 verdicts; explain words them, rules choose them."""

    OK = "ok"
    PARTIAL = "partial"
    DNS_TAMPERING = "dns_tampering"
    IP_BLOCKING = "ip_blocking"
    SNI_FILTERING = "sni_filtering"
    HTTP_FILTERING = "http_filtering"
    CONN_INTERFERENCE = "conn_interference"
    BLOCK_PAGE = "block_page"
    TLS_MITM = "tls_mitm"
    THROTTLING = "throttling"
    VOLUME_FREEZE = "volume_freeze"
    QUIC_BLOCKING = "quic_blocking"
    ECH_BLOCKING = "ech_blocking"
    PROTOCOL_BLOCKING = "protocol_blocking"
    UNTARGETED_BLOCKING = "untargeted_blocking"
    GEO_BLOCK = "geo_block"
    ACCESS_CHALLENGE = "access_challenge"
    SERVER_FAULT = "server_fault"
    CAPTIVE_PORTAL = "captive_portal"
    NO_INTERNET = "no_internet"
    CLOCK_SKEW = "clock_skew"
    LOCAL_INTERCEPTION = "local_interception"
    PATH_FAILURE = "path_failure"
    NETWORK_TROUBLE = "network_trouble"
    INCONCLUSIVE = "inconclusive"


CENSOR_LABELS = frozenset(
    {
        Label.DNS_TAMPERING,
        Label.IP_BLOCKING,
        Label.SNI_FILTERING,
        Label.HTTP_FILTERING,
        Label.CONN_INTERFERENCE,
        Label.BLOCK_PAGE,
        Label.TLS_MITM,
        Label.THROTTLING,
        Label.VOLUME_FREEZE,
        Label.QUIC_BLOCKING,
        Label.ECH_BLOCKING,
        Label.PROTOCOL_BLOCKING,
        Label.UNTARGETED_BLOCKING,
    }
)
"""Labels that accuse somebody of interference: never given to an honest trouble."""

NETWORK_LABELS = frozenset(
    {
        Label.CAPTIVE_PORTAL,
        Label.NO_INTERNET,
        Label.CLOCK_SKEW,
        Label.LOCAL_INTERCEPTION,
        Label.UNTARGETED_BLOCKING,
    }
)
"""Labels that, given to the whole line, mask every cell behind it."""


class Layer(StrEnum):
    """Where in the stack the deciding evidence lies."""

    LOCAL = "local"
    DNS = "dns"
    IP = "ip"
    TCP = "tcp"
    TLS = "tls"
    HTTP = "http"
    QUIC = "quic"
    VOLUME = "volume"
    PATH = "path"


class Action(StrEnum):
    """What was done to the traffic (terms of RFC 9505)."""

    DROP = "drop"
    RESET = "reset"
    FIN = "fin"
    INJECT = "inject"
    INTERCEPT = "intercept"
    REFUSE = "refuse"
    ALERT = "alert"
    REDIRECT = "redirect"
    SHAPE = "shape"
    FREEZE = "freeze"


class Locus(StrEnum):
    """Where it happened; never who did it."""

    LOCAL = "local"
    DIRECT = "direct"
    PATH_ENTRY = "path_entry"
    PATH = "path"
    PATH_EXIT = "path_exit"
    SERVICE = "service"


class Confidence(StrEnum):
    """Three words, never a percentage."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    NONE = "none"


class Stage(StrEnum):
    """The stage of a path's own life at which something happened."""

    CONFIG = "config"
    RESOLVE = "resolve"
    CONNECT = "connect"
    TLS = "tls"
    HANDSHAKE = "handshake"
    AUTH = "auth"
    REQUEST = "request"
    EXIT_DNS = "exit_dns"
    EXIT_CONNECT = "exit_connect"
    DATA = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """How often the deciding event was seen (k) in how many tries (n)."""

    seen: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One conclusion with the evidence that carries it.

    `rule_id` is `layer.name` of the rule that spoke; `evidence` are observation ids of the run;
    `params` are the (name, value) pairs that the words of the explanation need, already free of secrets.
    """

    label: Label
    rule_id: str
    confidence: Confidence
    locus: Locus
    layer: Layer | None = None
    action: Action | None = None
    trigger: str = ""
    qualifier: str = ""
    stage: Stage | None = None
    reason: str = ""
    tries: Tries = Tries(seen=1, of=1)
    evidence: tuple[str, ...] = ()
    params: tuple[tuple[str, str], ...] = ()

    @property
    def accuses(self) -> bool:
        """Whether this verdict says that somebody interferes."""
        return self.label in CENSOR_LABELS

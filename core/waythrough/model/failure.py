"""Why one step failed: a closed code that does not depend on the step, plus the raw facts."""

from dataclasses import dataclass
from enum import StrEnum


class FailureKind(StrEnum):
    """What was seen on the wire or heard from the system. The step tells where, the verdict tells why."""

    TIMEOUT = "timeout"
    REFUSED = "refused"
    RESET = "reset"
    EOF = "eof"  # the peer ended the connection with a bare FIN where more was due
    CLOSED = "closed"  # the peer said close_notify where more was due
    HOST_UNREACHABLE = "host_unreachable"
    NETWORK_UNREACHABLE = "network_unreachable"
    PERMISSION_DENIED = "permission_denied"  # the own system refused (EACCES, EPERM)
    NO_RESOURCES = "no_resources"  # the own system has no descriptor, port or memory left
    NXDOMAIN = "nxdomain"
    NODATA = "nodata"
    SERVFAIL = "servfail"
    DNS_REFUSED = "dns_refused"
    DNS_MALFORMED = "dns_malformed"
    TLS_ALERT = "tls_alert"
    NOT_TLS = "not_tls"  # other bytes came where a TLS record was due
    CERT_EXPIRED = "cert_expired"
    CERT_NOT_YET_VALID = "cert_not_yet_valid"
    CERT_SELF_SIGNED = "cert_self_signed"
    CERT_UNKNOWN_ISSUER = "cert_unknown_issuer"
    CERT_NAME_MISMATCH = "cert_name_mismatch"
    CERT_INVALID = "cert_invalid"
    TLS_ERROR = "tls_error"
    HTTP_MALFORMED = "http_malformed"
    BODY_CUT = "body_cut"  # the body ended before its announced length; `cut_by` in `text`
    TOO_MANY_REDIRECTS = "too_many_redirects"
    RULE_UNMET = "rule_unmet"  # a complete, validated answer that misses the platform's pass rule
    PROXY_AUTH = "proxy_auth"  # the proxy asks for, or refuses, user and password
    PROXY_DENIED = "proxy_denied"  # refused by the proxy's rules
    PROXY_UNSUPPORTED = "proxy_unsupported"  # the proxy cannot do this command or address type
    PROXY_MALFORMED = "proxy_malformed"  # the answer is not this protocol
    PROXY_ERROR = "proxy_error"  # the proxy reports a general failure of its own
    EXIT_DNS = "exit_dns"  # the proxy cannot resolve the target's name
    EXIT_REFUSED = "exit_refused"  # the target refused the proxy
    EXIT_UNREACHABLE = "exit_unreachable"  # the proxy has no route to the target
    EXIT_TIMEOUT = "exit_timeout"  # the target did not answer the proxy
    PROGRAM_ENDED = "program_ended"  # the program that carries the way ended by itself
    PROGRAM_LATE = "program_late"  # it was started, but did not get ready in its time
    CLOCK_SKEW = "clock_skew"  # the other side's time is far from ours
    BAD_CONFIG = "bad_config"
    INTERRUPTED = "interrupted"
    UNKNOWN = "unknown"


CERT_FAILURES = frozenset(
    {
        FailureKind.CERT_EXPIRED,
        FailureKind.CERT_NOT_YET_VALID,
        FailureKind.CERT_SELF_SIGNED,
        FailureKind.CERT_UNKNOWN_ISSUER,
        FailureKind.CERT_NAME_MISMATCH,
        FailureKind.CERT_INVALID,
    }
)

FOREIGN_ISSUERS = frozenset(
    {FailureKind.CERT_UNKNOWN_ISSUER, FailureKind.CERT_SELF_SIGNED, FailureKind.CERT_INVALID}
)
"""Certificates that no public authority stands for."""

DATE_FAILURES = frozenset({FailureKind.CERT_EXPIRED, FailureKind.CERT_NOT_YET_VALID})
"""Certificates outside of their time: a wrong clock here, or neglect there."""

LOCAL_FAILURES = frozenset({FailureKind.PERMISSION_DENIED, FailureKind.NO_RESOURCES})
"""Failures of the machine that measures: they never say anything about the network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One failure of one step.

    `code` is the protocol's own number where there is one: errno, DNS rcode, TLS alert, X.509 verify code,
    SOCKS reply, HTTP status. `text` is the peer's or the system's own words, at most 200 characters,
    without addresses of the user and without secrets.
    """

    kind: FailureKind
    code: int | None = None
    text: str = ""

    @property
    def silence(self) -> bool:
        """Whether nothing came any more, be it in the middle of a page (whose failure tells in `text` what cut it)."""
        return self.kind is FailureKind.TIMEOUT or self.text == FailureKind.TIMEOUT.value

"""What the numbers and words of an SSH server amount to (RFC 4253, section 11.1; RFC 4254, section 5.1)."""

from enum import StrEnum
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Leg
from waythrough.wire.proxy_answer import tidy

PERMISSION_DENIED: Final = 14  # no more authentication methods available
_DISCONNECTS: Final = {
    1: FailureKind.PROXY_DENIED,  # host not allowed to connect
    2: FailureKind.PROXY_MALFORMED,  # protocol error
    3: FailureKind.PROXY_UNSUPPORTED,  # no common algorithm
    5: FailureKind.PROXY_MALFORMED,  # MAC error: what came was changed on its way
    7: FailureKind.PROXY_UNSUPPORTED,  # service not available
    8: FailureKind.PROXY_UNSUPPORTED,  # protocol version not supported
    12: FailureKind.PROXY_DENIED,  # too many connections
    PERMISSION_DENIED: FailureKind.PROXY_AUTH,
    15: FailureKind.PROXY_AUTH,  # illegal user name
}
_CHANNELS: Final = {
    1: FailureKind.PROXY_DENIED,  # administratively prohibited
    2: FailureKind.EXIT_UNREACHABLE,  # connect failed
    3: FailureKind.PROXY_UNSUPPORTED,  # unknown channel type
    4: FailureKind.PROXY_ERROR,  # resource shortage
}
# The reason of a failed connect is free text; these are the words of the system's own library.
_REASONS: Final = (
    ("refused", FailureKind.EXIT_REFUSED),
    ("timed out", FailureKind.EXIT_TIMEOUT),
    ("timeout", FailureKind.EXIT_TIMEOUT),
    ("name or service not known", FailureKind.EXIT_DNS),
    ("no address", FailureKind.EXIT_DNS),
    ("not known", FailureKind.EXIT_DNS),
    ("name resolution", FailureKind.EXIT_DNS),
    ("no such host", FailureKind.EXIT_DNS),
)


class HostKeyError(DialError):
    """A server shows a key that nobody has confirmed, or another one than the confirmed.

    `fingerprint` is that of the key shown, `kind` its kind ("ssh-ed25519").
    """

    def __init__(self, legs: tuple[Leg, ...], fingerprint: str, kind: str) -> None:
        super().__init__(legs)
        self.fingerprint = fingerprint
        self.kind = kind


class BadKey(StrEnum):
    """Why the keys of a log-in cannot be used, before anybody is asked."""

    NOT_A_KEY = "not_a_key"
    NEEDS_PASSPHRASE = "needs_passphrase"
    WRONG_PASSPHRASE = "wrong_passphrase"
    NEEDS_BCRYPT = "needs_bcrypt"
    NO_AGENT = "no_agent"
    EMPTY_AGENT = "empty_agent"


class BadKeyError(Exception):
    """The keys of a log-in cannot be used."""

    def __init__(self, why: BadKey) -> None:
        super().__init__(why.value)
        self.why = why


def ended(stage: Stage, code: int, reason: str) -> Failure:
    """What a server's word of parting amounts to; after too many tries some call a refused log-in an error."""
    kind = _DISCONNECTS.get(code, FailureKind.PROXY_ERROR)
    if stage is Stage.AUTH and kind is FailureKind.PROXY_MALFORMED:
        kind = FailureKind.PROXY_AUTH
    text = (
        "the log-in was refused" if kind is FailureKind.PROXY_AUTH else tidy(reason)
    )  # its words name the user
    return Failure(kind=kind, code=code, text=text)


def not_opened(code: int, reason: str) -> tuple[Stage, Failure]:
    """What a refused channel amounts to, and the stage of which it speaks."""
    kind = _CHANNELS.get(code, FailureKind.PROXY_ERROR)
    words = reason.lower()
    if kind is FailureKind.EXIT_UNREACHABLE:
        kind = next((found for part, found in _REASONS if part in words), kind)
    stages = {FailureKind.EXIT_DNS: Stage.EXIT_DNS}
    at_exit = kind in (FailureKind.EXIT_REFUSED, FailureKind.EXIT_TIMEOUT, FailureKind.EXIT_UNREACHABLE)
    stage = stages.get(kind, Stage.EXIT_CONNECT if at_exit else Stage.REQUEST)
    return stage, Failure(kind=kind, code=code, text=tidy(reason))

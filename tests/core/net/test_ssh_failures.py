import pytest

from waythrough.model.failure import FailureKind
from waythrough.model.verdict import Stage
from waythrough.net.ssh_failures import ended, not_opened


@pytest.mark.parametrize(
    ("stage", "code", "kind"),
    [
        (Stage.HANDSHAKE, 1, FailureKind.PROXY_DENIED),
        (Stage.HANDSHAKE, 2, FailureKind.PROXY_MALFORMED),
        (Stage.HANDSHAKE, 3, FailureKind.PROXY_UNSUPPORTED),
        (Stage.HANDSHAKE, 5, FailureKind.PROXY_MALFORMED),
        (Stage.HANDSHAKE, 12, FailureKind.PROXY_DENIED),
        (Stage.HANDSHAKE, 99, FailureKind.PROXY_ERROR),
        (Stage.AUTH, 2, FailureKind.PROXY_AUTH),  # OpenSSH after too many tries
        (Stage.AUTH, 11, FailureKind.PROXY_ERROR),
        (Stage.AUTH, 14, FailureKind.PROXY_AUTH),
    ],
)
def test_a_word_of_parting(stage: Stage, code: int, kind: FailureKind) -> None:
    failure = ended(stage, code, "for otto from 192.0.2.1")
    assert (failure.kind, failure.code) == (kind, code)
    assert "192.0.2.1" not in failure.text
    assert kind is not FailureKind.PROXY_AUTH or "otto" not in failure.text


@pytest.mark.parametrize(
    ("code", "reason", "stage", "kind"),
    [
        (1, "open failed", Stage.REQUEST, FailureKind.PROXY_DENIED),
        (2, "Connection refused", Stage.EXIT_CONNECT, FailureKind.EXIT_REFUSED),
        (2, "Connection timed out", Stage.EXIT_CONNECT, FailureKind.EXIT_TIMEOUT),
        (2, "No route to host", Stage.EXIT_CONNECT, FailureKind.EXIT_UNREACHABLE),
        (2, "", Stage.EXIT_CONNECT, FailureKind.EXIT_UNREACHABLE),
        (2, "Name or service not known", Stage.EXIT_DNS, FailureKind.EXIT_DNS),
        (2, "Temporary failure in name resolution", Stage.EXIT_DNS, FailureKind.EXIT_DNS),
        (2, "lookup site.test: no such host", Stage.EXIT_DNS, FailureKind.EXIT_DNS),
        (3, "direct-tcpip", Stage.REQUEST, FailureKind.PROXY_UNSUPPORTED),
        (4, "too many channels", Stage.REQUEST, FailureKind.PROXY_ERROR),
        (77, "?", Stage.REQUEST, FailureKind.PROXY_ERROR),
    ],
)
def test_a_refused_channel(code: int, reason: str, stage: Stage, kind: FailureKind) -> None:
    found, failure = not_opened(code, reason)
    assert (found, failure.kind, failure.code, failure.text) == (stage, kind, code, reason)

import pytest

from waythrough.model.failure import FailureKind as K
from waythrough.model.verdict import Stage
from waythrough.wire.sing_box_log import (
    LogLine,
    Said,
    closing_cause,
    opening_cause,
    read_line,
    read_version,
    refusal,
)

OPEN = "connection: open connection to secret.test:443 using outbound/vless[w6]: "
ODD = 'decode config at stdin: outbounds[7].odd: json: unknown field "odd"'
DATES = "x509: certificate has expired or is not yet valid: current time 2026-01-01 is"
DOWN = "connection: connection download closed: "


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "INFO[0000] inbound/socks[door]: tcp server started at 127.0.0.1:40881",
            LogLine(said=Said.LISTENS, port=40881),
        ),
        (
            "INFO[0003] [2473026066 0ms] inbound/socks[door]: inbound connection from 127.0.0.1:36140",
            LogLine(said=Said.ARRIVED, connection="2473026066", port=36140),
        ),
        (
            f"ERROR[0000] [4031373135 1ms] {OPEN}EOF",
            LogLine(said=Said.FAILED, connection="4031373135", text=f"{OPEN}EOF"),
        ),
        (
            f"FATAL[0000] {ODD}",
            LogLine(
                said=Said.FATAL,
                text='decode config at stdin: outbounds[7].odd: json: unknown field "odd"',
                index=7,
            ),
        ),
        ("FATAL[0000] start service: no", LogLine(said=Said.FATAL, text="start service: no")),
        ("INFO[0000] [1 6ms] inbound/socks[door]: [w0] inbound connection to localhost:44401", None),
        ("INFO[0000] network: updated default interface eth0, index 4", None),
        ("", None),
    ],
)
def test_lines_that_tell_something(line: str, found: LogLine | None) -> None:
    assert read_line(line) == found


def test_what_a_build_is() -> None:
    text = "sing-box version 1.14.4\n\nEnvironment: go1.27.3 linux/amd64\nTags: with_quic,with_utls\nCGO: disabled"
    build = read_version(text)
    assert build is not None
    assert (build.version, build.tags) == ((1, 14, 4), frozenset({"with_quic", "with_utls"}))
    bare = read_version("sing-box version 1.12-beta")
    assert bare is not None
    assert (bare.version, bare.tags) == ((1, 12), frozenset())
    assert read_version("v2ray 4.34") is None


@pytest.mark.parametrize(
    ("reason", "stage", "kind"),
    [
        ("EOF", Stage.TLS, K.EOF),
        ("read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer", Stage.TLS, K.RESET),
        ("context deadline exceeded", Stage.TLS, K.TIMEOUT),
        ("timeout: no recent network activity", Stage.TLS, K.TIMEOUT),
        ("read udp: connection refused", Stage.TLS, K.REFUSED),
        ("connect: network is unreachable", Stage.TLS, K.NETWORK_UNREACHABLE),
        ("connect: no route to host", Stage.TLS, K.HOST_UNREACHABLE),
        (
            "tls: failed to verify certificate: x509: certificate is valid for a.test, not b.test",
            Stage.TLS,
            K.CERT_NAME_MISMATCH,
        ),
        (
            "x509: cannot validate certificate for 1.2.3.4 because it doesn't contain any IP SANs",
            Stage.TLS,
            K.CERT_NAME_MISMATCH,
        ),
        ("x509: certificate signed by unknown authority", Stage.TLS, K.CERT_UNKNOWN_ISSUER),
        (
            "x509: certificate has expired or is not yet valid: current time 2026-01-01 is after 2025",
            Stage.TLS,
            K.CERT_EXPIRED,
        ),
        (
            "x509: certificate has expired or is not yet valid: current time 2026-01-01 is before 2027",
            Stage.TLS,
            K.CERT_NOT_YET_VALID,
        ),
        ("tls: failed to verify certificate: odd", Stage.TLS, K.CERT_INVALID),
        ("tls: first record does not look like a TLS handshake", Stage.TLS, K.NOT_TLS),
        ("remote error: tls: handshake failure", Stage.TLS, K.TLS_ALERT),
        ("CRYPTO_ERROR 0x178 (remote): tls: no application protocol", Stage.TLS, K.TLS_ALERT),
        ("tls: odd", Stage.TLS, K.TLS_ERROR),
        ("odd", Stage.TLS, K.UNKNOWN),
        ("reality verification failed", Stage.HANDSHAKE, K.PROXY_MALFORMED),
        ("shadow-tls v3: hmac mismatch, possible data corruption", Stage.AUTH, K.PROXY_AUTH),
    ],
)
def test_reasons_of_a_way_that_could_not_be_walked(reason: str, stage: Stage, kind: K) -> None:
    cause = opening_cause(OPEN + reason, secured=True)
    assert cause is not None
    assert (cause.stage, cause.failure.kind) == (stage, kind)
    assert "test" not in cause.failure.text


def test_statuses_are_kept_as_codes() -> None:
    upgrade = opening_cause(f"{OPEN}unexpected HTTP response status: 404", secured=True)
    assert upgrade is not None
    assert (upgrade.stage, upgrade.failure.kind, upgrade.failure.code) == (
        Stage.HANDSHAKE,
        K.PROXY_MALFORMED,
        404,
    )
    refused = opening_cause(f"{OPEN}authentication failed, status code: 404", secured=True)
    assert refused is not None
    assert (refused.stage, refused.failure.kind, refused.failure.code) == (Stage.AUTH, K.PROXY_AUTH, 404)


def test_without_tls_it_is_the_greeting_that_fails() -> None:
    cause = opening_cause(f"{OPEN}EOF", secured=False)
    assert cause is not None
    assert cause.stage is Stage.HANDSHAKE


def test_a_server_that_was_not_reached_is_told_by_the_door_behind() -> None:
    assert opening_cause(f"{OPEN}socks5: request rejected, code=5", secured=True) is None


@pytest.mark.parametrize(
    ("text", "stage", "kind"),
    [
        ("remote error: dial tcp 1.2.3.4:1: connect: connection refused", Stage.EXIT_CONNECT, K.EXIT_REFUSED),
        (
            "remote: open connection to secret.test:1: lookup secret.test: no such host",
            Stage.EXIT_DNS,
            K.EXIT_DNS,
        ),
        ("remote error: dial tcp: i/o timeout", Stage.EXIT_CONNECT, K.EXIT_TIMEOUT),
        ("remote error: connect: network is unreachable", Stage.EXIT_CONNECT, K.EXIT_UNREACHABLE),
        ("remote error: odd", Stage.REQUEST, K.PROXY_ERROR),
        ("v2ray-grpc: unexpected status: 404 Not Found", Stage.HANDSHAKE, K.PROXY_MALFORMED),
        ("unknown version: 72", Stage.HANDSHAKE, K.PROXY_MALFORMED),
        ("remote error: tls: unrecognized name", Stage.TLS, K.TLS_ALERT),
    ],
)
def test_reasons_of_a_connection_that_ended_before_its_first_byte(text: str, stage: Stage, kind: K) -> None:
    cause = closing_cause(DOWN + text, secured=True)
    assert cause is not None
    assert (cause.stage, cause.failure.kind) == (stage, kind)
    assert "secret" not in cause.failure.text


@pytest.mark.parametrize("text", ["", f"{DOWN}EOF", f"{DOWN}connection reset by peer"])
def test_a_bare_end_tells_nothing(text: str) -> None:
    assert closing_cause(text, secured=True) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("initialize outbound[1]: uTLS is not included in this build", "needs uTLS"),
        ("naive outbound is not included in this build, rebuild", "does not have"),
        ("initialize outbound[1]: invalid uuid: uuid: incorrect UUID length", "user ID"),
        ("invalid short_id", "REALITY"),
        ("initialize outbound[1]: decode key: illegal base64 data", "does not fit its cipher"),
        ('outbounds[1].odd: json: unknown field "odd"', "does not know"),
        ("outbounds[1].transport: unknown transport type: x", "a value"),
        ("json: cannot unmarshal string into Go struct field", "wrong type"),
        ("something else", "do not fit together"),
    ],
)
def test_why_a_configuration_is_not_taken(text: str, words: str) -> None:
    assert words in refusal(text)

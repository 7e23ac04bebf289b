"""What one failed step means, as a plain sentence or clause."""

from typing import Final

from waythrough.model.failure import CERT_FAILURES, Failure, FailureKind
from waythrough.model.observation import Observation
from waythrough.model.step import Step
from waythrough.model.verdict import Stage
from waythrough.verdict.words import NOTHING, Text, msg

_RESOLVE: Final = {
    FailureKind.TIMEOUT: msg("The question for the address got no answer."),
    FailureKind.NXDOMAIN: msg("The answer was that this name does not exist."),
    FailureKind.NODATA: msg("The answer was that this name has no address."),
    FailureKind.SERVFAIL: msg("The name server could not find out the address."),
    FailureKind.DNS_REFUSED: msg("The name server refused to give the address."),
    FailureKind.DNS_MALFORMED: msg("The answer of the name server could not be read."),
}

_CONNECT: Final = {
    FailureKind.TIMEOUT: msg("The server did not answer."),
    FailureKind.REFUSED: msg("The connection was turned away at once."),
    FailureKind.RESET: msg("The connection was cut while it was being made."),
    FailureKind.HOST_UNREACHABLE: msg("There is no route to this server."),
    FailureKind.NETWORK_UNREACHABLE: msg("There is no route to the network of this server."),
}

_TLS: Final = {
    FailureKind.TIMEOUT: msg("The server was reached, but then nothing more was heard."),
    FailureKind.RESET: msg("The connection was cut as soon as the safe line was to be opened."),
    FailureKind.EOF: msg("The connection was ended before the safe line was open."),
    FailureKind.CLOSED: msg("The connection was ended before the safe line was open."),
    FailureKind.TLS_ALERT: msg("The other side refused to open a safe line."),
    FailureKind.NOT_TLS: msg("Something that is no safe line answered instead."),
    FailureKind.CERT_EXPIRED: msg("The proof of identity that the server showed has expired."),
    FailureKind.CERT_NOT_YET_VALID: msg("The proof of identity that the server showed is not valid yet."),
    FailureKind.CERT_SELF_SIGNED: msg("The server vouched for itself, nobody else does."),
    FailureKind.CERT_UNKNOWN_ISSUER: msg("Nobody known vouches for the server that answered."),
    FailureKind.CERT_NAME_MISMATCH: msg("The server that answered belongs to another name."),
    FailureKind.CERT_INVALID: msg("The server could not prove who it is."),
    FailureKind.TLS_ERROR: msg("The safe line could not be opened."),
}

_HTTP: Final = {
    FailureKind.TIMEOUT: msg("The page was asked for, but no answer came."),
    FailureKind.RESET: msg("The connection was cut after the page was asked for."),
    FailureKind.EOF: msg("The connection was ended before the page came."),
    FailureKind.CLOSED: msg("The connection was ended before the page came."),
    FailureKind.HTTP_MALFORMED: msg("The answer was not a page."),
    FailureKind.TOO_MANY_REDIRECTS: msg("The service sent us from page to page without end."),
    FailureKind.RULE_UNMET: msg("A page came, but it is not the one that this service shows when it works."),
}

_BODY: Final = {
    FailureKind.TIMEOUT: msg("The page began to load and then stopped."),
    FailureKind.RESET: msg("The connection was cut while the page was loading."),
    FailureKind.EOF: msg("The connection ended while the page was loading."),
    FailureKind.CLOSED: msg("The connection ended while the page was loading."),
    FailureKind.BODY_CUT: msg("The page ended before it was complete."),
    FailureKind.RULE_UNMET: msg("A page came, but it is not the one that this service shows when it works."),
}

_EXCHANGE: Final = {
    FailureKind.TIMEOUT: msg("The service was spoken to, but no answer came."),
    FailureKind.RESET: msg("The connection was cut when the service was spoken to."),
    FailureKind.EOF: msg("The connection was ended when the service was spoken to."),
    FailureKind.CLOSED: msg("The connection was ended when the service was spoken to."),
    FailureKind.RULE_UNMET: msg("The answer was not the one that this service gives."),
}

_BY_STEP: Final = {
    Step.RESOLVE: (_RESOLVE, msg("The address was not found.")),
    Step.CONNECT: (_CONNECT, msg("The server was not reached.")),
    Step.TLS: (_TLS, msg("The safe line could not be opened.")),
    Step.QUIC: ({**_TLS, **_CONNECT}, msg("The safe line could not be opened.")),
    Step.HTTP: (_HTTP, msg("The page did not come.")),
    Step.BODY: (_BODY, msg("The page did not load to its end.")),
    Step.EXCHANGE: (_EXCHANGE, msg("The service did not answer as it should.")),
    Step.TRANSFER: (_BODY, msg("The page did not load to its end.")),
}

_LOCAL: Final = {
    FailureKind.PERMISSION_DENIED: msg("This computer did not allow the connection."),
    FailureKind.NO_RESOURCES: msg("This computer had no room left for another connection."),
    FailureKind.INTERRUPTED: msg("The check was stopped."),
}

_STAGES: Final = {
    Stage.CONFIG: msg("its settings are incomplete or wrong"),
    Stage.RESOLVE: msg("the address of its server was not found"),
    Stage.CONNECT: msg("its server was not reached"),
    Stage.TLS: msg("no safe line to its server"),
    Stage.HANDSHAKE: msg("its server does not answer as a server of this kind does"),
    Stage.AUTH: msg("its server refuses the log-in"),
    Stage.REQUEST: msg("its server refuses to pass connections on"),
    Stage.EXIT_DNS: msg("its server finds no addresses of services"),
    Stage.EXIT_CONNECT: msg("its server does not reach the internet"),
    Stage.DATA: msg("it connects, but nothing comes through"),
}

_HUNG_UP: Final = msg("its server hangs up without an answer; a password or user ID may be wrong")

_WAY: Final = {
    (Stage.CONFIG, FailureKind.PROGRAM_ENDED): msg("the program that carries it ended by itself"),
    (Stage.CONFIG, FailureKind.PROGRAM_LATE): msg("the program that carries it did not get ready in time"),
    (Stage.CONNECT, FailureKind.TIMEOUT): msg("its server does not answer"),
    (Stage.CONNECT, FailureKind.REFUSED): msg("its server turns connections away; it may be switched off"),
    (Stage.CONNECT, FailureKind.RESET): msg("the connection to its server is cut"),
    (Stage.CONNECT, FailureKind.HOST_UNREACHABLE): msg("there is no route to its server"),
    (Stage.CONNECT, FailureKind.NETWORK_UNREACHABLE): msg("there is no route to its server"),
    (Stage.TLS, FailureKind.TIMEOUT): msg("its server stays silent when the safe line is to be opened"),
    (Stage.TLS, FailureKind.NOT_TLS): msg("its server does not speak over a safe line"),
    (Stage.HANDSHAKE, FailureKind.TIMEOUT): msg("its server was reached, but does not speak"),
    (Stage.HANDSHAKE, FailureKind.EOF): msg("its server hangs up at the greeting"),
    (Stage.HANDSHAKE, FailureKind.RESET): msg("its server hangs up at the greeting"),
    (Stage.HANDSHAKE, FailureKind.PROXY_MALFORMED): msg("what answers there is not a server of this kind"),
    (Stage.HANDSHAKE, FailureKind.PROXY_AUTH): msg("it wants a user name and a password"),
    (Stage.AUTH, FailureKind.PROXY_AUTH): msg("wrong or missing user name or password"),
    (Stage.AUTH, FailureKind.EOF): _HUNG_UP,
    (Stage.AUTH, FailureKind.RESET): _HUNG_UP,
    (Stage.REQUEST, FailureKind.TIMEOUT): msg("its server takes requests, but does not answer them"),
    (Stage.REQUEST, FailureKind.PROXY_AUTH): msg("wrong or missing user name or password"),
    (Stage.REQUEST, FailureKind.PROXY_DENIED): msg("its server refuses by its own rules"),
    (Stage.REQUEST, FailureKind.PROXY_UNSUPPORTED): msg("its server cannot carry safe connections (HTTPS)"),
    (Stage.REQUEST, FailureKind.PROXY_ERROR): msg("its server reports a fault of its own"),
    (Stage.REQUEST, FailureKind.PROXY_MALFORMED): msg(
        "its server answers in a way that cannot be understood"
    ),
    (Stage.EXIT_CONNECT, FailureKind.EXIT_TIMEOUT): msg("its server gets no answer from the internet"),
}


def failure_sentence(step: Step, failure: Failure) -> Text:
    """What was seen, as a sentence about the service's own step."""
    local = _LOCAL.get(failure.kind)
    if local is not None:
        return local
    if step is Step.PATH:
        return NOTHING
    table, general = _BY_STEP[step]
    return table.get(failure.kind, general)


def observed(observation: Observation) -> Text:
    """What an observation saw, as a sentence; empty when it went well."""
    return NOTHING if observation.failure is None else failure_sentence(observation.step, observation.failure)


def way_clause(stage: Stage | None, kind: FailureKind | None) -> Text:
    """Why a way did not connect, as a clause that follows "could not connect:"."""
    if stage is Stage.TLS and kind in CERT_FAILURES:
        return msg("its server could not prove who it is")
    if kind is FailureKind.CLOCK_SKEW:
        return msg("the clock of this computer is wrong")
    if stage is not None and kind is not None and (stage, kind) in _WAY:
        return _WAY[stage, kind]
    if kind is FailureKind.BAD_CONFIG:
        return _STAGES[Stage.CONFIG]
    return msg("the cause is not known") if stage is None else _STAGES[stage]


def failure_kind(value: str) -> FailureKind | None:
    """The failure kind that a verdict's parameter names, None when it names none."""
    return FailureKind(value) if value in set(FailureKind) else None

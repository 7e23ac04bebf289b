"""Causes in words for the labels that say that somebody interferes: where and how, never who."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from waythrough.model.verdict import Action, Label, Layer, Locus, Verdict
from waythrough.verdict.explain_names import param, place
from waythrough.verdict.explain_volume import freeze
from waythrough.verdict.rules_tls import SAME_LINE
from waythrough.verdict.words import NOTHING, Text, joined, msg, plural

PROVEN_ELSEWHERE: Final = "dns.lie"
"""The rule by which the service proved itself, by certificate, at the address that other name servers give."""


def _dns_tampering(verdict: Verdict) -> Text:
    where = place(verdict)
    means = verdict.qualifier.split()
    address = param(verdict, "address")
    if verdict.action is Action.DROP:
        first = msg("{place} swallows the question for the address of this service.", place=where)
    elif gives_no_address(verdict):
        first = msg("{place} claims that this service has no address, or refuses to give it.", place=where)
    elif "injected" in means:
        first = msg("A false address for this service came in ahead of the true answer.")
    elif address:
        first = msg(
            "{place} gave a false address for this service ({address}).", place=where, address=address
        )
    else:
        first = msg("{place} gave a false address for this service.", place=where)
    return joined(first, *_means(verdict, means), msg("Asked in another way, the true address comes."))


def _means(verdict: Verdict, means: list[str]) -> list[Text]:
    """By what means the name was tampered with, as far as that was shown."""
    found: list[Text] = []
    words, alias = param(verdict, "words"), param(verdict, "alias")
    if "policy" in means and words:
        found.append(msg("It says itself that it does so by rule: “{words}”.", words=words))
    elif "policy" in means:
        found.append(msg("It says itself that it does so by rule."))
    if "block_page" in means and alias:
        found.append(msg("There stands a notice ({host}) that comes for every name.", host=alias))
    elif "block_page" in means:
        found.append(msg("There stands a notice that comes for every name."))
    if "redirected" in means:
        found.append(msg("Whichever name server is asked, one and the same answers in its place."))
    return found


def gives_no_address(verdict: Verdict) -> bool:
    """Whether a tampered name was suppressed; else a false address was given."""
    return verdict.action in {Action.DROP, Action.REFUSE} or bool(param(verdict, "failure"))


def _ip_blocking(verdict: Verdict) -> Text:
    if verdict.qualifier == "port":
        first = msg(
            "Connections to the port of safe pages are closed at its address, while another port there answers."
        )
    elif verdict.qualifier == "endpoint":
        first = msg(
            "Its server takes the connection, but then nothing gets through, whatever name is asked for."
        )
    elif verdict.action in {Action.RESET, Action.REFUSE}:
        first = msg("Connections to the address of this service are turned away at once.")
    else:
        first = msg("Connections to the address of this service get no answer.")
    return joined(first, msg("Over another line the service is reached, so it is not down."))


def _sni_filtering(verdict: Verdict) -> Text:
    if verdict.qualifier == "sometimes":
        return _sometimes(verdict)
    if verdict.action is Action.DROP:
        first = msg("As soon as the name of this service is sent, no answer comes any more.")
    elif verdict.action is Action.INJECT:
        first = msg("As soon as the name of this service is sent, a foreign answer comes in its place.")
    else:
        first = msg("The connection is cut the moment the name of this service is sent.")
    if verdict.qualifier == "residual":
        second = msg(
            "At another server all names passed until this one was sent there; then none did for a while."
        )
    else:
        second = msg("With another name the same server answers, so it is the name that is filtered.")
    return joined(first, second)


def _sometimes(verdict: Verdict) -> Text:
    tries = verdict.tries
    return joined(
        msg("{count} of {all} connections broke.", count=tries.seen, all=tries.of),
        msg("With another name none did at the same server, so this is no accident of the line."),
    )


def _http_filtering(verdict: Verdict) -> Text:
    if verdict.qualifier == "sometimes":
        return _sometimes(verdict)
    if verdict.trigger == "keyword":
        return joined(
            msg("The request was stopped because of a word in it; it travels unencrypted."),
            msg("Without that word the same name gets through."),
        )
    return joined(
        msg("The request was stopped because of the name or words in it; it travels unencrypted."),
        msg("A request for another name gets through at the same place."),
    )


def _conn_interference(verdict: Verdict) -> Text:
    if verdict.qualifier == "sometimes":
        return _sometimes(verdict)
    if verdict.action is Action.DROP:
        first = msg("The server is reached, then the connection goes silent.")
    else:
        first = msg("The server is reached, then the connection is cut.")
    return joined(first, msg("Over another line it holds. What exactly triggers it could not be found out."))


def _block_page(verdict: Verdict) -> Text:
    if verdict.qualifier == "behind_front":
        return joined(
            msg("In place of the page, the service's own front passed on a notice that it got from behind."),
            msg("Not your line is filtered, but the one between the service's front and the service."),
        )
    landing = param(verdict, "got")
    if verdict.action is Action.REDIRECT and landing:
        return msg(
            "In place of the page, you are sent to a notice at {host} that is not the service's.",
            host=landing,
        )
    return msg("In place of the page came a notice that does not come from the service.")


def _tls_mitm(verdict: Verdict) -> Text:
    issuer = param(verdict, "issuer")
    if issuer:
        first = msg(
            "What answered showed a certificate that is not the service's own (issued by {issuer}).",
            issuer=issuer,
        )
    else:
        first = msg("What answered showed a certificate that is not the service's own.")
    if verdict.qualifier == SAME_LINE:
        where = msg("The direct line shows the same one: this way comes out on the same line.")
    elif verdict.locus in {Locus.PATH, Locus.PATH_EXIT}:
        where = msg("It is put in on this way, not by the service.")
    else:
        where = NOTHING
    return joined(
        first,
        where,
        msg("It could read and change what you send. We stopped there; no page request was sent."),
    )


def _quic_blocking(verdict: Verdict) -> Text:
    first = msg("The newer kind of connection (QUIC) does not get through.")
    if verdict.rule_id == "quic.mixed":
        first = plural(
            "The newer kind of connection (QUIC) failed in {seen} of {count} try; to neutral servers it did not.",
            "The newer kind of connection (QUIC) failed in {seen} of {count} tries; to neutral servers in none.",
            verdict.tries.of,
            seen=verdict.tries.seen,
        )
    return joined(first, _QUIC_CLOSER.get(verdict.qualifier, NOTHING))


def _ech_blocking(verdict: Verdict) -> Text:
    if verdict.layer is Layer.DNS:
        return msg(
            "{place} leaves out the key that hides the name of this service (ECH); other name servers give it.",
            place=place(verdict),
        )
    if verdict.rule_id == "ech.forerunner":
        return msg(
            "An old way to hide the names of services (ESNI) does not get through; nobody needs it today."
        )
    return msg("Connections that hide the name of the service (ECH) do not get through.")


_BY_NAME: Final = msg("With another name the answer comes, so it is the name that is filtered.")
_QUIC_CLOSER: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "sni": _BY_NAME,
        "first_datagram": _BY_NAME,
        "endpoint": msg(
            "The service offers it, but its address stays silent; a fault of the service looks alike."
        ),
        "v1": msg("It is the same for every server that was asked."),
        "all_udp443": msg(
            "It is the same for every server that was asked; guest networks often close it on purpose."
        ),
    }
)
"""What is known beyond it, by the qualifier of the verdict."""


def _protocol_blocking(verdict: Verdict) -> Text:
    match verdict.qualifier:
        case "fingerprint":
            return msg(
                "Only greetings like that of this program are stopped; with the greeting of a browser"
                " the service opens."
            )
        case "parallel":
            return msg(
                "One connection at a time passes. As soon as there are several at once, they are stopped."
            )
    return msg("This kind of connection does not get through, whatever server it goes to.")


def _untargeted_blocking(verdict: Verdict) -> Text:
    return msg("Almost everything outside the country is closed on this network, not only this service.")


BLOCK_CAUSES: Final[Mapping[Label, Callable[[Verdict], Text]]] = MappingProxyType(
    {
        Label.DNS_TAMPERING: _dns_tampering,
        Label.IP_BLOCKING: _ip_blocking,
        Label.SNI_FILTERING: _sni_filtering,
        Label.HTTP_FILTERING: _http_filtering,
        Label.CONN_INTERFERENCE: _conn_interference,
        Label.BLOCK_PAGE: _block_page,
        Label.TLS_MITM: _tls_mitm,
        Label.VOLUME_FREEZE: freeze,
        Label.QUIC_BLOCKING: _quic_blocking,
        Label.ECH_BLOCKING: _ech_blocking,
        Label.PROTOCOL_BLOCKING: _protocol_blocking,
        Label.UNTARGETED_BLOCKING: _untargeted_blocking,
    }
)

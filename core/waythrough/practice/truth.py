"""What the practice network was told to make: the right result of every platform over every way."""

from dataclasses import dataclass

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, CellStatus
from waythrough.model.verdict import Confidence, Label, Locus, Verdict
from waythrough.practice.proxies import PROXIES, SLOW, Protocols, Proxy
from waythrough.practice.services import SERVICES, Service
from waythrough.practice.world import PICKY_EXIT, Answer, Censor, Manner, Port
from waythrough.verdict.explain_word import THIS_TARGET, Word, word


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The right result of one cell.

    `confidence` None = either word is right; `this_target`: a way that is healthy does not serve this one target.
    """

    works: bool | None
    label: Label
    confidence: Confidence | None = None
    this_target: bool = False

    @property
    def word(self) -> Word:
        """The word that people read; "blocked" stands for "likely blocked" too where the confidence is open."""
        return word(self._cell)

    @property
    def _cell(self) -> Cell:
        verdict = Verdict(
            label=self.label,
            rule_id="practice.truth",
            confidence=self.confidence or Confidence.CONFIRMED,
            locus=Locus.DIRECT,
            qualifier=THIS_TARGET if self.this_target else "",
        )
        return Cell(platform_id="", path_id="", status=CellStatus.DONE, works=self.works, verdict=verdict)


OK = Truth(works=True, label=Label.OK)
CONFIRMED = Confidence.CONFIRMED

BY_MANNER = {
    Manner.DOWN: Truth(works=False, label=Label.SERVER_FAULT),
    Manner.EXPIRED: Truth(works=False, label=Label.SERVER_FAULT),
    Manner.CHALLENGE: Truth(works=True, label=Label.ACCESS_CHALLENGE),
}
"""Results that are the service's own doing and the same for everyone."""

BY_ANSWER = {
    Answer.BOGON: Truth(works=False, label=Label.DNS_TAMPERING, confidence=CONFIRMED),
    Answer.NOTICE: Truth(works=False, label=Label.DNS_TAMPERING, confidence=CONFIRMED),
    # No artefact but the missing answer: how sure that is depends on how often it was asked.
    Answer.NXDOMAIN: Truth(works=False, label=Label.DNS_TAMPERING),
    # The line's resolver has a private address and answers as filters at home do.
    Answer.SINKHOLE: Truth(works=False, label=Label.LOCAL_INTERCEPTION),
}

BY_CENSOR = {
    Censor.RESET_NAME: Truth(works=False, label=Label.SNI_FILTERING, confidence=CONFIRMED),
    Censor.SILENT_NAME: Truth(works=False, label=Label.SNI_FILTERING, confidence=CONFIRMED),
    Censor.FOREIGN_CERTIFICATE: Truth(works=False, label=Label.TLS_MITM),
    Censor.NOTICE_HOST: Truth(works=False, label=Label.BLOCK_PAGE, confidence=CONFIRMED),
    Censor.RESET_HOST: Truth(works=False, label=Label.HTTP_FILTERING, confidence=CONFIRMED),
    Censor.REFUSED: Truth(works=False, label=Label.IP_BLOCKING),
    Censor.SILENT: Truth(works=False, label=Label.IP_BLOCKING),
    # Neither name nor address alone triggers it, so its cause cannot be isolated: likely at most.
    Censor.RESET_DATA: Truth(works=False, label=Label.CONN_INTERFERENCE, confidence=Confidence.LIKELY),
    # Breaks now and then, another name at the same address never does: interference, though it opens at times.
    Censor.FLAP: Truth(works=None, label=Label.CONN_INTERFERENCE, confidence=Confidence.LIKELY),
    # The proxies do not serve this port, so nothing tells whether the service or the line is silent.
    Censor.MUTE: Truth(works=False, label=Label.INCONCLUSIVE),
}

PARTLY = Truth(works=False, label=Label.PARTIAL)
NOT_SAFE = Truth(works=False, label=Label.TLS_MITM)
SLOW_BUT_OPEN = Truth(works=True, label=Label.NETWORK_TROUBLE)
NOT_CONNECTED = Truth(works=False, label=Label.PATH_FAILURE)
VAGUE = Truth(works=False, label=Label.INCONCLUSIVE)
"""SOCKS4 has one word for "refused by rule" and "not reachable", so nobody can tell which."""

NOT_SERVED = Truth(works=False, label=Label.PATH_FAILURE, this_target=True)
REFUSED = Truth(works=False, label=Label.GEO_BLOCK)

Table = dict[tuple[str, str], Truth]
"""(platform id, path id) -> its right result; the direct line has its usual id."""


def table(services: tuple[Service, ...] = SERVICES, proxies: tuple[Proxy, ...] = PROXIES) -> Table:
    """The whole truth of the practice network in its usual state."""
    cells = {(service.id, DIRECT_ID): direct(service) for service in services}
    for proxy in proxies:
        cells |= {(service.id, proxy.id): through(service, proxy) for service in services}
    return cells


def behind_portal(services: tuple[Service, ...] = SERVICES, proxies: tuple[Proxy, ...] = PROXIES) -> Table:
    """The truth while a captive portal holds the line: nothing can be said of any platform."""
    masked = Truth(works=None, label=Label.CAPTIVE_PORTAL)
    ways = (DIRECT_ID, *(proxy.id for proxy in proxies))
    return {(service.id, way): masked for service in services for way in ways}


def direct(service: Service) -> Truth:
    """The right result on the direct line; the network does one thing to a host at most."""
    results = [_direct_host(service, number) for number in range(len(service.spots))]
    distinct = set(results)
    if len(distinct) == 1:
        return results[0]
    return PARTLY


def _direct_host(service: Service, number: int) -> Truth:
    host = service.spots[number].host
    if host.answer is not Answer.HONEST:
        return BY_ANSWER[host.answer]
    if host.censor is not Censor.OPEN:
        return BY_CENSOR[host.censor]
    return REFUSED if host.manner is Manner.GEO else BY_MANNER.get(host.manner, OK)


def through(service: Service, proxy: Proxy) -> Truth:
    """The right result through a proxy."""
    if not proxy.works:
        return NOT_CONNECTED
    if any(spot.port is Port.CHAT for spot in service.spots):
        return VAGUE if proxy.protocol is Protocols.SOCKS4A else NOT_SERVED
    if proxy.opens_tls:
        return NOT_SAFE
    manner = service.spots[0].host.manner
    if manner is Manner.PICKY and proxy.id == PICKY_EXIT:
        return REFUSED
    return BY_MANNER.get(manner, SLOW_BUT_OPEN if proxy.pace is SLOW else OK)

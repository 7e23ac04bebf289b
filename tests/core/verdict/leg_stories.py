"""What the side legs saw, told like the other stories."""

from dataclasses import replace

from tests.core.verdict.facts_details import tls_detail
from tests.core.verdict.facts_factory import HOST, NETWORK, SITE, Page, Story, facts
from waythrough.model.failure import Failure
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.observation import Observation, ServiceDetail
from waythrough.model.step import Purpose, Step
from waythrough.verdict.facts import TargetFacts

NEAR, FAR = "192.0.2.81", "192.0.2.82"  # neutral hosts over QUIC
OFFER = Page(headers=(("alt-svc", 'h3=":443"; ma=86400'),))
Ends = Kind | None


def opened(*, offered: bool = True) -> Story:
    """The page over TCP, which offers HTTP/3."""
    return Story().line(SITE).tried(page=OFFER if offered else Page())


def page(story: Story, purpose: Purpose, number: int, end: Ends = None, address: str = SITE) -> Story:
    """A try for a page over QUIC; an end is that of the handshake."""
    failure = Failure(kind=end) if end else None
    story.add(purpose, Step.QUIC, HOST, attempt=number, address=address, failure=failure)
    if failure is None:
        story.add(purpose, Step.HTTP, HOST, attempt=number, address=address)
    return story


def pages(story: Story, purpose: Purpose, *ends: Ends, address: str = SITE, first: int = 1) -> Story:
    """Tries one after the other."""
    for number, end in enumerate(ends, start=first):
        page(story, purpose, number, end, address)
    return story


def named(story: Story, purpose: Purpose, *ends: Ends, address: str = FAR) -> Story:
    """A foreign name: the server shows its own certificate, and the question after it ends as told."""
    for number, end in enumerate(ends, start=1):
        own = Failure(kind=Kind.CERT_NAME_MISMATCH)
        story.add(purpose, Step.QUIC, HOST, attempt=number, address=address, failure=own)
        failure = Failure(kind=end) if end else None
        story.add(purpose, Step.EXCHANGE, HOST, attempt=number, address=address, failure=failure)
    return story


def versions(story: Story, purpose: Purpose, *ends: Ends, address: str = SITE) -> Story:
    """Questions for versions."""
    for number, end in enumerate(ends, start=1):
        failure = Failure(kind=end) if end else None
        story.add(purpose, Step.EXCHANGE, HOST, attempt=number, address=address, failure=failure)
    return story


def hellos(story: Story, purpose: Purpose, *ends: Ends | Failure) -> Story:
    """Hellos, each over a connection of its own."""
    for number, end in enumerate(ends, start=1):
        failure = Failure(kind=end) if isinstance(end, Kind) else end
        story.add(purpose, Step.CONNECT, HOST, attempt=number, address=SITE)
        detail = tls_detail(HOST, failure.kind if failure else None, None, None, None, ())
        story.add(purpose, Step.TLS, HOST, attempt=number, address=SITE, failure=failure, detail=detail)
    return story


def record(
    story: Story, resolver: str, *, ech: bool = True, alpn: tuple[str, ...] = (), end: Ends = None
) -> Story:
    """An answer, or none, to the question for the HTTPS record."""
    rcode = None if end is Kind.TIMEOUT else 0
    ech = ech and end is None
    detail = ServiceDetail(resolver=resolver, name=HOST, rcode=rcode, found=end is None, alpn=alpn, ech=ech)
    failure = Failure(kind=end) if end else None
    story.add(Purpose.HTTPS_RECORD, Step.RESOLVE, HOST, failure=failure, detail=detail)
    return story


def of_line(story: Story, seen: Story) -> TargetFacts:
    """The facts of a story on a line of which `seen` was observed."""
    told = tuple(_of_network(each) for each in seen.seen)
    return facts(story, network=replace(NETWORK, observations=told))


def _of_network(observation: Observation) -> Observation:
    return replace(observation, platform_id="", target="")

"""What was seen of the line itself before any service: the facts from which verdicts on the whole line are made."""

from dataclasses import dataclass, field

from waythrough.model.network import AddressPlan, Canary
from waythrough.model.observation import Observation
from waythrough.model.step import Purpose, Step
from waythrough.verdict.facts import Attempt

FOREIGN = 3
"""Neutral hosts of unlike operators that must fail before the line itself is suspected."""
ONLY_WEB_PORTS = "ip.only_web_ports"
"""Rule of a line on which all ports but the web's are closed for every host."""
UDP_SHUT = "path.udp_shut"
"""Rule of a line that no host answers over UDP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFacts:
    """The gate's observations, the known pages, and the wall clock (Unix seconds) at the start of the run.

    `tunnel` is the name of the tunnel's interface through which the line goes out, "" when it is not a tunnel;
    `address_plan` the profile's.
    """

    observations: tuple[Observation, ...]
    canaries: tuple[Canary, ...]
    wall_at_start: float
    tunnel: str = ""
    address_plan: AddressPlan = field(default_factory=AddressPlan)

    def attempts(self, purpose: Purpose) -> dict[str, Attempt]:
        """The attempt at each host or page of a kind that came to an end."""
        groups: dict[str, list[Observation]] = {}
        for each in self.observations:
            if each.purpose is purpose:
                groups.setdefault(each.target, []).append(each)
        return {target: Attempt(tuple(group)) for target, group in groups.items()}

    def all_attempts(self) -> list[Attempt]:
        """The attempts at neutral and domestic hosts and at known pages."""
        purposes = (Purpose.NEUTRAL, Purpose.DOMESTIC, Purpose.CANARY)
        return [each for purpose in purposes for each in self.attempts(purpose).values()]

    def known_pages(self) -> tuple[Attempt, ...]:
        """Canaries that came exactly as they are known."""
        known = {each.url: each for each in self.canaries}
        return tuple(
            each
            for url, each in self.attempts(Purpose.CANARY).items()
            if each.page and url in known and known[url].matches(each.page.status, each.page.body)
        )


def opened(attempt: Attempt) -> bool:
    """Whether a host opened with a validated page."""
    return attempt.failure is None and attempt.page is not None and attempt.page.validated


def fell_silent(observation: Observation) -> bool:
    """Whether a connection stood and nothing more came, in the handshake or later."""
    failure = observation.failure
    return failure is not None and failure.silence and observation.step in (Step.TLS, Step.HTTP, Step.BODY)

"""What was seen of one way's own server, gathered for the rules that judge its entry."""

from dataclasses import dataclass, field
from functools import cached_property

from waythrough.model.observation import Observation
from waythrough.model.step import Purpose
from waythrough.model.verdict import Verdict
from waythrough.verdict.facts import Attempt, attempts_of


@dataclass(frozen=True, kw_only=True)
class EntryFacts:
    """What was seen of one way's own server.

    `verdict` is what the way's health came to; `failed` are the tries that failed on the line; `looks` were made
    afterwards, with the purposes that begin with WAY; `server_hop` is the place of the way's server when it is
    reached over a control; `line_fine`: a neutral host opened on the line before and after; `over_udp`: the server is
    reached by datagrams only; `udp_carries`: another way over UDP works on this line.
    """

    verdict: Verdict
    failed: tuple[Attempt, ...]
    looks: tuple[Observation, ...] = field(default=(), repr=False)
    server_hop: int = 0
    line_fine: bool = True
    over_udp: bool = False
    udp_carries: bool = False

    def attempts(self, purpose: Purpose) -> tuple[Attempt, ...]:
        """The tries of one look, in order."""
        return attempts_of(self.looks, purpose)

    @cached_property
    def still_failing(self) -> tuple[Attempt, ...]:
        """All tries on the line as it is that failed, the ones made last included."""
        return self.failed + tuple(each for each in self.attempts(Purpose.WAY_AGAIN) if each.failure)

    @property
    def came_back(self) -> bool:
        """Whether the way worked when it was tried once more with nothing else going on."""
        again = self.attempts(Purpose.WAY_AGAIN)
        return bool(again) and again[-1].failure is None

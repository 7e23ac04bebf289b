"""The results of a target's side legs, QUIC and ECH: they leave findings and never decide a cell."""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final

from waythrough.model.run import TargetResult
from waythrough.model.step import Purpose
from waythrough.model.verdict import Label, Verdict
from waythrough.verdict import rules_ech, rules_quic
from waythrough.verdict.facts import TargetFacts
from waythrough.verdict.rule import Rule, first_word

LEGS: Final[dict[str, tuple[Rule, ...]]] = {"quic": rules_quic.RULES, "ech": rules_ech.RULES}
"""The rules of each leg in their order; the last one always speaks."""

_BEGUN: Final = frozenset({Purpose.HTTPS_RECORD, Purpose.QUIC, Purpose.ECH_NONE, Purpose.ECH_REAL})


def leg_results(facts: TargetFacts) -> Iterator[TargetResult]:
    """One result a leg, none for a target whose legs were not measured."""
    begun = [each for each in facts.observations if each.purpose in _BEGUN]
    if not begun or not facts.direct:
        return
    address = next((each.address for each in begun if each.address), "")
    for leg, rules in LEGS.items():
        verdict, heard = first_word(rules, facts)
        yield TargetResult(
            target=facts.target.key,
            role=facts.target.role,
            host=facts.target.host,
            address=address,
            family=ip_address(address).version if address else None,
            leg=leg,
            required=False,
            works=_works(verdict),
            verdict=verdict,
            heard=heard,
        )


def _works(verdict: Verdict) -> bool | None:
    """Whether the leg gets through; what was not offered, or went both ways, is not known."""
    if verdict.label is Label.OK:
        return True
    return False if verdict.tries.of and verdict.tries.seen == verdict.tries.of else None

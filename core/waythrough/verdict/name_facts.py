"""What the answers for a name say about who answered: a resolver's own word, another resolver, or a box on the way."""

from waythrough.model.failure import FailureKind
from waythrough.model.observation import HttpDetail, Observation, ResolveDetail
from waythrough.model.step import Purpose, Step
from waythrough.verdict.dns64 import prefixes, unwrapped
from waythrough.verdict.facts import TargetFacts

DNSSEC_ERRORS = frozenset({6, 7, 8, 9, 10})  # RFC 8914: the zone's own signatures are at fault
POLICY_ERRORS = frozenset({4, 15, 16, 17, 18})  # RFC 8914: forged, blocked, censored, filtered, prohibited
ABSENT = frozenset({FailureKind.NXDOMAIN, FailureKind.NODATA})


def asked(facts: TargetFacts, purpose: Purpose) -> tuple[Observation, ...]:
    """All questions for names of one purpose."""
    return tuple(each for each in facts.observations if each.step is Step.RESOLVE and each.purpose is purpose)


def detail_of(observation: Observation) -> ResolveDetail:
    """The detail of a question; an empty one where it was not kept."""
    detail = observation.detail
    return detail if isinstance(detail, ResolveDetail) else ResolveDetail(resolver="", name=observation.host)


def line_words(facts: TargetFacts) -> tuple[Observation, ...]:
    """What the line's resolver said, also when it was asked without the system in between."""
    raw = tuple(each for each in asked(facts, Purpose.RAW) if each.host == facts.subject)
    return (*facts.line_answers, *raw)


def authenticated(facts: TargetFacts) -> tuple[Observation, ...]:
    """What resolvers said whom nobody on the way can speak for (DoH), from here or through another way."""
    return tuple(
        each
        for known in (facts, *facts.others)
        for each in known.compared
        if each.host == facts.subject and detail_of(each).resolver.startswith("doh:")
    )


def absent(observation: Observation) -> bool:
    """Whether the answer says that there is no such address."""
    return observation.failure is not None and observation.failure.kind in ABSENT


def lost(observation: Observation) -> bool:
    """Whether no answer came at all."""
    return observation.failure is not None and observation.failure.kind is FailureKind.TIMEOUT


def broken(observation: Observation) -> bool:
    """Whether the resolver could not find out."""
    return observation.failure is not None and observation.failure.kind is FailureKind.SERVFAIL


def policy(facts: TargetFacts) -> ResolveDetail | None:
    """The line's resolver saying that it withholds the name by rule (RFC 8914)."""
    told = [each for each in line_words(facts) if detail_of(each).ede in POLICY_ERRORS]
    return detail_of(min(told, key=lambda each: each.ok)) if told else None  # a refusal before an answer


def overtaken(facts: TargetFacts) -> bool:
    """Whether one question got two unlike answers: only an injector on the way does that."""
    return any(detail_of(each).late for each in (*line_words(facts), *facts.compared))


def injector(facts: TargetFacts) -> bool:
    """Whether an address without a resolver answered for the subject and was silent for an uncensored name."""
    mine, control = _deaf(facts)
    return any(mine) and bool(control) and not any(control)


def injected(facts: TargetFacts) -> bool:
    """Whether a box on the way answers in the resolvers' place."""
    return overtaken(facts) or injector(facts)


def led_elsewhere(facts: TargetFacts) -> bool:
    """Whether all questions are led to one resolver: an address without one answers for every name, or two unlike
    resolvers turn out to be the same server."""
    mine, control = _deaf(facts)
    if any(mine) and any(control):
        return True
    seen: dict[frozenset[str], set[str]] = {}
    for each in asked(facts, Purpose.WHOAMI):
        if each.ok:
            detail = detail_of(each)
            seen.setdefault(frozenset(detail.addresses), set()).add(detail.resolver)
    return any(len(resolvers) > 1 for resolvers in seen.values())


def _deaf(facts: TargetFacts) -> tuple[list[bool], list[bool]]:
    """Whether answers came from where no resolver is: for the subject, and for uncensored names."""
    questions = asked(facts, Purpose.DEAF)
    answered = [(each.host == facts.subject, detail_of(each).rcode is not None) for each in questions]
    return [came for mine, came in answered if mine], [came for mine, came in answered if not mine]


def notice_address(facts: TargetFacts) -> str:
    """The answered address at which one page comes for the subject and for an uncensored name, "" when none.

    A server that proves itself another site under a public authority is that site and no notice.
    """
    pages: dict[str, dict[bool, HttpDetail]] = {}
    for each in facts.observations:
        if each.purpose is Purpose.LANDING and each.step is Step.HTTP and isinstance(each.detail, HttpDetail):
            pages.setdefault(each.address, {})[each.host == facts.subject] = each.detail
    for address, shown in pages.items():
        if (
            address in facts.line_addresses - _other_sites(facts)
            and len(shown) == 2
            and _same_page(shown[True], shown[False])
        ):
            return address
    return ""


def _other_sites(facts: TargetFacts) -> frozenset[str]:
    """Addresses that showed an honest certificate which is not the subject's."""
    return frozenset(
        each.address
        for each in facts.observations
        if each.failure is not None and each.failure.kind is FailureKind.CERT_NAME_MISMATCH
    )


def _same_page(one: HttpDetail, two: HttpDetail) -> bool:
    if one.status != two.status:
        return False
    if one.header("location") or two.header("location"):
        return one.header("location") == two.header("location")
    return bool(one.body_bytes) and (one.sha256 == two.sha256 or (bool(one.title) and one.title == two.title))


def foreign_alias(facts: TargetFacts) -> str:
    """The name to which the line's resolver redirects the subject though no authenticated one does, "" when none."""
    genuine = {alias for each in authenticated(facts) for alias in detail_of(each).cnames}
    known = any(each.ok for each in authenticated(facts))
    for each in line_words(facts):
        for alias in detail_of(each).cnames:
            if known and alias not in genuine and _owner(alias) != _owner(facts.subject):
                return alias
    return ""


def _owner(name: str) -> str:
    return ".".join(name.lower().rstrip(".").split(".")[-2:])


def false_addresses(facts: TargetFacts) -> tuple[str, ...]:
    """The answered addresses that no honest answer for a public name holds; what DNS64 made counts as its origin."""
    networks = prefixes(a for each in asked(facts, Purpose.PREFIX) for a in detail_of(each).addresses)
    plan = facts.network.address_plan
    return tuple(
        sorted(each for each in facts.line_addresses if not plan.is_public(unwrapped(each, networks)))
    )

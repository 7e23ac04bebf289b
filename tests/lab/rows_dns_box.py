"""Names that are tampered with by a box on the way, each manner proven by plain questions first."""

from dataclasses import replace

from waythrough.model.run import Depth
from waythrough.model.verdict import Label, Locus

from . import raw
from .censor import (
    COMMON,
    DOH_HONEST,
    ESCAPES,
    FINE_ROW,
    RESOLVES,
    VALID_THERE,
    censored,
    plain,
    roots,
)
from .dns import Kind, Rcode
from .packets import TCP, UDP
from .raw import Saw
from .rows_dns import LIED, ask, honest, told
from .rules import Drop, Forge, Lie, Match, Redirect, Reset, Rule
from .scenario import OK, Raw, Row, Scenario, Truth
from .spec import (
    Door,
    Site,
)
from .standard import (
    DOH,
    ERRATIC,
    FINE,
    ISP_RESOLVER,
    NEUTRAL,
    OFFER,
    PUBLIC_RESOLVERS,
    QUIET_ADDRESS,
    TARGET,
    TARGET_AT,
    internet,
)

NAME = ("target.example",)
INJECTED = replace(LIED, qualifier="injected")
UNKNOWN = Truth(works=False, label=Label.DNS_TAMPERING, alternatives=(Label.INCONCLUSIVE,))
"""Where no honest resolver and no way is at hand, a false answer cannot be told from a broken service."""
DOH_AT = tuple(f"{at}/32" for _, at in DOH)
POOL = (ERRATIC, "203.0.113.67", "203.0.113.68")  # unrelated hosts of a forger; only the first one lives
POISON = "203.0.113.69"
TEREDO = "2001::5f2e:4d1a"
WHOAMI = "whoami.oak.example"
EVERY_RESOLVER = (ISP_RESOLVER, *PUBLIC_RESOLVERS)


def by_injection(
    id_: str, row: str, title: str, *rules: Rule, truth: Truth = LIED, proofs: tuple[Raw, ...] = ()
) -> Scenario:
    """A box on the way answers in the resolvers' place."""
    return Scenario(
        id=id_,
        rows=(row,),
        title=title,
        cause=Label.DNS_TAMPERING,
        internet=internet(),
        rules=rules,
        acts=tuple(rule.name for rule in rules),
        platforms=(censored(truth, truth), FINE_ROW),
        raw=(*COMMON, ESCAPES, DOH_HONEST, VALID_THERE, honest(), *proofs),
    )


RACE = by_injection(
    "dns_race_of_three",
    "DNS-04",
    "Three forged answers overtake the true one",
    Rule(
        name="forge",
        match=Match(qname=NAME, qtype=(Kind.A,)),
        action=Forge(lies=tuple(Lie(addresses=(at,), delay=0.004 * n) for n, at in enumerate(POOL))),
    ),
    truth=INJECTED,
    proofs=(told(PUBLIC_RESOLVERS[0], *((at,) for at in POOL), (TARGET_AT,)),),
)
TEREDO_TOO = by_injection(
    "dns_forged_aaaa",
    "DNS-05",
    "Both families are forged, IPv6 from a range where no service lives",
    Rule(name="forge", match=Match(qname=NAME, qtype=(Kind.A,)), action=Forge((ERRATIC,))),
    Rule(name="forge6", match=Match(qname=NAME, qtype=(Kind.AAAA,)), action=Forge((TEREDO,))),
    truth=INJECTED,
    proofs=(
        told(PUBLIC_RESOLVERS[0], (ERRATIC,), (TARGET_AT,)),
        Raw(
            what="the IPv6 address is forged", probe=plain(ask, ISP_RESOLVER, TARGET, "AAAA"), expect=[TEREDO]
        ),
    ),
)
TEREDO_ONLY = replace(
    by_injection(
        "dns_forged_aaaa_only",
        "DNS-05",
        "Only the IPv6 address is forged: the service opens over IPv4",
        Rule(name="forge6", match=Match(qname=NAME, qtype=(Kind.AAAA,)), action=Forge((TEREDO,))),
        truth=OK,
        proofs=(
            told(PUBLIC_RESOLVERS[0], (TARGET_AT,)),
            Raw(
                what="the IPv6 address is forged",
                probe=plain(ask, ISP_RESOLVER, TARGET, "AAAA"),
                expect=[TEREDO],
            ),
        ),
    ),
    cause=Label.OK,
)
DEAF = by_injection(
    "dns_injector_on_path",
    "DNS-06",
    "Whoever is asked for the name, the box answers and nobody else",
    Rule(
        name="forge",
        match=Match(qname=NAME, qtype=(Kind.A,)),
        action=Forge((ERRATIC,), swallow=True),
    ),
    truth=INJECTED,
    proofs=(
        told(QUIET_ADDRESS, (ERRATIC,)),
        Raw(
            what="no answer for another name where no resolver is",
            probe=plain(raw.answers, QUIET_ADDRESS, FINE),
            expect=[],
        ),
    ),
)
POISONED = replace(
    by_injection(
        "dns_poison_takes_tcp",
        "DNS-16",
        "The forged address takes connections and resets them at the first byte",
        Rule(
            name="forge",
            match=Match(qname=NAME, qtype=(Kind.A,)),
            action=Forge((POISON,), swallow=True),
        ),
        truth=LIED,
        proofs=(
            told(PUBLIC_RESOLVERS[0], (POISON,)),
            Raw(what="it takes connections", probe=plain(raw.connect, POISON, 443), expect=Saw.OPEN),
            Raw(
                what="and resets any name",
                probe=roots(raw.handshake, POISON, next(iter(NEUTRAL))),
                expect=Saw.RESET,
            ),
        ),
    ),
    internet=internet(Site(names=("www.poison.example",), address=POISON, door=Door.RESET_AT_DATA)),
)
_FIXED = "203.0.113.70"
STATIC = replace(
    by_injection(
        "dns_right_address_injected",
        "DNS-15",
        "The box answers with a fixed, right address",
        Rule(name="forge", match=Match(qname=NAME, qtype=(Kind.A,)), action=Forge((_FIXED,))),
        truth=OK,
        proofs=(
            told(PUBLIC_RESOLVERS[0], (_FIXED,), (TARGET_AT,)),
            Raw(what="it is the service's own", probe=roots(raw.handshake, _FIXED, TARGET), expect=Saw.VALID),
        ),
    ),
    cause=Label.OK,
    internet=internet(Site(names=(TARGET,), address=TARGET_AT, hidden=(_FIXED,))),
)
STATIC_FOUND = replace(
    STATIC,
    id="dns_right_address_found",
    title="The same, looked at thoroughly: the injection is a finding",
    depth=Depth.THOROUGH,
    platforms=(
        censored(replace(OK, findings=(Label.DNS_TAMPERING,)), replace(OK, findings=(Label.DNS_TAMPERING,))),
        FINE_ROW,
    ),
)
_EXPIRED = "www.expired.example"
_DEAD_NAME = Truth(
    works=False, label=Label.SERVER_FAULT, locus=Locus.SERVICE, findings=(Label.DNS_TAMPERING,)
)
RESIDUAL = Scenario(
    id="dns_forged_for_a_dead_name",
    rows=("DNS-17",),
    twin="name_gone",
    title="The box still forges answers for a name that is gone",
    cause=Label.SERVER_FAULT,
    internet=internet(),
    rules=(
        Rule(
            name="forge",
            match=Match(qname=(_EXPIRED,), qtype=(Kind.A,)),
            action=Forge((ERRATIC,)),
        ),
    ),
    acts=("forge",),
    platforms=(
        Row(
            id="target",
            url=f"https://{_EXPIRED}/",
            alone=_DEAD_NAME,
            beside=_DEAD_NAME,
            through=Truth(works=False, label=Label.SERVER_FAULT, alternatives=(Label.INCONCLUSIVE,)),
        ),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        honest(),
        Raw(
            what="a lie first, then no such name",
            probe=plain(raw.answers, PUBLIC_RESOLVERS[0], _EXPIRED),
            expect=[(ERRATIC,), (f"rcode {Rcode.NXDOMAIN}",)],
        ),
    ),
)
DROPPED = by_injection(
    "dns_question_dropped",
    "DNS-10",
    "Questions for the name are swallowed",
    Rule(name="drop", match=Match(qname=NAME), action=Drop()),
    proofs=tuple(told(at) for at in EVERY_RESOLVER),
)

_ALL_BUT_OWN = Match(port=53, spare=(f"{ISP_RESOLVER}/32",))
REDIRECTED = Scenario(
    id="dns_redirected",
    rows=("DNS-07",),
    title="Every question, whoever is asked, is led to the provider's lying resolver",
    cause=Label.DNS_TAMPERING,
    internet=internet(lies={TARGET: (ERRATIC,)}),
    rules=(
        Rule(name="dns", match=replace(_ALL_BUT_OWN, protocol=UDP), action=Redirect(ISP_RESOLVER)),
        Rule(name="dns_tcp", match=replace(_ALL_BUT_OWN, protocol=TCP), action=Redirect(ISP_RESOLVER)),
    ),
    acts=("dns", f"lie {TARGET}"),
    offer=replace(OFFER, more={"whoami": WHOAMI}),
    platforms=(
        censored(replace(LIED, qualifier="redirected"), replace(LIED, qualifier="redirected")),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        ESCAPES,
        DOH_HONEST,
        VALID_THERE,
        *(told(at, (ERRATIC,)) for at in EVERY_RESOLVER),
        *(
            Raw(
                what=f"behind {at} stands the provider's",
                probe=plain(raw.answers, at, WHOAMI),
                expect=[(ISP_RESOLVER,)],
            )
            for at in PUBLIC_RESOLVERS
        ),
        honest(PUBLIC_RESOLVERS[0]),
    ),
)
ONLY_OWN = Scenario(
    id="dns_only_own_resolver",
    rows=("DNS-11",),
    title="Other resolvers than the provider's cannot be asked",
    cause=Label.OK,
    internet=internet(),
    rules=(
        Rule(name="dns", match=replace(_ALL_BUT_OWN, protocol=UDP), action=Drop()),
        Rule(name="dns_tcp", match=replace(_ALL_BUT_OWN, protocol=TCP), action=Drop()),
    ),
    acts=("dns",),
    platforms=(Row(id="target", url=f"https://{TARGET}/"), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        VALID_THERE,
        *(told(at) for at in PUBLIC_RESOLVERS),
    ),
)
NO_HONEST_WORD = Scenario(
    id="dns_lie_without_doh",
    rows=("DNS-13",),
    title="The provider lies, other resolvers are led to its own, DoH is cut off",
    cause=Label.DNS_TAMPERING,
    internet=REDIRECTED.internet,
    rules=(
        *REDIRECTED.rules,
        Rule(name="doh", match=Match(sni=tuple(name for name, _ in DOH)), action=Reset()),
        Rule(name="doh_at", match=Match(dst=DOH_AT, port=443, protocol=TCP), action=Reset()),
    ),
    acts=("dns", "doh_at"),
    platforms=(censored(UNKNOWN, LIED), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        VALID_THERE,
        *(told(at, (ERRATIC,)) for at in EVERY_RESOLVER),
        Raw(what="DoH is cut off", probe=roots(raw.doh, DOH[1][1], DOH[1][1], TARGET), expect=Saw.REFUSED),
        honest(),
    ),
)

SCENARIOS = (
    RACE,
    TEREDO_TOO,
    TEREDO_ONLY,
    DEAF,
    REDIRECTED,
    DROPPED,
    ONLY_OWN,
    NO_HONEST_WORD,
    STATIC,
    STATIC_FOUND,
    POISONED,
    RESIDUAL,
)

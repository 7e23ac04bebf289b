"""The direct line spoken to in other manners: what encrypted names and cut hellos open, and what they do not."""

from types import MappingProxyType

from waythrough.model.path import PathSpec
from waythrough.model.verdict import Label, Locus

from . import raw
from .censor import COMMON, DOH_HONEST, ESCAPES, RESOLVES, blocked, plain, roots
from .raw_tls import end_of
from .rules import Drop, Match, Reset, Rule, Way
from .scenario import ESCAPE, OK, OwnWay, Raw, Row, Scenario, Truth
from .spec import NOTICE, Health
from .standard import DOH, FINE, ISP_RESOLVER, TARGET, TARGET_AT, internet, target

URL = f"https://{TARGET}/"
LIED = blocked(Label.DNS_TAMPERING)
FILTERED = blocked(Label.SNI_FILTERING, Label.CONN_INTERFERENCE)


def trick(name: str, **fields: str) -> OwnWay:
    """A trick as a way, by its fields."""
    return OwnWay(name=name, link=PathSpec(id=name, kind="tricks", fields=MappingProxyType(dict(fields))))


NAMES = trick("names", doh=f"https://{DOH[0][0]}/dns-query")
TCP, RECORD, BOTH = (trick(each, split=each) for each in ("tcp", "record", "both"))


def target_row(direct: Truth, through: dict[str, Truth], alone: Truth | None = None) -> Row:
    """The target over the line and its tricks; `alone` is the direct cell without the escaping proxy."""
    return Row(id="target", url=URL, alone=alone or direct, beside=direct, through=through)


FINE_TOO = Row(id="fine", url=f"https://{FINE}/")

LYING_RESOLVER = Scenario(
    id="trick_names",
    title="The provider's resolver lies about a name; encrypted DNS learns the truth",
    cause=Label.DNS_TAMPERING,
    internet=internet(lies={TARGET: (NOTICE,)}),
    ways=(NAMES, RECORD),
    platforms=(target_row(LIED, {"record": LIED, "names": OK}), FINE_TOO),
    acts=(f"lie {TARGET}",),
    raw=(
        *COMMON,
        ESCAPES,
        DOH_HONEST,
        Raw(what="it lies", probe=plain(raw.answers, ISP_RESOLVER, TARGET), expect=[(NOTICE,)]),
    ),
)

SINGLE_PACKETS = Scenario(
    id="trick_cut",
    title="A box reads names in single packets only; a cut hello passes it",
    cause=Label.SNI_FILTERING,
    internet=internet(),
    rules=(Rule(name="sni", match=Match(sni=(TARGET,), reassembles=False), action=Reset(way=Way.DOWN)),),
    acts=("sni",),
    ways=(NAMES, TCP, RECORD, BOTH),
    platforms=(target_row(FILTERED, {"names": FILTERED, "tcp": OK, "record": OK, "both": OK}), FINE_TOO),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(what="name at its address", probe=roots(end_of, TARGET_AT, TARGET), expect="reset"),
    ),
)

WHOLE_HELLOS = Scenario(
    id="trick_useless",
    title="A box joins what was cut and drops the name all the same",
    cause=Label.SNI_FILTERING,
    internet=internet(),
    rules=(Rule(name="sni", match=Match(sni=(TARGET,)), action=Drop()),),
    acts=("sni",),
    ways=(TCP, BOTH),
    platforms=(
        target_row(FILTERED, {"tcp": FILTERED, "both": FILTERED}),
        FINE_TOO,
    ),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(what="name at its address", probe=roots(end_of, TARGET_AT, TARGET), expect="silent"),
    ),
)

_GONE = Truth(works=False, label=Label.SERVER_FAULT, locus=Locus.SERVICE)
_UNCLEAR = Truth(works=False, label=Label.INCONCLUSIVE)
SERVER_GONE = Scenario(
    id="trick_no_witness",
    title="The server is down: tricks on the same line fail alike, and are no second witness",
    cause=Label.SERVER_FAULT,
    honest=True,
    internet=internet(target(health=Health.DOWN)),
    ways=(NAMES, BOTH),
    platforms=(
        Row(
            id="target",
            url=URL,
            alone=_UNCLEAR,
            beside=_GONE,
            through={ESCAPE: _GONE, "names": _GONE, "both": _GONE},
            through_alone={"names": _UNCLEAR, "both": _UNCLEAR},
        ),
        FINE_TOO,
    ),
    raw=(*COMMON, Raw(what="silent", probe=plain(raw.connect, TARGET_AT, 443), expect=raw.Saw.SILENT)),
)

NO_RESOLVER = Scenario(
    id="trick_no_resolver",
    title="Encrypted DNS that nobody answers is the trick's own failure",
    cause=Label.PATH_FAILURE,
    internet=internet(),
    rules=(Rule(name="doh", match=Match(dst=(f"{DOH[0][1]}/32",)), action=Drop()),),
    acts=("doh",),
    ways=(NAMES,),
    platforms=(
        Row(
            id="target",
            url=URL,
            through={"names": Truth(works=False, label=Label.PATH_FAILURE, locus=Locus.PATH_ENTRY)},
        ),
    ),
    raw=(*COMMON, Raw(what="silent", probe=plain(raw.connect, DOH[0][1], 443), expect=raw.Saw.SILENT)),
)

SCENARIOS = (LYING_RESOLVER, SINGLE_PACKETS, WHOLE_HELLOS, SERVER_GONE, NO_RESOLVER)

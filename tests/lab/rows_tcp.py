"""Connections that break below TLS: one way only, in a storm of resets, or now and then."""

from dataclasses import replace

from waythrough.model.run import Depth
from waythrough.model.verdict import Label

from . import raw
from .censor import COMMON, ESCAPES, FINE_ROW, NEUTRAL_NAME, RESOLVES, blocked, censored, plain, roots
from .raw import Saw
from .raw_tls import end_of
from .rules import Drop, Match, Reset, Rule, Way
from .scenario import Raw, Scenario
from .standard import TARGET, TARGET_AT, internet
from .world import Lab

NAMED = Match(sni=("target.example",))
OPEN = Raw(what="the address accepts", probe=plain(raw.connect, TARGET_AT, 443), expect=Saw.OPEN)
OTHER = Raw(
    what="neutral name at the address", probe=roots(end_of, TARGET_AT, NEUTRAL_NAME), expect="other name"
)


def _now_and_then(lab: Lab) -> set[str]:
    return {end_of(TARGET_AT, TARGET, lab.papers.root) for _ in range(24)}


# Of 8 tries 2 pass on average: it opens now and then, so nobody may say that it does or that it does not.
_SELDOM = replace(blocked(Label.CONN_INTERFERENCE, Label.SNI_FILTERING), works=None)
TCP_03 = Scenario(
    id="tcp_03",
    rows=("TCP-03",),
    title="Three connections of four are reset upon the name",
    cause=Label.CONN_INTERFERENCE,
    internet=internet(),
    rules=(Rule(name="sni", match=Match(sni=("target.example",), chance=0.75), action=Reset()),),
    acts=("sni",),
    depth=Depth.THOROUGH,
    random="each connection with the name is reset with probability 0.75; a first try passes once in four",
    repeats=4,
    platforms=(censored(_SELDOM.widened(Label.INCONCLUSIVE), _SELDOM), FINE_ROW),
    raw=(
        *COMMON,
        RESOLVES,
        OPEN,
        OTHER,
        Raw(what="some pass, some do not", probe=_now_and_then, expect={"valid", "reset"}),
    ),
)

TCP_04 = Scenario(
    id="tcp_04",
    rows=("TCP-04",),
    title="After the name nothing of the server comes through",
    cause=Label.SNI_FILTERING,
    internet=internet(),
    rules=(Rule(name="sni", match=NAMED, action=Drop(way=Way.DOWN)),),
    acts=("sni",),
    platforms=(censored(blocked(Label.SNI_FILTERING), blocked(Label.SNI_FILTERING)), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        OPEN,
        OTHER,
        Raw(what="silence", probe=roots(end_of, TARGET_AT, TARGET), expect="silent"),
    ),
)

# The trigger is a name, and the pairs isolate it: then the more exact label is as right.
_STORM = blocked(Label.CONN_INTERFERENCE, Label.SNI_FILTERING)
TCP_05 = Scenario(
    id="tcp_05",
    rows=("TCP-05",),
    title="A storm of resets to both ends upon the name",
    cause=Label.CONN_INTERFERENCE,
    internet=internet(),
    rules=(Rule(name="sni", match=NAMED, action=Reset(copies=3, bare=3)),),
    acts=("sni",),
    platforms=(censored(_STORM, _STORM), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        OPEN,
        OTHER,
        Raw(what="reset", probe=roots(end_of, TARGET_AT, TARGET), expect="reset"),
    ),
)

SCENARIOS = (TCP_03, TCP_04, TCP_05)

"""Rows of ECH: filters of connections that hide their name, over TCP and QUIC, and of the records with the keys."""

from dataclasses import replace

from waythrough.model.run import Depth
from waythrough.model.verdict import Label

from .packets import UDP
from .quic_world import (
    BOTH_OPEN,
    COVER,
    H3_HOSTS,
    QUIET,
    VALID,
    WITH_H3,
    hello,
    look,
    look_hidden,
    quick,
    rows,
)
from .raw import Saw
from .raw_tools import Told, ask
from .rules import Drop, Forge, Lie, Match, Residual, Rule
from .scenario import Raw, Scenario
from .spec import SERVFAIL, Say
from .standard import ISP_RESOLVER, TARGET, TARGET_AT

ECH, ESNI = 0xFE0D, 0xFFCE
HTTPS = 65
LAST_NAME, LAST_AT = list(H3_HOSTS.items())[-1]
BLOCKED = rows(Label.ECH_BLOCKING)
PLAIN = Raw(what="a hello without ECH is answered", probe=hello("plain"), expect=Saw.OPEN)
GREASE = Raw(what="so is one with a meaningless ECH", probe=hello("grease"), expect=Saw.OPEN)
REAL = Raw(what="one with a key's ECH is not", probe=hello("real"), expect=Saw.SILENT)

HIDDEN = Scenario(
    id="ech_hidden_name",
    title="Hellos with ECH under the public name are lost, over TCP and over QUIC",
    cause=Label.ECH_BLOCKING,
    rows=("TLS-12",),
    twin="all_green",
    depth=Depth.THOROUGH,
    internet=quick(),
    offer=WITH_H3,
    rules=(
        Rule(name="ech", match=Match(extensions=(ECH,), sni=(COVER,)), action=Drop()),
        Rule(name="quic ech", match=Match(extensions=(ECH,), sni=(COVER,), protocol=UDP), action=Drop()),
    ),
    acts=("ech",),
    platforms=BLOCKED,
    raw=(*BOTH_OPEN, PLAIN, GREASE, REAL),
)

HIDDEN_QUIC = Scenario(
    id="quic_ech",
    title="QUIC Initials with ECH under the public name are lost",
    cause=Label.ECH_BLOCKING,
    rows=("QUIC-06",),
    twin="all_green",
    depth=Depth.THOROUGH,
    internet=quick(),
    offer=WITH_H3,
    rules=(Rule(name="quic ech", match=Match(extensions=(ECH,), sni=(COVER,), protocol=UDP), action=Drop()),),
    acts=("quic ech",),
    platforms=BLOCKED,
    raw=(
        *BOTH_OPEN,
        PLAIN,
        GREASE,
        Raw(what="one with a key's ECH is answered over TCP", probe=hello("real"), expect=Saw.OPEN),
        Raw(what="QUIC without it gets through", probe=look(TARGET, TARGET_AT), expect=VALID),
        Raw(what="QUIC with it does not", probe=look_hidden, expect=QUIET),
        Raw(what="the public name alone gets through", probe=look(COVER, TARGET_AT), expect=VALID),
    ),
)

FORERUNNER = Scenario(
    id="esni",
    title="Hellos with the extension of ESNI are lost, and for three minutes all others to that server",
    cause=Label.ECH_BLOCKING,
    rows=("TLS-11",),
    twin="no_h3",
    depth=Depth.THOROUGH,
    internet=quick(),
    offer=WITH_H3,
    rules=(
        Rule(name="esni", match=Match(extensions=(ESNI,)), action=Drop(), residual=Residual(seconds=180)),
    ),
    acts=("esni", "esni residual"),
    platforms=BLOCKED,
    raw=(
        *BOTH_OPEN,
        PLAIN,
        Raw(
            what="a neutral host answers a usual hello",
            probe=hello("plain", name=LAST_NAME, address=LAST_AT),
            expect=Saw.OPEN,
        ),
        Raw(
            what="it does not answer one with ESNI",
            probe=hello("esni", name=LAST_NAME, address=LAST_AT),
            expect=Saw.SILENT,
        ),
        Raw(
            what="nor any other after it",
            probe=hello("plain", name=LAST_NAME, address=LAST_AT),
            expect=Saw.SILENT,
        ),
        Raw(what="the target is not touched", probe=hello("plain"), expect=Saw.OPEN),
    ),
)


def _keys(told: Told | None) -> bool | None:
    """Whether an answer has a key for ECH; None for no answer at all."""
    return None if told is None else any("ech=" in text for text in told.of("HTTPS"))


def _withheld(name: str, title: str, expect: bool | None, **more: object) -> Scenario:
    says = more.get("says")
    assert says is None or isinstance(says, Say)
    return Scenario(
        id=name,
        title=title,
        cause=Label.ECH_BLOCKING,
        rows=("DNS-18",),
        twin="no_h3",
        depth=Depth.THOROUGH,
        internet=quick(says={TARGET: says} if says is not None else None),
        offer=WITH_H3,
        rules=more.get("rules", ()),  # type: ignore[arg-type]
        acts=more.get("acts", ()),  # type: ignore[arg-type]
        platforms=BLOCKED,
        raw=(
            *BOTH_OPEN,
            Raw(
                what="the provider's resolver gives the address",
                probe=lambda _: (told := ask(ISP_RESOLVER, TARGET)) and told.of("A"),
                expect=(TARGET_AT,),
            ),
            Raw(
                what="it does not give the key",
                probe=lambda _: _keys(ask(ISP_RESOLVER, TARGET, "HTTPS")),
                expect=expect,
            ),
        ),
    )


NO_KEY = _withheld(
    "record_without_key",
    "The provider's resolver takes the key for ECH out of the HTTPS record",
    False,
    says=Say(no_ech=True),
)
NO_RECORD = _withheld(
    "record_empty",
    "The provider's resolver says that there is no HTTPS record",
    False,
    says=Say(nodata=True, kinds=(HTTPS,)),
)
RECORD_FAILS = _withheld(
    "record_servfail",
    "The provider's resolver fails for HTTPS records only",
    False,
    says=replace(SERVFAIL, kinds=(HTTPS,)),
)
RECORD_ON_PATH = _withheld(
    "record_on_path",
    "Every question for an HTTPS record is answered on the way: there is none",
    False,
    rules=(Rule(name="type 65", match=Match(qtype=(HTTPS,)), action=Forge(lies=(Lie(),), swallow=True)),),
    acts=("type 65",),
)

SCENARIOS = (HIDDEN, HIDDEN_QUIC, FORERUNNER, NO_KEY, NO_RECORD, RECORD_FAILS, RECORD_ON_PATH)

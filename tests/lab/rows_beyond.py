"""Censors beyond the table of rows: what has been seen in the field, or follows from two things at once."""

from waythrough.model.verdict import Label

from . import raw
from .censor import (
    AT_TARGET,
    COMMON,
    DOH_HONEST,
    ESCAPES,
    FINE_ROW,
    NEUTRAL_AT,
    NEUTRAL_NAME,
    RESOLVES,
    UNCLEAR,
    VALID_THERE,
    blocked,
    censored,
    page,
    plain,
    roots,
)
from .packets import TCP, UDP
from .raw import Saw
from .rules import Drop, Forge, Match, Police, Redirect, Reset, Residual, Rule, Scope, Stall
from .scenario import OK, Raw, Row, Scenario, Truth
from .spec import DOMESTIC_NET, NOTICE, PORTAL, SERVFAIL, Page, Site
from .standard import (
    CANARY_204,
    DOH,
    HOME,
    HOME_AT,
    ISP_RESOLVER,
    PUBLIC_RESOLVERS,
    SECOND,
    TARGET,
    TARGET_AT,
    internet,
)

BOGON = "10.10.34.34"
EVERY_RESOLVER = (ISP_RESOLVER, *PUBLIC_RESOLVERS)
NAME = ("target.example",)
URL = f"https://{TARGET}/"


BOGON_ON_PATH = Scenario(
    id="dns_bogon_on_path",
    title="Every resolver seems to give a private address for the name",
    cause=Label.DNS_TAMPERING,
    twin="family_filter_nowhere",
    internet=internet(),
    rules=(Rule(name="forge", match=Match(qname=NAME), action=Forge((BOGON,), swallow=True)),),
    acts=("forge",),
    platforms=(censored(blocked(Label.DNS_TAMPERING), blocked(Label.DNS_TAMPERING)), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        DOH_HONEST,
        VALID_THERE,
        *(
            Raw(
                what=f"{at}: the private address only",
                probe=plain(raw.answers, at, TARGET),
                expect=[(BOGON,)],
            )
            for at in EVERY_RESOLVER
        ),
    ),
)

SERVFAIL_FOR_NAME = Scenario(
    id="dns_servfail_for_name",
    title="The provider's resolver fails for one name, always, and for no other",
    cause=Label.DNS_TAMPERING,
    twin="dns_bad_signatures_untold",
    internet=internet(says={"target.example": SERVFAIL}),
    platforms=(
        censored(blocked(Label.DNS_TAMPERING, Label.INCONCLUSIVE, locus=None), blocked(Label.DNS_TAMPERING)),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        ESCAPES,
        DOH_HONEST,
        VALID_THERE,
        Raw(what="it fails", probe=plain(raw.answers, ISP_RESOLVER, TARGET), expect=[("rcode 2",)]),
        Raw(
            what="not for others", probe=plain(raw.answers, ISP_RESOLVER, SECOND), expect=[("203.0.113.11",)]
        ),
    ),
)

DOH_BLOCKED = Scenario(
    id="doh_blocked",
    title="Encrypted resolvers are reset by name; the provider's own tells the truth",
    cause=Label.SNI_FILTERING,
    internet=internet(),
    rules=(Rule(name="doh", match=Match(sni=tuple(name for name, _ in DOH)), action=Reset()),),
    platforms=(Row(id="target", url=URL), FINE_ROW),
    raw=(
        *COMMON,
        RESOLVES,
        *(
            Raw(what=f"{name} is reset", probe=roots(raw.doh, at, name, TARGET), expect=Saw.RESET)
            for name, at in DOH
        ),
    ),
)

SHARED_ADDRESS = Scenario(
    id="ip_shared_address",
    title="Two services share an address, which is closed",
    cause=Label.IP_BLOCKING,
    twin="server_down",
    internet=internet(Site(names=(TARGET, "www.alias.example"), address=TARGET_AT)),
    rules=(Rule(name="address", match=Match(dst=AT_TARGET), action=Drop()),),
    acts=("address",),
    platforms=(
        censored(UNCLEAR, blocked(Label.IP_BLOCKING)),
        censored(UNCLEAR, blocked(Label.IP_BLOCKING), name="alias"),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(what="silence", probe=plain(raw.connect, TARGET_AT, 443), expect=Saw.SILENT),
    ),
)

RESET_AT_DATA = Scenario(
    id="ip_reset_at_data",
    title="At this address and port every first byte is answered by a reset, whatever the name",
    cause=Label.IP_BLOCKING,
    twin="server_resets_at_data",
    internet=internet(),
    rules=(
        Rule(
            name="endpoint",
            match=Match(dst=AT_TARGET, port=443, protocol=TCP, any_payload=True),
            action=Reset(),
        ),
    ),
    acts=("endpoint",),
    platforms=(censored(UNCLEAR, blocked(Label.IP_BLOCKING)), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(what="it connects", probe=plain(raw.connect, TARGET_AT, 443), expect=Saw.OPEN),
        Raw(what="the name is reset", probe=roots(raw.handshake, TARGET_AT, TARGET), expect=Saw.RESET),
        Raw(what="another as well", probe=roots(raw.handshake, TARGET_AT, NEUTRAL_NAME), expect=Saw.RESET),
        Raw(
            what="the name passes elsewhere",
            probe=roots(raw.handshake, NEUTRAL_AT, TARGET),
            expect=Saw.OTHER_NAME,
        ),
    ),
)

RESIDUAL_ADDRESS = Scenario(
    id="sni_residual_address",
    title="After the name every packet to that address is lost for a minute",
    cause=Label.SNI_FILTERING,
    twin="server_down",
    internet=internet(),
    rules=(
        Rule(
            name="sni",
            match=Match(sni=NAME),
            action=Drop(),
            residual=Residual(seconds=60, scope=Scope.ADDRESS, from_start=True),
        ),
    ),
    acts=("sni",),
    platforms=(
        censored(
            blocked(Label.SNI_FILTERING, Label.INCONCLUSIVE, locus=None),
            blocked(Label.SNI_FILTERING, Label.CONN_INTERFERENCE),
        ),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(
            what="a neutral name passes before",
            probe=roots(raw.handshake, TARGET_AT, NEUTRAL_NAME),
            expect=Saw.OTHER_NAME,
        ),
        Raw(what="the name falls silent", probe=roots(raw.handshake, TARGET_AT, TARGET), expect=Saw.SILENT),
        Raw(what="then nothing connects", probe=plain(raw.connect, TARGET_AT, 443), expect=Saw.SILENT),
    ),
)

_ALLOWED = (DOMESTIC_NET,)
_ONLY_HOME = Truth(works=None, label=Label.UNTARGETED_BLOCKING, network=Label.UNTARGETED_BLOCKING)
SNI_ALLOWLIST = Scenario(
    id="sni_allowlist",
    title="Only domestic names may speak: foreign handshakes pass, then silence",
    cause=Label.UNTARGETED_BLOCKING,
    internet=internet(),
    rules=(
        Rule(
            name="allowlist",
            match=Match(any_hello=True, spare=_ALLOWED, spare_sni=("home.example",)),
            action=Stall(),
        ),
    ),
    acts=("allowlist",),
    platforms=tuple(
        Row(
            id=name,
            url=f"https://www.{name}.example/",
            alone=_ONLY_HOME,
            beside=_ONLY_HOME,
        )
        for name in ("target", "fine")
    ),
    raw=(
        Raw(
            what="home opens",
            probe=page(HOME, HOME_AT),
            expect=200,
        ),
        Raw(
            what="a foreign handshake", probe=roots(raw.handshake, NEUTRAL_AT, NEUTRAL_NAME), expect=Saw.VALID
        ),
        Raw(
            what="but no page",
            probe=page(NEUTRAL_NAME, NEUTRAL_AT),
            expect=Saw.SILENT,
        ),
    ),
)

LIE_AND_SNI = Scenario(
    id="dns_lie_and_sni",
    title="The resolver lies, and whoever finds the true address is reset upon the name",
    cause=Label.DNS_TAMPERING,
    internet=internet(lies={TARGET: (NOTICE,)}),
    rules=(Rule(name="sni", match=Match(sni=NAME), action=Reset()),),
    acts=(f"lie {TARGET}", "sni"),
    platforms=(
        censored(
            blocked(Label.DNS_TAMPERING, Label.SNI_FILTERING, Label.INCONCLUSIVE, locus=None),
            blocked(Label.DNS_TAMPERING, Label.SNI_FILTERING),
        ),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        ESCAPES,
        DOH_HONEST,
        Raw(what="the lie", probe=plain(raw.answers, ISP_RESOLVER, TARGET), expect=[(NOTICE,)]),
        Raw(what="the reset", probe=roots(raw.handshake, TARGET_AT, TARGET), expect=Saw.RESET),
    ),
)

EXTREME_THROTTLE = Scenario(
    id="throttle_to_death",
    title="Upon the name 1 kbit/s is left: something comes, never a page",
    cause=Label.THROTTLING,
    twin="slow_origin",
    internet=internet(Site(names=(TARGET,), address=TARGET_AT, page=Page(size=20000))),
    rules=(Rule(name="slow", match=Match(sni=NAME), action=Police(kbit=1, burst=1500)),),
    acts=("slow",),
    platforms=(
        censored(
            blocked(
                Label.INCONCLUSIVE,
                Label.THROTTLING,
                Label.SNI_FILTERING,
                Label.CONN_INTERFERENCE,
                locus=None,
            ),
            blocked(Label.THROTTLING, Label.SNI_FILTERING, Label.CONN_INTERFERENCE),
        ),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(
            what="no page within eight seconds",
            probe=page(TARGET, TARGET_AT, patience=8),
            expect=Saw.SILENT,
        ),
    ),
    lossy_too=False,
)

_PORTAL_TRUTH = Truth(works=None, label=Label.CAPTIVE_PORTAL, network=Label.CAPTIVE_PORTAL)
QUIET_PORTAL = Scenario(
    id="portal_by_web_only",
    title="A login page answers plain pages; names are told truly, all else is lost",
    cause=Label.CAPTIVE_PORTAL,
    honest=True,
    internet=internet(),
    rules=(
        Rule(
            name="web", match=Match(port=80, protocol=TCP, spare=(f"{PORTAL}/32",)), action=Redirect(PORTAL)
        ),
        Rule(name="rest", match=Match(protocol=TCP, spare=(f"{PORTAL}/32",)), action=Drop()),
    ),
    acts=("web", "rest"),
    platforms=tuple(
        Row(
            id=name,
            url=f"https://www.{name}.example/",
            alone=_PORTAL_TRUTH,
            beside=_PORTAL_TRUTH,
            through=_PORTAL_TRUTH,
        )
        for name in ("target", "fine")
    ),
    raw=(
        RESOLVES,
        Raw(
            what="a known page leads to the portal",
            probe=lambda _: raw.status(raw.get(CANARY_204[0], address=CANARY_204[1])),
            expect=302,
        ),
        Raw(what="443 is lost", probe=plain(raw.connect, TARGET_AT, 443), expect=Saw.SILENT),
    ),
)

UDP_ONLY_DEAD = Scenario(
    id="udp_abroad_dropped",
    title="All UDP that leaves the country is lost; pages come",
    cause=Label.OK,
    honest=True,
    internet=internet(),
    rules=(Rule(name="udp", match=Match(protocol=UDP, spare=(DOMESTIC_NET,)), action=Drop()),),
    platforms=(Row(id="target", url=URL, alone=OK, beside=OK), FINE_ROW),
    raw=(
        *COMMON,
        RESOLVES,
        Raw(
            what="public resolvers are out of reach",
            probe=plain(raw.answers, PUBLIC_RESOLVERS[0], TARGET),
            expect=[],
        ),
    ),
)

SCENARIOS = (
    BOGON_ON_PATH,
    SERVFAIL_FOR_NAME,
    DOH_BLOCKED,
    SHARED_ADDRESS,
    RESET_AT_DATA,
    RESIDUAL_ADDRESS,
    SNI_ALLOWLIST,
    LIE_AND_SNI,
    EXTREME_THROTTLE,
    QUIET_PORTAL,
    UDP_ONLY_DEAD,
)

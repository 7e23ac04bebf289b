"""What a box finds in the hello itself: its looks, its length, how many there are at once."""

from waythrough.model.run import Depth
from waythrough.model.verdict import Label, Locus

from . import raw
from .censor import AT_TARGET, COMMON, ESCAPES, FINE_ROW, NEUTRAL_AT, NEUTRAL_NAME, RESOLVES, plain, roots
from .raw_browser import browser_end_of
from .raw_tls import at_once, end_of
from .rules import Drop, Match, Residual, Rule, Scope
from .scenario import Raw, Row, Scenario, Truth
from .spec import Site
from .standard import FINE, TARGET, TARGET_AT, internet

OPENSSL_FIRST = ((78, b"\x13\x02"),)
"""TLS_AES_256_GCM_SHA384 as the first cipher: OpenSSL's order. Chrome's list begins with a GREASE value."""

ONLY_OURS = Truth(works=True, label=Label.PROTOCOL_BLOCKING, locus=Locus.DIRECT, qualifier="fingerprint")
NOTED = Truth(works=True, label=Label.OK, network=Label.NETWORK_TROUBLE)
CROWDED = Truth(works=True, label=Label.PROTOCOL_BLOCKING, locus=Locus.DIRECT, qualifier="parallel")
FEW = Truth(works=True, label=Label.ACCESS_CHALLENGE, alternatives=(Label.OK,), qualifier="connections")

FINGERPRINT = Scenario(
    id="tls_fingerprint",
    title="Hellos of OpenSSL to the address are lost, those of browsers pass",
    cause=Label.PROTOCOL_BLOCKING,
    internet=internet(),
    rules=(Rule(name="looks", match=Match(dst=AT_TARGET, signature=OPENSSL_FIRST), action=Drop()),),
    acts=("looks",),
    platforms=(Row(id="target", url=f"https://{TARGET}/", alone=ONLY_OURS, beside=ONLY_OURS), FINE_ROW),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(what="the address accepts", probe=plain(raw.connect, TARGET_AT, 443), expect=raw.Saw.OPEN),
        Raw(what="a plain hello dies", probe=roots(end_of, TARGET_AT, TARGET), expect="silent"),
        Raw(what="under any name", probe=roots(end_of, TARGET_AT, NEUTRAL_NAME), expect="silent"),
        Raw(what="a browser's passes", probe=roots(browser_end_of, TARGET_AT, TARGET), expect="valid"),
    ),
)

LARGE = Scenario(
    id="large_hello",
    title="A box at home loses hellos that do not fit one segment, whoever they go to",
    rows=("BEN-31",),
    cause=Label.NETWORK_TROUBLE,
    honest=True,
    depth=Depth.THOROUGH,
    internet=internet(),
    rules=(Rule(name="large", match=Match(any_hello=True, hello_over=1460), action=Drop()),),
    acts=("large",),
    platforms=(
        Row(id="target", url=f"https://{TARGET}/", alone=NOTED, beside=NOTED),
        Row(id="fine", url=f"https://{FINE}/", alone=NOTED, beside=NOTED),
    ),
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(what="a short hello passes", probe=roots(end_of, TARGET_AT, TARGET), expect="valid"),
        Raw(what="a long one does not", probe=roots(browser_end_of, TARGET_AT, TARGET), expect="silent"),
        Raw(
            what="neither to a neutral host",
            probe=roots(browser_end_of, NEUTRAL_AT, NEUTRAL_NAME),
            expect="silent",
        ),
    ),
)

CROWD = Scenario(
    id="tls_parallel",
    title="At the fourth open hello with the name it and all later ones are lost for a minute",
    rows=("TLS-16",),
    cause=Label.PROTOCOL_BLOCKING,
    twin="server_limit",
    depth=Depth.THOROUGH,
    internet=internet(),
    rules=(
        Rule(
            name="parallel",
            match=Match(sni=("target.example",), parallel=4),
            action=Drop(),
            residual=Residual(seconds=60.0, scope=Scope.NAME),
        ),
    ),
    acts=("parallel",),
    platforms=(Row(id="target", url=f"https://{TARGET}/", alone=CROWDED, beside=CROWDED), FINE_ROW),
    raw_in_turn=True,
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(what="one opens", probe=roots(end_of, TARGET_AT, TARGET), expect="valid"),
        Raw(
            what="six to a neutral host open",
            probe=lambda lab: at_once(NEUTRAL_AT, NEUTRAL_NAME, lab.papers.root, 6),
            expect=6,
        ),
        Raw(
            what="of six to the target not all open",
            probe=lambda lab: at_once(TARGET_AT, TARGET, lab.papers.root, 6) < 5,
            expect=True,
        ),
        Raw(what="nor one afterwards", probe=roots(end_of, TARGET_AT, TARGET), expect="silent"),
    ),
)

LIMITED = Scenario(
    id="server_limit",
    title="The server itself takes three connections at once from one address and resets the next ones",
    rows=("BEN-33",),
    cause=Label.ACCESS_CHALLENGE,
    honest=True,
    depth=Depth.THOROUGH,
    internet=internet(Site(names=(TARGET,), address=TARGET_AT, limit=3)),
    platforms=(Row(id="target", url=f"https://{TARGET}/", beside=FEW), FINE_ROW),
    raw_in_turn=True,
    raw=(
        *COMMON,
        ESCAPES,
        RESOLVES,
        Raw(what="one opens", probe=roots(end_of, TARGET_AT, TARGET), expect="valid"),
        Raw(
            what="of six three open",
            probe=lambda lab: at_once(TARGET_AT, TARGET, lab.papers.root, 6),
            expect=3,
        ),
    ),
)

SCENARIOS = (FINGERPRINT, LARGE, CROWD, LIMITED)

"""What a box finds in the hello itself: its looks, its length, how many there are at once."""

from waythrough.model.verdict import Label, Locus

from . import raw
from .censor import AT_TARGET, COMMON, ESCAPES, FINE_ROW, NEUTRAL_NAME, RESOLVES, plain, roots
from .raw_browser import browser_end_of
from .raw_tls import end_of
from .rules import Drop, Match, Rule
from .scenario import Raw, Row, Scenario, Truth
from .standard import TARGET, TARGET_AT, internet

OPENSSL_FIRST = ((78, b"\x13\x02"),)
"""TLS_AES_256_GCM_SHA384 as the first cipher: OpenSSL's order. Chrome's list begins with a GREASE value."""

ONLY_OURS = Truth(works=True, label=Label.PROTOCOL_BLOCKING, locus=Locus.DIRECT, qualifier="fingerprint")

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

SCENARIOS = (FINGERPRINT,)

"""Safe lines that somebody opens: a censor for listed names, a product or a firm on the user's own side."""

from dataclasses import replace

from waythrough.model.verdict import Label, Locus

from .censor import COMMON, ESCAPES, FINE_ROW, RESOLVES, blocked, censored, roots
from .honest import URL
from .local import Local
from .packets import TCP
from .raw_tls import end_of
from .rules import Match, Redirect, Rule
from .scenario import Raw, Row, Scenario, Truth
from .spec import EVERY, Authority, Interceptor, Page
from .standard import FINE, FINE_AT, NEUTRAL, SECOND, SECOND_AT, TARGET, TARGET_AT, internet
from .world import Lab

OPENER = "198.51.100.98"
LISTED = ("target.example", "second.example")
NOTICE = Page(text="<html><title>Aviso</title><body>Contenido bloqueado por requerimiento.</body></html>")
LED = Rule(name="led", match=Match(port=443, protocol=TCP, any_hello=True), action=Redirect(OPENER))
BY_NAME = Rule(name="led", match=Match(sni=LISTED), action=Redirect(OPENER))


def _trusted_here(lab: Lab) -> str:
    return end_of(TARGET_AT, TARGET, lab.papers.os_roots)


def _mitm(row: str, title: str, interceptor: Interceptor, local: Local, here: str) -> Scenario:
    truth = blocked(Label.TLS_MITM)
    return Scenario(
        id=row.lower().replace("-", "_"),
        rows=(row,),
        title=title,
        cause=Label.TLS_MITM,
        twin="loc_02",
        internet=replace(internet(), interceptors=(interceptor,)),
        rules=(BY_NAME,),
        acts=("led",),
        local=local,
        platforms=(censored(truth, truth), censored(truth, truth, name="second"), FINE_ROW),
        raw=(
            *COMMON,
            ESCAPES,
            RESOLVES,
            Raw(what="a foreign chain", probe=roots(end_of, TARGET_AT, TARGET), expect="untrusted"),
            Raw(what="and at the second", probe=roots(end_of, SECOND_AT, SECOND), expect="untrusted"),
            Raw(what="by the system's store", probe=_trusted_here, expect=here),
        ),
    )


UNTOUCHED = Local()
TLS_08 = _mitm(
    "TLS-08",
    "Listed names meet a certificate signed by itself, with a notice behind it",
    Interceptor(address=OPENER, names=LISTED, self_signed=True, page=NOTICE),
    UNTOUCHED,
    "untrusted",
)
TLS_09 = _mitm(
    "TLS-09",
    "Listed names meet a chain of a national root",
    Interceptor(address=OPENER, names=LISTED, authority=Authority.STATE),
    UNTOUCHED,
    "untrusted",
)
TLS_10 = _mitm(
    "TLS-10",
    "The same with that root installed on the computer",
    Interceptor(address=OPENER, names=LISTED, authority=Authority.STATE),
    Local(trusts=(Authority.STATE,)),
    "valid",
)

_OWN = Truth(works=None, label=Label.LOCAL_INTERCEPTION, network=Label.LOCAL_INTERCEPTION, locus=Locus.LOCAL)


def _all_opened(row: str, title: str, authority: Authority, spare: tuple[str, ...]) -> Scenario:
    return Scenario(
        id=row.lower().replace("-", "_"),
        rows=(row,),
        title=title,
        cause=Label.LOCAL_INTERCEPTION,
        honest=True,
        internet=replace(
            internet(),
            interceptors=(Interceptor(address=OPENER, names=(EVERY,), spare=spare, authority=authority),),
        ),
        rules=(LED,),
        acts=("led",),
        local=Local(trusts=(authority,)),
        platforms=(
            Row(id="target", url=URL, alone=_OWN, beside=_OWN),
            Row(id="fine", url=f"https://{FINE}/", alone=_OWN, beside=_OWN),
        ),
        raw=(
            RESOLVES,
            Raw(
                what="unknown to the public roots", probe=roots(end_of, TARGET_AT, TARGET), expect="untrusted"
            ),
            Raw(what="known to the system", probe=_trusted_here, expect="valid"),
            Raw(
                what="neutral hosts as well",
                probe=lambda lab: {end_of(at, name, lab.papers.root) for name, at in NEUTRAL.items()},
                expect={"untrusted"},
            ),
        ),
    )


LOC_02 = _all_opened(
    "LOC-02", "A product on the computer opens safe lines", Authority.PRODUCT, ("bank.example",)
)
LOC_10 = _all_opened("LOC-10", "A firm's proxy opens all safe lines", Authority.COMPANY, ())

_FIRM = Truth(works=False, label=Label.LOCAL_INTERCEPTION, locus=Locus.LOCAL)
LOC_10_CATEGORY = Scenario(
    id="loc_10_category",
    rows=("LOC-10",),
    title="A firm's proxy opens the lines of one category and shows its own page",
    cause=Label.LOCAL_INTERCEPTION,
    honest=True,
    internet=replace(
        internet(),
        interceptors=(
            Interceptor(
                address=OPENER,
                names=LISTED,
                authority=Authority.COMPANY,
                page=Page(text="<html><title>Example Holding</title><body>Category: social.</body></html>"),
            ),
        ),
    ),
    rules=(BY_NAME,),
    acts=("led",),
    local=Local(trusts=(Authority.COMPANY,)),
    platforms=(
        Row(id="target", url=URL, alone=_FIRM, beside=_FIRM),
        Row(id="second", url=f"https://{SECOND}/", alone=_FIRM, beside=_FIRM),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        RESOLVES,
        Raw(what="unknown to the public roots", probe=roots(end_of, TARGET_AT, TARGET), expect="untrusted"),
        Raw(what="known to the system", probe=_trusted_here, expect="valid"),
        Raw(what="others are left alone", probe=roots(end_of, FINE_AT, FINE), expect="valid"),
    ),
)

SCENARIOS = (TLS_08, TLS_09, TLS_10, LOC_02, LOC_10, LOC_10_CATEGORY)

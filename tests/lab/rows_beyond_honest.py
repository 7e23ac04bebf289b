"""Honest services in trouble of their own, beyond the table of rows: none of them may be called censored."""

from waythrough.model.verdict import Label

from . import raw
from .censor import COMMON, ESCAPES, FINE_ROW, RESOLVES, page, plain, roots
from .raw import Saw
from .scenario import EITHER, FAULT, OK, Raw, Row, Scenario, Truth
from .spec import REFUSED, Authority, Door, Page, Paper, Site
from .standard import ISP_RESOLVER, PUBLIC_RESOLVERS, SECOND, TARGET, TARGET_AT, internet, target

URL = f"https://{TARGET}/"


def own_trouble(name: str, title: str, site: Site, expect: Saw, *, told: bool = True) -> Scenario:
    """A service that fails alike for everybody; `told`: a proxy hands on the very failure."""
    return Scenario(
        id=name,
        title=title,
        cause=Label.SERVER_FAULT,
        honest=True,
        internet=internet(site),
        platforms=(Row(id="target", url=URL, alone=EITHER, beside=FAULT, through=FAULT), FINE_ROW),
        raw=(
            *COMMON,
            RESOLVES,
            Raw(what="it fails here", probe=roots(raw.handshake, TARGET_AT, TARGET), expect=expect),
            *((Raw(what="and by the proxy", probe=page(TARGET), expect=expect),) if told else ()),
        ),
    )


SILENT = own_trouble(
    "server_silent",
    "The server takes connections and never says a word",
    target(door=Door.SILENT),
    Saw.SILENT,
)
RESETS = own_trouble(
    "server_resets_at_data",
    "The server resets at the first byte",
    target(door=Door.RESET_AT_DATA),
    Saw.RESET,
    told=False,
)
SELF_SIGNED = own_trouble(
    "cert_self_signed",
    "The service signed its certificate itself",
    target(paper=Paper.SELF_SIGNED),
    Saw.UNTRUSTED,
)
PRIVATE_CA = own_trouble(
    "cert_private_ca",
    "The service's certificate is from an authority that browsers do not know",
    target(authority=Authority.PRIVATE),
    Saw.UNTRUSTED,
)
OTHER_NAME = own_trouble(
    "cert_other_name",
    "The service shows the certificate of another name",
    target(paper=Paper.OTHER_NAME),
    Saw.OTHER_NAME,
)
EARLY = own_trouble(
    "cert_early", "The service's certificate is not valid yet", target(paper=Paper.EARLY), Saw.UNTRUSTED
)

TWO_PRIVATE = Scenario(
    id="cert_private_ca_twice",
    title="Two services have certificates of one authority that browsers do not know",
    cause=Label.SERVER_FAULT,
    honest=True,
    internet=internet(
        target(authority=Authority.PRIVATE),
        Site(names=(SECOND,), address="203.0.113.11", authority=Authority.PRIVATE),
    ),
    platforms=(
        Row(id="target", url=URL, alone=EITHER, beside=FAULT, through=FAULT),
        Row(id="second", url=f"https://{SECOND}/", alone=EITHER, beside=FAULT, through=FAULT),
        FINE_ROW,
    ),
    raw=(
        *COMMON,
        RESOLVES,
        Raw(what="unknown here", probe=roots(raw.handshake, TARGET_AT, TARGET), expect=Saw.UNTRUSTED),
        Raw(what="and by the proxy", probe=page(TARGET), expect=Saw.UNTRUSTED),
        Raw(what="the second as well", probe=page(SECOND), expect=Saw.UNTRUSTED),
    ),
)

MOVED = Scenario(
    id="moved_to_another_domain",
    title="The service has moved to another domain and leads there",
    cause=Label.OK,
    honest=True,
    internet=internet(target(page=Page(status=301, headers={"Location": f"https://{SECOND}/"}))),
    platforms=(Row(id="target", url=URL), FINE_ROW),
    raw=(*COMMON, RESOLVES, Raw(what="301", probe=page(TARGET, TARGET_AT), expect=301)),
)

ONE_DEAD_ADDRESS = Scenario(
    id="one_of_two_addresses_dead",
    title="Of the service's two addresses the first is dead",
    cause=Label.OK,
    honest=True,
    internet=internet(target(published=("203.0.113.249", TARGET_AT))),
    platforms=(Row(id="target", url=URL, alone=OK.widened(Label.PARTIAL)), FINE_ROW),
    raw=(
        *COMMON,
        Raw(
            what="two addresses",
            probe=lambda _: sorted(raw.answers(ISP_RESOLVER, TARGET)[0]),
            expect=["203.0.113.10", "203.0.113.249"],
        ),
        Raw(what="one is dead", probe=plain(raw.connect, "203.0.113.249", 443), expect=Saw.SILENT),
        Raw(what="the other serves", probe=page(TARGET, TARGET_AT), expect=200),
    ),
)

_NO_DNS = Truth(works=False, label=Label.NETWORK_TROUBLE)
REFUSES_ALL = Scenario(
    id="resolver_refuses_all",
    title="The resolver that the line was given refuses every question",
    cause=Label.NETWORK_TROUBLE,
    honest=True,
    internet=internet(says={"*": REFUSED}),
    platforms=tuple(
        Row(id=name, url=f"https://www.{name}.example/", alone=_NO_DNS, beside=_NO_DNS)
        for name in ("target", "fine")
    ),
    raw=(
        *COMMON,
        ESCAPES,
        Raw(what="refused", probe=plain(raw.answers, ISP_RESOLVER, TARGET), expect=[("rcode 5",)]),
        Raw(
            what="a public one answers",
            probe=plain(raw.answers, PUBLIC_RESOLVERS[0], TARGET),
            expect=[(TARGET_AT,)],
        ),
    ),
)

SCENARIOS = (
    SILENT,
    RESETS,
    SELF_SIGNED,
    PRIVATE_CA,
    OTHER_NAME,
    EARLY,
    TWO_PRIVATE,
    MOVED,
    ONE_DEAD_ADDRESS,
    REFUSES_ALL,
)

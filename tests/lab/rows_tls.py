"""Names in the hello that a censor does not let through, each in its own manner."""

from dataclasses import replace

from waythrough.model.verdict import Label

from . import raw
from .censor import (
    COMMON,
    ESCAPES,
    FINE_ROW,
    NEUTRAL_AT,
    NEUTRAL_NAME,
    RESOLVES,
    blocked,
    censored,
    plain,
    roots,
)
from .local import UNTOUCHED, Local
from .raw_tls import after_handshake, end_of
from .rules import Action, Close, Drop, Match, Notice, Reset, Residual, Rule, Stall, Way
from .scenario import Raw, Row, Scenario
from .standard import TARGET, TARGET_AT, internet

NAMED = Match(sni=("target.example",))
FILTERED = blocked(Label.SNI_FILTERING)
NOT_TLS = b"Object not found\r\n"


def _by_name(end: str) -> tuple[Raw, ...]:
    """The four corners of {target, uncensored name} x {its address, a neutral one}."""
    return (
        Raw(what="the address accepts", probe=plain(raw.connect, TARGET_AT, 443), expect=raw.Saw.OPEN),
        Raw(what="name at its address", probe=roots(end_of, TARGET_AT, TARGET), expect=end),
        Raw(what="name at a neutral address", probe=roots(end_of, NEUTRAL_AT, TARGET), expect=end),
        Raw(
            what="neutral name at the address",
            probe=roots(end_of, TARGET_AT, NEUTRAL_NAME),
            expect="other name",
        ),
    )


def by_name(
    row: str,
    title: str,
    action: Action,
    proofs: tuple[Raw, ...],
    *,
    match: Match = NAMED,
    residual: Residual | None = None,
    twin: str = "",
    local: Local = UNTOUCHED,
) -> Scenario:
    """One manner in which a name is not let through; the A/B pairs prove it also without another way."""
    return Scenario(
        id=row.lower().replace("-", "_"),
        rows=(row,),
        title=title,
        cause=Label.SNI_FILTERING,
        twin=twin,
        internet=internet(),
        local=local,
        rules=(Rule(name="sni", match=match, action=action, residual=residual),),
        acts=("sni",),
        platforms=(censored(FILTERED, FILTERED), FINE_ROW),
        raw=(*COMMON, ESCAPES, RESOLVES, *proofs),
    )


def _stops_small(lab: object) -> bool:
    """Whether connections with the name stop before 8 KB, if they finish the handshake at all."""
    roots_file = lab.papers.root  # type: ignore[attr-defined]
    return max(after_handshake(TARGET_AT, TARGET, roots_file) for _ in range(2)) < 8192


SNI_ROWS = (
    by_name("TLS-01", "A reset to the client right after the hello", Reset(way=Way.DOWN), _by_name("reset")),
    by_name("TLS-02", "The hello and all that follows is lost", Drop(), _by_name("silent")),
    by_name(
        "TLS-03",
        "Six packets pass after the hello, then everything is lost",
        Drop(after=6),
        (
            Raw(what="it stops early", probe=_stops_small, expect=True),
            Raw(
                what="neutral name at the address",
                probe=roots(end_of, TARGET_AT, NEUTRAL_NAME),
                expect="other name",
            ),
        ),
    ),
    by_name(
        "TLS-04",
        "A reset when the server answers",
        Reset(way=Way.DOWN, upon_answer=True),
        _by_name("reset"),
    ),
    by_name("TLS-05", "A FIN in the server's place", Close(), _by_name("eof")),
    by_name(
        "TLS-06", "Plain text in place of the handshake", Notice(NOT_TLS), _by_name(NOT_TLS.decode()), twin=""
    ),
    by_name(
        "TLS-19",
        "After the name no name passes at that address for three minutes",
        Drop(),
        (
            Raw(
                what="neutral name before and after the target's",
                probe=lambda lab: [
                    end_of(NEUTRAL_AT, name, lab.papers.root) for name in ("a.example", TARGET, "a.example")
                ],
                expect=["other name", "silent", "silent"],
            ),
        ),
        residual=Residual(seconds=180.0),
    ),
    by_name(
        "TLS-22",
        "The handshake passes, then nothing",
        Stall(),
        (
            Raw(
                what="no byte after the handshake",
                probe=roots(after_handshake, TARGET_AT, TARGET),
                expect=0,
            ),
            Raw(
                what="a neutral host's page comes",
                probe=lambda lab: after_handshake(NEUTRAL_AT, NEUTRAL_NAME, lab.papers.root) > 60000,
                expect=True,
            ),
        ),
    ),
)

TLS_21 = by_name(
    "TLS-21",
    "One RST with a payload of ten bytes, only to clients without TCP options",
    Reset(way=Way.DOWN, payload=bytes((1, 2, 3, 4, 5, 6, 7, 8, 9, 0))),
    _by_name("reset"),
    match=replace(NAMED, bare_header=True),
    twin="tls_21_with_options",
    local=Local(timestamps=False),
)
TLS_21_WITH_OPTIONS = replace(
    TLS_21,
    id="tls_21_with_options",
    rows=(),
    title="The same censor lets a client pass whose TCP has timestamps",
    cause=Label.OK,
    twin="",
    local=UNTOUCHED,
    acts=(),
    platforms=(Row(id="target", url=f"https://{TARGET}/"), FINE_ROW),
    raw=(
        *COMMON,
        RESOLVES,
        Raw(what="name at its address", probe=roots(end_of, TARGET_AT, TARGET), expect="valid"),
    ),
)

_SPLIT = (
    Raw(what="plain", probe=roots(end_of, TARGET_AT, TARGET), expect="reset"),
    Raw(
        what="split",
        probe=lambda lab: end_of(TARGET_AT, TARGET, lab.papers.root, split=True),
        expect="silent",
    ),
    Raw(
        what="neutral name, split",
        probe=lambda lab: end_of(TARGET_AT, NEUTRAL_NAME, lab.papers.root, split=True),
        expect="silent",
    ),
    Raw(what="neutral name, plain", probe=roots(end_of, TARGET_AT, NEUTRAL_NAME), expect="other name"),
)
TLS_20 = replace(
    by_name("TLS-20", "A split hello is lost, a whole one judged by its name", Reset(), _SPLIT),
    rules=(
        Rule(name="split", match=Match(split=True), action=Drop()),
        Rule(name="sni", match=NAMED, action=Reset()),
    ),
)

SCENARIOS = (*SNI_ROWS, TLS_20, TLS_21, TLS_21_WITH_OPTIONS)

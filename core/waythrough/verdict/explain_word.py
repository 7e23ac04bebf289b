"""The one word of a cell, its shape and its colour: the same in table, detail, report and command line."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from waythrough.model.run import Cell, CellStatus
from waythrough.model.verdict import CENSOR_LABELS, Confidence, Label
from waythrough.verdict.explain_entry import ALTERS, entry_stops
from waythrough.verdict.explain_untried import untried
from waythrough.verdict.rules_hello import CONNECTIONS
from waythrough.verdict.words import Text, msg


class Word(StrEnum):
    """What a cell comes to, for people."""

    WORKS = "works"
    ASKS_CHECK = "asks_check"
    SLOW = "slow"
    PARTLY = "partly"
    BLOCKED = "blocked"
    LIKELY_BLOCKED = "likely_blocked"
    NOT_SAFE = "not_safe"
    REFUSED = "refused"
    SERVICE_DOWN = "service_down"
    DOES_NOT_OPEN = "does_not_open"
    NOT_CONNECTED = "not_connected"
    CHANGED_HERE = "changed_here"
    UNCLEAR = "unclear"
    CHECKING = "checking"
    WAITING = "waiting"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a word looks: a shape that alone tells it apart, and a tone (colour token).

    `severity` orders words from what opens (0) to what endangers; run states come last.
    """

    shape: str
    tone: str
    severity: int


WORD_TEXT: Final = MappingProxyType(
    {
        Word.WORKS: msg("Works"),
        Word.ASKS_CHECK: msg("Opens, asks for a check"),
        Word.SLOW: msg("Slow"),
        Word.PARTLY: msg("Partly"),
        Word.BLOCKED: msg("Blocked"),
        Word.LIKELY_BLOCKED: msg("Likely blocked"),
        Word.NOT_SAFE: msg("Not safe"),
        Word.REFUSED: msg("Refused"),
        Word.SERVICE_DOWN: msg("Service down"),
        Word.DOES_NOT_OPEN: msg("Does not open"),
        Word.NOT_CONNECTED: msg("Not connected"),
        Word.CHANGED_HERE: msg("Changed here"),
        Word.UNCLEAR: msg("Unclear"),
        Word.CHECKING: msg("Checking…"),
        Word.WAITING: msg("Waiting"),
        Word.NOT_CHECKED: msg("Not checked"),
    }
)

WORD_MEANING: Final = MappingProxyType(
    {
        Word.WORKS: msg("The service opened and proved who it is."),
        Word.ASKS_CHECK: msg("The service opens, but first wants you to pass a check or to sign in."),
        Word.SLOW: msg("The service opens, but much slower than it should."),
        Word.PARTLY: msg("Some parts of the service work, others do not."),
        Word.BLOCKED: msg("It is proven that something on the line stops this service."),
        Word.LIKELY_BLOCKED: msg("The signs point to a block, but they do not prove it yet."),
        Word.NOT_SAFE: msg("Somebody on the line can read what you send. Do not log in here."),
        Word.REFUSED: msg("The service was reached, and it refuses visitors from this country or address."),
        Word.SERVICE_DOWN: msg("The service itself is out of order, whatever line is used."),
        Word.DOES_NOT_OPEN: msg("It does not open this way; why is not proven, and nobody is accused."),
        Word.NOT_CONNECTED: msg("The way itself did not connect, so nothing could be tried through it."),
        Word.CHANGED_HERE: msg(
            "Something on your own side changes the connection, such as a filter or antivirus."
        ),
        Word.UNCLEAR: msg("The tries contradict each other or prove nothing."),
        Word.CHECKING: msg("It is being checked now."),
        Word.WAITING: msg("Its turn will come."),
        Word.NOT_CHECKED: msg("It was not checked."),
    }
)
"""One sentence for each word, for legends and help."""

LOOK: Final = MappingProxyType(
    {
        Word.WORKS: Look(shape="tick_disc", tone="green", severity=0),
        Word.ASKS_CHECK: Look(shape="tick_square", tone="amber", severity=1),
        Word.SLOW: Look(shape="clock", tone="amber", severity=2),
        Word.PARTLY: Look(shape="triangle", tone="amber", severity=3),
        Word.UNCLEAR: Look(shape="question_disc", tone="grey", severity=4),
        Word.CHANGED_HERE: Look(shape="house", tone="grey", severity=5),
        Word.SERVICE_DOWN: Look(shape="cloud", tone="grey", severity=6),
        Word.REFUSED: Look(shape="slash_disc", tone="grey", severity=7),
        Word.NOT_CONNECTED: Look(shape="minus_disc", tone="grey", severity=8),
        Word.DOES_NOT_OPEN: Look(shape="ring", tone="rose", severity=9),
        Word.LIKELY_BLOCKED: Look(shape="octagon_outline", tone="rose", severity=10),
        Word.BLOCKED: Look(shape="octagon_filled", tone="red", severity=11),
        Word.NOT_SAFE: Look(shape="shield", tone="dark", severity=12),
        Word.CHECKING: Look(shape="ring_progress", tone="blue", severity=13),
        Word.WAITING: Look(shape="ring_dotted", tone="none", severity=14),
        Word.NOT_CHECKED: Look(shape="empty", tone="none", severity=15),
    }
)

NOT_HERE: Final = msg("Not tested here")
"""In place of the word of a cell whose way needs what this computer does not have."""

THIS_TARGET: Final = "this_target"
"""Qualifier of a path failure that concerns one service only: the way itself is healthy."""

OPENS: Final = frozenset({Word.WORKS, Word.ASKS_CHECK, Word.SLOW})
"""Words of cells that a person can use."""

_NEVER_ALONE = frozenset({Label.QUIC_BLOCKING, Label.ECH_BLOCKING})
"""Side legs: by themselves they never make a platform blocked."""

_UNTESTED = frozenset({Label.CAPTIVE_PORTAL, Label.NO_INTERNET, Label.CLOCK_SKEW})


def word(cell: Cell) -> Word:
    """The word of a finished cell. `works` decides; the label only says why.

    Nobody is called a listener before the second look has confirmed it.
    """
    found = _word(cell)
    if found is Word.NOT_SAFE and cell.preliminary:
        return Word.PARTLY if cell.works else Word.DOES_NOT_OPEN
    return found


def _word(cell: Cell) -> Word:
    label = cell.verdict.label
    if untried(cell.verdict):
        return Word.NOT_CHECKED
    if cell.status is CellStatus.MASKED or label in _UNTESTED:
        return Word.NOT_CHECKED
    if label is Label.TLS_MITM or (label is Label.PARTIAL and cell.verdict.qualifier == Label.TLS_MITM):
        return Word.NOT_SAFE
    if cell.verdict.rule_id == ALTERS:
        return Word.NOT_SAFE
    if cell.works is False and entry_stops(cell.verdict):
        return Word.NOT_CONNECTED
    if label is Label.PATH_FAILURE:
        return Word.DOES_NOT_OPEN if cell.verdict.qualifier == THIS_TARGET else Word.NOT_CONNECTED
    if cell.status is CellStatus.ERROR:
        return Word.UNCLEAR
    if cell.works is None:
        return Word.NOT_CHECKED if cell.status is CellStatus.INTERRUPTED else Word.UNCLEAR
    if label is Label.LOCAL_INTERCEPTION:
        return Word.CHANGED_HERE
    if label is Label.PARTIAL:
        return Word.PARTLY
    if cell.works and cell.verdict.qualifier == CONNECTIONS:
        return Word.WORKS
    return _word_of_working(label) if cell.works else _word_of_failing(label, cell.verdict.confidence)


def word_text(cell: Cell) -> Text:
    """The word of a finished cell as it is shown."""
    return NOT_HERE if untried(cell.verdict) else WORD_TEXT[word(cell)]


def opens(cell: Cell) -> bool:
    """Whether a person can use it this way, be it with a part missing."""
    found = word(cell)
    return found in OPENS or (found is Word.PARTLY and cell.works is True)


def checked(cell: Cell) -> bool:
    """Whether something is known of its service: not where the line as a whole, or a stop, left it untested."""
    return cell.status is not CellStatus.INTERRUPTED and word(cell) is not Word.NOT_CHECKED


def _word_of_working(label: Label) -> Word:
    if label in {Label.THROTTLING, Label.NETWORK_TROUBLE}:
        return Word.SLOW
    return Word.ASKS_CHECK if label is Label.ACCESS_CHALLENGE else Word.WORKS


def _word_of_failing(label: Label, confidence: Confidence) -> Word:
    if label is Label.GEO_BLOCK:
        return Word.REFUSED
    if label is Label.SERVER_FAULT:
        return Word.SERVICE_DOWN
    if label in CENSOR_LABELS - _NEVER_ALONE:
        return {
            Confidence.CONFIRMED: Word.BLOCKED,
            Confidence.LIKELY: Word.LIKELY_BLOCKED,
            Confidence.NONE: Word.DOES_NOT_OPEN,
        }[confidence]
    return Word.DOES_NOT_OPEN

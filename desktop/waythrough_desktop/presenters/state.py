"""What the Check page shows at one moment, as plain values."""

from dataclasses import dataclass
from enum import StrEnum

from waythrough_desktop.theme import ToneName


class Phase(StrEnum):
    """Where the page stands."""

    READY = "ready"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"


class Act(StrEnum):
    """What a button of a card or banner leads to."""

    ADD_WAY = "add_way"
    CHOOSE_SERVICES = "choose_services"
    USE_SHORT_LIST = "use_short_list"
    HOW_TO_USE = "how_to_use"
    SAVE_REPORT = "save_report"
    CHECK = "check"
    SIGN_IN = "sign_in"
    SET_CLOCK = "set_clock"
    COPY_ERROR = "copy_error"
    CONTINUE = "continue"
    LET_BE = "let_be"


class Order(StrEnum):
    """In which order the services stand; it changes at the end of a run or when it is asked for, never by itself."""

    CHOSEN = "chosen"
    NAME = "name"
    TROUBLE = "trouble"  # what no way opens first
    WAY = "way"  # by the result of one way


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A coloured box: one sentence, one or two more below it, and what to do next; `more` comes when asked for."""

    tone: ToneName
    icon: str
    title: str
    text: str = ""
    more: str = ""
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A check that was cut short and can be gone on with: how many of its boxes are tested."""

    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendItem:
    """One word that is in the matrix, with its meaning in a sentence."""

    icon: str
    tone: ToneName
    text: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckState:
    """Everything on the Check page besides the matrix itself.

    `done` is 0 to 1, None when there is no check; `note` stands below the table, so that it moves no rows.
    """

    phase: Phase
    amount: str
    done: float | None
    progress: str
    card: Card
    note: Card | None = None
    legend: tuple[LegendItem, ...] = ()
    can_check: bool = True
    empty: bool = False
    results: bool = False
    order: Order = Order.CHOSEN
    sorted_by: str = ""

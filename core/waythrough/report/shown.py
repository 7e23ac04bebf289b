"""What the HTML report consists of: finished strings in one language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A word with its shape and tone; `older` says of a result that it was taken over from an earlier check."""

    text: str
    shape: str
    tone: str
    meaning: str = ""
    seconds: str = ""
    path: str = ""
    off: bool = False
    older: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A way; `proof` says what it did where it is not safe or slow, `facts` what else is known of it."""

    name: str
    kind: str
    state: str
    short: str
    opens: str
    advice: str
    proof: str
    shape: str
    tone: str
    safe: bool
    best: bool
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A service with its cells in the order of the columns."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A plain step."""

    title: str
    state: str
    shape: str
    tone: str
    sentence: str
    seconds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One server, address family or kind of connection."""

    place: str
    kind: str
    state: str
    part: str
    shape: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One cell explained, or several that are alike; `same` names the ways where it is the same."""

    headline: str
    mark: Mark
    cause: str
    advice: str
    sure: str
    steps: tuple[Walk, ...] = ()
    findings: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    same: str = ""
    older: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service explained: the cell that matters most in full, the others in a line each."""

    name: str
    anchor: str
    first: Why
    others: tuple[Why, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A banner: title, sentence, what to do."""

    title: str
    sentence: str
    action: str
    tone: str
    masks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Technical lines of one cell."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The whole page."""

    language: str
    direction: str
    brand: str
    made_by: str
    practice: bool
    interrupted: bool
    title: str
    sentence: str
    tone: str
    warnings: tuple[str, ...]
    taken_over: tuple[str, ...]
    date: str
    scope: str
    duration: str
    amount: str
    notes: tuple[Note, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    services: tuple[Service, ...]
    open_everywhere: str
    unjudged: str
    legend: tuple[Mark, ...]
    masked: int
    evidence: tuple[Evidence, ...]
    run_id: str
    version: str
    schema: int
    names_included: bool

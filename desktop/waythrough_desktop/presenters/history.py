"""Kept checks in words: a row of the list, what a search finds, and the head of a check that is looked at again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Run
from waythrough.store.history import RunEntry
from waythrough.store.run_summary import RunSummary
from waythrough.verdict.explain import network_banners, run_recommendation
from waythrough.verdict.explain_compare import DEPTH_TEXT
from waythrough.verdict.explain_moment import clock, day, moment
from waythrough_desktop.i18n import _, current, facts, language, plural, say
from waythrough_desktop.models.runs import RunRow
from waythrough_desktop.presenters.lines import said_first
from waythrough_desktop.presenters.state import Card
from waythrough_desktop.presenters.taken_over import older_lines
from waythrough_desktop.theme import ToneName

_ICONS = {
    ToneName.GREEN: "tick_disc",
    ToneName.AMBER: "triangle",
    ToneName.RED: "octagon_filled",
    ToneName.BLUE: "info",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """The head of a check that is looked at again."""

    title: str
    facts: str
    card: Card
    note: Card | None = None
    over: bool = True
    """False while its check is under way, and while it therefore cannot be deleted."""


class Archive:
    """What is known of all kept checks, without their boxes."""

    def __init__(self, entries: Sequence[RunEntry], now: float) -> None:
        self.entries = {entry.id: entry for entry in entries}
        self._now = now
        own = _OwnWords(now)
        self._own = {entry.id: own.of(entry) for entry in entries}

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self.entries)

    def word(self, run_id: str) -> RunRow:
        """The row of a check."""
        return run_row(self.entries[run_id], self._now)

    def moment(self, run_id: str) -> str:
        """When a check was, inside a sentence."""
        return moment(current(), self.entries[run_id].started, self._now)

    def find(self, text: str) -> tuple[str, ...]:
        """Ids of the checks in which every word is found: names of services and ways, dates, marks."""
        words = text.casefold().split()
        names: dict[str, frozenset[str]] = {}  # most checks share their names: each kind is searched once
        found = []
        for run_id, entry in self.entries.items():
            known = entry.summary.words
            if known not in names:
                names[known] = frozenset(word for word in words if word in known)
            if all(word in names[known] or word in self._own[run_id] for word in words):
                found.append(run_id)
        return tuple(found)

    def others_like(self, run_id: str) -> tuple[str, ...]:
        """Ids of the other checks on the same kind of network."""
        practice = self.entries[run_id].practice
        return tuple(
            entry.id for entry in self.entries.values() if entry.practice == practice and entry.id != run_id
        )

    def one_before(self, run_id: str) -> str:
        """The check before one, on the same kind of network; the one after it where none was before."""
        started = self.entries[run_id].started
        others = self.others_like(run_id)
        earlier = [each for each in others if self.entries[each].started <= started]
        return earlier[0] if earlier else others[-1] if others else ""


def run_row(entry: RunEntry, now: float) -> RunRow:
    """One line of the list."""
    icon, tone = _look(entry)
    return RunRow(
        id=entry.id,
        day=day(current(), entry.started, now),
        time=clock(current(), entry.started),
        icon=icon,
        tone=tone,
        title=_title(entry),
        facts=_facts(entry),
        marks=_marks(entry, now),
    )


def past_run(run: Run, entry: RunEntry, now: float) -> PastRun:
    """The head of a check."""
    text = run_recommendation(run, language())
    tone = ToneName(text.tone)
    said, more = said_first(text)
    banner = next(iter(network_banners(run.network)), None)
    return PastRun(
        title=_("Check of {when}", when=moment(current(), run.started, now)),
        facts=facts(_title(entry), _facts(entry), *_marks(entry, now)),
        card=Card(
            tone=tone,
            icon=_ICONS.get(tone, "info"),
            title=say(text.title),
            text=said,
            more=f"{more} {older_lines(run)}".strip(),
        ),
        over=not entry.under_way,
        note=None
        if banner is None
        else Card(
            tone=ToneName.AMBER,
            icon="triangle",
            title=_("At that time: {what}", what=say(banner.title)),
            text=say(banner.sentence),
        ),
    )


def _look(entry: RunEntry) -> tuple[str, ToneName]:
    summary = entry.summary
    if not any(way.judged for way in summary.ways):
        return "minus_disc", ToneName.GREY
    if not summary.opened:
        return "octagon_filled", ToneName.RED
    if entry.cut_short:
        return "info", ToneName.BLUE
    good = summary.best not in ("", DIRECT_ID) or summary.opened == summary.total  # as the check itself says
    return ("tick_disc", ToneName.GREEN) if good else ("triangle", ToneName.AMBER)


def _title(entry: RunEntry) -> str:
    summary = entry.summary
    if not any(way.judged for way in summary.ways):
        return _("Nothing could be tested")
    if not summary.best:
        return _("Nothing opened")
    opened, total = summary.best_opened, summary.total
    if not entry.whole:
        return _until_then(summary)
    if summary.best == DIRECT_ID:
        return plural(
            "Opens {opened} of {count} directly", "Opens {opened} of {count} directly", total, opened=opened
        )
    return plural(
        "Opens {opened} of {count} with {path}",
        "Opens {opened} of {count} with {path}",
        total,
        opened=opened,
        path=summary.best_name,
    )


def _until_then(summary: RunSummary) -> str:
    """The best way of a check of which nobody knows what the rest would have been."""
    opened = summary.best_opened
    if summary.best == DIRECT_ID:
        return _opened_directly(opened)
    return plural("{count} opened with {path}", "{count} opened with {path}", opened, path=summary.best_name)


def _opened_directly(opened: int) -> str:
    return plural("{count} opened directly", "{count} opened directly", opened)


def _facts(entry: RunEntry) -> str:
    summary = entry.summary
    ways = sum(way.id != DIRECT_ID for way in summary.ways)
    directly = ""
    by_line = summary.best != DIRECT_ID and any(way.id == DIRECT_ID and way.judged for way in summary.ways)
    if by_line and not entry.whole:
        directly = _opened_directly(summary.direct)
    elif by_line:
        directly = plural(
            "directly {opened} of {count}",
            "directly {opened} of {count}",
            summary.total,
            opened=summary.direct,
        )
    return facts(
        directly, plural("{count} way", "{count} ways", ways) if ways else "", say(DEPTH_TEXT[summary.depth])
    )


def _marks(entry: RunEntry, now: float) -> tuple[str, ...]:
    marks: Iterable[str] = (
        _("Practice") if entry.practice else "",
        _("Under way") if entry.under_way else "",
        _("Cut short") if entry.cut_short else "",
        _of_earlier(entry.summary, now),
    )
    return tuple(mark for mark in marks if mark)


def _of_earlier(summary: RunSummary, now: float) -> str:
    """That a check is the rest of one, or how little of it was tested where the rest is of the one before."""
    if summary.begun is not None:
        return _("Begun {when}, then continued", when=moment(current(), summary.begun, now))
    tested = summary.cells - summary.earlier
    return plural("Only {count} box tested", "Only {count} boxes tested", tested) if summary.earlier else ""


class _OwnWords:
    """What only one check is found by: its day in words and in figures, its time, its marks. Days are worded once."""

    def __init__(self, now: float) -> None:
        self._now = now
        self._days: dict[date, str] = {}
        self._marks: dict[tuple[bool, bool, bool, str], str] = {}

    def of(self, entry: RunEntry) -> str:
        when = datetime.fromtimestamp(entry.started).astimezone()
        today = when.date()
        if today not in self._days:
            figures = f"{today:%Y-%m-%d} {current().short_date_time(when).rpartition(' ')[0]}"
            words = f"{day(current(), entry.started, self._now)} {current().date(today)} {figures}"
            self._days[today] = words.casefold()
        kind = entry.practice, entry.under_way, entry.cut_short, _of_earlier(entry.summary, self._now)
        if kind not in self._marks:
            self._marks[kind] = " ".join(_marks(entry, self._now)).casefold()
        plain = f"{when.hour:02}:{when.minute:02}"
        return f"{self._days[today]} {current().digits(plain)} {plain} {self._marks[kind]}"

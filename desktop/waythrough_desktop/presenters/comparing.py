"""What changed between two checks, ready to be shown."""

from collections.abc import Iterator
from dataclasses import dataclass

from waythrough.model.run import Run
from waythrough.verdict.compare import Change, Comparison, compare
from waythrough.verdict.explain import LOOK, WORD_TEXT, Naming, Word, word
from waythrough.verdict.explain_compare import ChangeLine, both_named, explain_comparison
from waythrough.verdict.explain_moment import moment
from waythrough_desktop.i18n import Names, _, current, language, say
from waythrough_desktop.theme import ToneName


@dataclass(frozen=True, slots=True, kw_only=True)
class WordFace:
    """One word with its look."""

    icon: str
    tone: ToneName
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFace:
    """One change: what is shown before its sentence, and its words before and after (None where it has none)."""

    icon: str
    tone: ToneName
    text: str
    before: WordFace | None = None
    after: WordFace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareState:
    """Everything of the comparison; `sides` are when the two were, the earlier first."""

    headline: str
    sides: tuple[str, str]
    changes: tuple[ChangeFace, ...]
    same: str
    same_boxes: tuple[str, ...]
    notes: tuple[str, ...]


def compare_state(first: Run, second: Run, now: float) -> CompareState:
    """What the later of two checks found otherwise than the earlier one."""
    before, after = sorted((first, second), key=lambda run: run.started)
    since = moment(current(), before.started, now)
    found, names = compare(before, after), both_named(before, after, language(), {})
    text = explain_comparison(found, names, since)
    return CompareState(
        headline=_("{sentence}.", sentence=text.headline),
        sides=(since, moment(current(), after.started, now)),
        changes=tuple(_face(line) for line in text.lines),
        same=say(text.same),
        same_boxes=tuple(_same_boxes(found, names)),
        notes=tuple(say(note) for note in text.notes),
    )


def _same_boxes(comparison: Comparison, names: Naming) -> Iterator[str]:
    """What did not change, a line for each way and word."""
    alike: dict[tuple[str, Word], list[str]] = {}
    for each in comparison.of(Change.SAME):
        if each.after is not None:
            place = each.path_id, word(each.after)
            alike.setdefault(place, []).append(names.platform(each.platform_id))
    places = [way.path_id for way in comparison.ways]
    for (path_id, shown), platforms in sorted(alike.items(), key=lambda item: places.index(item[0][0])):
        yield _(
            "{path} – {word}: {platforms}",
            path=names.path(path_id),
            word=WORD_TEXT[shown],
            platforms=Names(tuple(platforms), most=len(platforms)),
        )


def _face(line: ChangeLine) -> ChangeFace:
    words = line.before is not None and line.after is not None and line.before is not line.after
    look = LOOK[line.shown]
    return ChangeFace(
        icon=look.shape,
        tone=ToneName(look.tone),
        text=say(line.text),
        before=_word(line.before) if words and line.before is not None else None,
        after=_word(line.after) if words and line.after is not None else None,
    )


def _word(shown: Word) -> WordFace:
    look = LOOK[shown]
    return WordFace(icon=look.shape, tone=ToneName(look.tone), text=say(WORD_TEXT[shown]))

"""How a cell, a way or a service of the engine looks in the matrix."""

from collections.abc import Iterator

from waythrough.model.observation import HttpDetail, TlsDetail
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, PathInfo
from waythrough.model.step import Purpose
from waythrough.verdict.explain import (
    LOOK,
    OPENS,
    TAKEN_OVER,
    WORD_MEANING,
    WORD_TEXT,
    Word,
    path_opens,
    path_state,
    path_title,
    word,
    word_text,
)
from waythrough_desktop.i18n import _, current, facts, ltr, plural, right_to_left, say, translated
from waythrough_desktop.models.face import ColumnHead, Face
from waythrough_desktop.presenters.state import LegendItem
from waythrough_desktop.theme import ToneName


def state_face(shown: Word) -> Face:
    """A cell that has no result yet."""
    look = LOOK[shown]
    text = say(WORD_TEXT[shown])
    return Face(icon=look.shape, tone=ToneName(look.tone), text=text, speech=text)


def cell_word(cell: Cell, *, going: bool) -> Word:
    """The word that is shown; `going`: whether a second look that is announced can still come."""
    looked_at = going and cell.preliminary and not cell.earlier
    return Word.CHECKING if looked_at and cell.works is not True else word(cell)


def cell_face(cell: Cell, *, going: bool = False) -> Face:
    """A cell with a result: its word, the time it took where it opens, and the details for field staff."""
    shown = word(cell)
    if cell_word(cell, going=going) is Word.CHECKING:
        return _second_look(cell, shown)
    look = LOOK[shown]
    text = say(word_text(cell))
    line = (
        current().seconds(cell.seconds) if cell.seconds is not None and shown in OPENS | {Word.PARTLY} else ""
    )
    if cell.preliminary and cell.works is not True:  # the check ended before the second look
        line = _("not confirmed")
        return Face(
            icon=look.shape,
            tone=ToneName(look.tone),
            text=text,
            line=line,
            detail=_detail(cell, shown),
            speech=f"{text}, {line}",
        )
    older = say(TAKEN_OVER) if cell.earlier else ""
    spoken = _spoken_seconds(cell.seconds) if line and cell.seconds is not None else ""
    return Face(
        icon=look.shape,
        tone=ToneName(look.tone),
        text=text,
        line=facts(line, older),
        detail=_detail(cell, shown),
        speech=", ".join(part for part in (text, spoken, older) if part),
    )


def _second_look(cell: Cell, shown: Word) -> Face:
    look = LOOK[Word.CHECKING]
    text = _("Checking again…")
    first = _("at first: {word}", word=say(WORD_TEXT[shown]))
    return Face(
        icon=look.shape,
        tone=ToneName(look.tone),
        text=text,
        line=first,
        detail=_detail(cell, shown),
        speech=f"{text} {first}",
    )


def column_head(
    info: PathInfo, *, opened: int | None, done: int, total: int, best: bool, over: bool = False
) -> ColumnHead:
    """The head of a way; `opened` counts cells that open (None before the run), `done` those with a result.

    `over`: whether nothing more will come.
    """
    state, tone = "", ToneName.NONE
    if not info.safe:
        state, tone = say(path_state(info)), ToneName.RED
    elif info.usable is False:
        state = _("could not connect")
    elif opened is not None and done == total:
        state = say(path_opens(opened, total))
    elif opened is not None and over:
        state = plural(
            "opens {opened} of {count} checked", "opens {opened} of {count} checked", done, opened=opened
        )
    elif opened is not None:
        state = plural("opens {count} so far", "opens {count} so far", opened)
    direct = info.id == DIRECT_ID
    return ColumnHead(
        id=info.id,
        name=way_name(info),
        kind=_("no VPN or proxy") if direct else translated(info.kind_name or info.kind),
        state=state,
        best=_("Best") if best else "",
        tone=tone,
    )


def way_name(info: PathInfo) -> str:
    """What a way is called in the reader's language."""
    return current().value(path_title(info))


def legend_items(words: set[Word]) -> tuple[LegendItem, ...]:
    """The legend of these words, from what opens to what endangers, run states last."""
    return tuple(
        LegendItem(
            icon=LOOK[shown].shape,
            tone=ToneName(LOOK[shown].tone),
            text=say(WORD_TEXT[shown]),
            meaning=say(WORD_MEANING[shown]),
        )
        for shown in sorted(words, key=lambda each: LOOK[each].severity)
    )


def _detail(cell: Cell, shown: Word) -> str:
    verdict = cell.verdict
    code = f"{verdict.label} {verdict.tries.seen}/{verdict.tries.of}"
    if shown is Word.WORKS:
        code = ", ".join(part for part in _protocols(cell) if part)
    if cell.seconds is None:
        return ltr(code)
    times = _("{number}\u00a0ms", number=current().digits(f"{cell.seconds * 1000:.0f}"))
    if right_to_left():  # the time reads with the language, what follows from left to right
        return f"{times}، {ltr(code)}" if code else times
    return ltr(f"{times}, {code}" if code else times)


def _protocols(cell: Cell) -> Iterator[str]:
    """What the safe line and the page came by: "TLSv1.3", "200"."""
    seen = [each.detail for each in cell.observations if each.ok and each.purpose is Purpose.TARGET]
    yield next((each.version for each in reversed(seen) if isinstance(each, TlsDetail)), "")
    yield next(
        (str(each.status) for each in reversed(seen) if isinstance(each, HttpDetail) and each.status), ""
    )


def _spoken_seconds(value: float) -> str:
    return _("{n} seconds", n=round(value, 1))

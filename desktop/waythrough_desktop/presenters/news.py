"""What watching has to tell, in sentences: which services open again, which no longer, and which come and go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Run
from waythrough.verdict.watching import Key, News
from waythrough_desktop.i18n import Names, language, plural
from waythrough_desktop.presenters.faces import way_name

NAMES_AT_MOST = 4
LINES_AT_MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """News of one run, kept until somebody has read them. `before` and `after` are ids of runs to compare, or ""."""

    news: News
    run: Run
    at: float
    before: str = ""
    after: str = ""


def news_lines(story: Story) -> tuple[str, ...]:
    """One sentence for each way that changed, what opens no longer first."""
    closed = (_closed(way, names, direct=direct) for way, names, direct in _by_way(story, story.news.closed))
    opened = (_opened(way, names, direct=direct) for way, names, direct in _by_way(story, story.news.opened))
    flapping = _names(story, dict.fromkeys(key[0] for key in story.news.flapping))
    lines = [*closed, *opened]
    if len(lines) > LINES_AT_MOST:
        rest = len(lines) - LINES_AT_MOST + 1
        more = plural("{count} more way has changed.", "{count} more ways have changed.", rest)
        lines = [*lines[: LINES_AT_MOST - 1], more]
    if story.news.flapping:
        lines.append(
            plural(
                "{names} opens and closes again and again today.",
                "{names} open and close again and again today.",
                len(flapping),
                names=Names(flapping, most=NAMES_AT_MOST),
            )
        )
    return tuple(lines)


def _closed(way: str, names: tuple[str, ...], *, direct: bool) -> str:
    shown = Names(names, most=NAMES_AT_MOST)
    if direct:
        return plural(
            "{names} no longer opens on the direct line.",
            "{names} no longer open on the direct line.",
            len(names),
            names=shown,
        )
    return plural(
        "{names} no longer opens with {way}.",
        "{names} no longer open with {way}.",
        len(names),
        names=shown,
        way=way,
    )


def _opened(way: str, names: tuple[str, ...], *, direct: bool) -> str:
    shown = Names(names, most=NAMES_AT_MOST)
    if direct:
        return plural(
            "{names} opens again on the direct line.",
            "{names} open again on the direct line.",
            len(names),
            names=shown,
        )
    return plural(
        "{names} opens again with {way}.", "{names} open again with {way}.", len(names), names=shown, way=way
    )


def _by_way(story: Story, keys: Sequence[Key]) -> Iterable[tuple[str, tuple[str, ...], bool]]:
    for info in story.run.paths:
        found = [platform_id for platform_id, path_id in keys if path_id == info.id]
        if found:
            yield way_name(info), _names(story, found), info.id == DIRECT_ID


def _names(story: Story, platform_ids: Iterable[str]) -> tuple[str, ...]:
    known = {info.id: info.name(language()) for info in story.run.platforms}
    return tuple(known.get(each, each) for each in platform_ids)

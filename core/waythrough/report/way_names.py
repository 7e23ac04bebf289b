"""What reports call the ways and their kinds, in the language of the reader."""

import re
from dataclasses import replace

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import PathInfo, Run
from waythrough.paths.registry import KINDS
from waythrough.verdict.words import Translator

_LABELS = frozenset({word for kind in KINDS for word in (kind.label, kind.short)})


def kind_in_words(info: PathInfo, translate: Translator) -> str:
    """The kind of a way; one that this program does not know as the run calls it."""
    name = info.kind_name or info.kind
    return translate(name) if name in _LABELS else translate.isolate(name)


def with_spoken_names(run: Run, translate: Translator) -> Run:
    """The run with the names that stand in place of the user's own ("HTTP proxy 1") in this language."""
    return replace(run, paths=tuple(replace(info, name=spoken_name(info, translate)) for info in run.paths))


def spoken_name(info: PathInfo, translate: Translator) -> str:
    """The name of one way; only a kind with a number is translated, and the number stays as it is."""
    for kind in KINDS:
        if kind.id == info.kind != DIRECT_ID:
            found = re.fullmatch(rf"{re.escape(kind.short)} ([1-9][0-9]{{0,2}})", info.name)
            return f"{translate(kind.short)} {found[1]}" if found else info.name
    return info.name

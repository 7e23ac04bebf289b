"""Gathers what importers find: each way checked and taken once, each refusal with its line."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from waythrough.model.path import PathSpec
from waythrough.paths.base import ConfigError
from waythrough.paths.importing.base import Imported, Rejected, content_of, rejected
from waythrough.paths.importing.links import Way, parse_way
from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.values import Reading, spec_of
from waythrough.paths.registry import display_names
from waythrough.verdict.clause import clause
from waythrough.verdict.words import Text

MOST: Final = 20_000
"""Ways and refusals of one text."""


class Collector:
    """`default_kind` is what a bare host:port is, None: told by its port."""

    def __init__(self, default_kind: str | None = None) -> None:
        self.default_kind = default_kind
        self.cautions: tuple[Text, ...] = ()
        self._items: list[Imported | Rejected] = []
        self._seen: dict[object, int] = {}
        self._place = 0

    @property
    def full(self) -> bool:
        return len(self._items) >= MOST

    @property
    def empty(self) -> bool:
        return not self._items

    @contextmanager
    def placed(self, number: int) -> Iterator[None]:
        """Whatever is found meanwhile stands in this line of the text, whatever its own is."""
        before, self._place = self._place, self._place or number
        try:
            yield
        finally:
            self._place = before

    def line(self, number: int, text: str, shown: str, *cautions: Text) -> bool:
        """Take one line that is a way; False when it was refused."""
        try:
            spec, known = parse_way(text, default_kind=self.default_kind)
            return self.way(number, (spec, (*known, *cautions)), shown)
        except ConfigError as error:
            self.refuse(number, error, shown)
            return False

    def draft(self, number: int, draft: Reading, shown: str) -> None:
        """Take what an importer made of a part of a file."""
        if isinstance(draft, ConfigError):
            self.refuse(number, draft, shown)
            return
        try:
            self.way(number, (spec_of(draft), draft.cautions), shown)
        except ConfigError as error:
            self.refuse(number, error, shown)

    def way(self, number: int, way: Way, shown: str) -> bool:
        """Take a way, unless it was there before."""
        spec, cautions = way
        content = content_of(spec)
        number = self._place or number
        first = self._seen.get(content)
        if first is not None:
            what = clause("the same way stands in line {first}", first=first)
            self.refuse(
                number,
                ConfigError("path.twice", what, todo="it is taken once; there is nothing to do"),
                shown,
            )
            return False
        self._seen[content] = number
        self.add(Imported(line=number, spec=spec, name="", cautions=(*cautions, *self.cautions)))
        return True

    def add(self, item: Imported | Rejected) -> None:
        """Take what was made elsewhere; past the limit only that it was reached is told."""
        item = replace(item, line=self._place) if self._place else item
        if len(self._items) < MOST:
            self._items.append(item)
        elif len(self._items) == MOST:
            self._items.append(rejected(item.line, "", refusal("path.too_many")))

    def refuse(self, number: int, error: ConfigError, shown: str) -> None:
        """Tell why something cannot be taken; `shown` stands for it and holds nothing secret."""
        self.add(rejected(number, shown, error))

    def result(self) -> list[Imported | Rejected]:
        """All of it by lines, every way under a name that no other has."""
        taken = [each.spec for each in self._items if isinstance(each, Imported)]
        names = display_names(taken)
        named = [self._named(each, names) if isinstance(each, Imported) else each for each in self._items]
        return sorted(named, key=lambda each: each.line)

    def _named(self, item: Imported, names: dict[str, str]) -> Imported:
        spec: PathSpec = item.spec
        name = names[spec.id]
        if spec.name and spec.name != name:
            spec = replace(spec, name=name)
        return replace(item, spec=spec, name=name)

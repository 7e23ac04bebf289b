"""What the ways of one run use together: a program that carries several of them is started once."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

from waythrough.model.path import PathSpec

T = TypeVar("T")


class Shared:
    """One for each run. `ways` are all that it may open, so that who serves several can prepare for them."""

    def __init__(self, ways: Iterable[PathSpec] = ()) -> None:
        self.ways = tuple(ways)
        self._kept: dict[type[Any], Any] = {}

    def one(self, kind: type[T], make: Callable[[], T]) -> T:
        """The one thing of this kind, made when it is first asked for. Who uses it ends what it keeps open."""
        if kind not in self._kept:
            self._kept[kind] = make()
        return cast(T, self._kept[kind])

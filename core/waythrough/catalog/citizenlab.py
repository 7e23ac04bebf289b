"""The CSV form of the Citizen Lab test lists: which column says what, and which categories need an opt-in.

The categories are those of the lists' own table of codes (citizenlab/test-lists, category codes).
"""

import csv
from dataclasses import dataclass

from waythrough.catalog.category import Category
from waythrough.catalog.hosts import HostError
from waythrough.model.platform import Sensitivity

_DELIMITERS = (",", ";", "\t")  # the second and third are what spreadsheets make of the first

_CATEGORIES = {
    "ANON": Category.CIRCUMVENTION,
    "COMM": Category.COMMERCE,
    "COMT": Category.MESSENGER,
    "CULTR": Category.KNOWLEDGE,
    "FILE": Category.CLOUD,
    "GAME": Category.GAMES,
    "GRP": Category.SOCIAL,
    "HACK": Category.DEVELOPER,
    "HOST": Category.CLOUD,
    "HUMR": Category.RIGHTS,
    "LGBT": Category.RIGHTS,
    "MMED": Category.VIDEO,
    "NEWS": Category.NEWS,
    "SRCH": Category.KNOWLEDGE,
}

_ORDINARY = frozenset(
    {
        "COMM",
        "COMT",
        "CTRL",
        "CULTR",
        "ECON",
        "ENV",
        "FILE",
        "GAME",
        "GOVT",
        "GRP",
        "HOST",
        "IGO",
        "MISC",
        "MMED",
    }
    | {"NEWS", "PUBH", "SRCH"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Places of the two columns that matter in a list with this delimiter."""

    delimiter: str
    url: int
    code: int

    def read(self, line: str) -> tuple[str, str]:
        """The address and the category code of a line. Raises HostError."""
        try:
            cells = next(csv.reader([line], delimiter=self.delimiter), [])
        except csv.Error as error:
            raise HostError("this is no line of a table") from error
        if len(cells) <= self.url or not cells[self.url].strip():
            raise HostError("the line has no address")
        code = cells[self.code].strip().upper() if 0 <= self.code < len(cells) else ""
        return cells[self.url].strip(), code if code.isascii() and code.isalpha() and len(code) <= 8 else ""

    def category(self, code: str) -> Category:
        """Our category for a code."""
        return _CATEGORIES.get(code, Category.OTHER)

    def sensitivity(self, code: str) -> Sensitivity:
        """Whether sites of the code need an opt-in; so does, in a list with codes, one that nobody knows."""
        ordinary = self.code < 0 or code in _ORDINARY
        return Sensitivity.ORDINARY if ordinary else Sensitivity.SENSITIVE


def columns_of(header: str) -> Columns | None:
    """The columns that a first line names; None when it is no header, which names a column "url"."""
    for delimiter in _DELIMITERS:
        names = [name.strip().strip('"').casefold() for name in header.split(delimiter)]
        if "url" in names:
            code = names.index("category_code") if "category_code" in names else -1
            return Columns(delimiter=delimiter, url=names.index("url"), code=code)
    return None

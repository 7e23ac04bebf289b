"""The words of an HTML page as somebody reads them, for a preview of what leaves."""

from html.parser import HTMLParser

PREVIEW_MOST = 200_000
"""Letters of a report that a preview shows: more would take the window seconds to lay out."""

PAGE_MOST = 120_000
"""Letters of a page that a preview shows as it looks; of a longer one it shows the words."""


def visible_text(page: str) -> str:
    """The words of an HTML page as somebody reads them: a line for each block and each cell of a table."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    lines = (_tidy(line, reader.comma) for line in "".join(reader.parts).splitlines())
    mark = "\u200f" if reader.mirrored else ""  # a line that begins with a foreign name keeps its direction
    return "\n".join(f"{mark}{line}" for line in lines if line)


def _tidy(line: str, comma: str) -> str:
    facts = (" ".join(fact.split()) for fact in line.split(_FACT))
    told = ""
    for fact in filter(None, facts):
        sentence = told.endswith((".", "?", "!", "؟", ":"))
        told += f"{'' if sentence else comma} {fact}" if told else fact
    return told


_FACT = "\x1f"


class _Reader(HTMLParser):
    """Collects what a browser would show."""

    HIDDEN = frozenset({"style", "script", "title", "svg"})
    INLINE = frozenset(
        {"span", "b", "strong", "em", "i", "a", "small", "abbr", "code", "bdi", "time", "wbr", "font"}
    )
    FACTS = frozenset({"sub", "best", "s", "state", "way"})
    """Classes of short facts that a browser sets apart from each other."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.mirrored = False
        self._hidden = 0
        self._row_of_facts = False
        self._apart: list[bool] = []

    @property
    def comma(self) -> str:
        return "،" if self.mirrored else ","

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        looks = set((known.get("class") or "").split())
        if tag == "html":
            self.mirrored = known.get("dir") == "rtl"
        if tag == "p":
            self._row_of_facts = "facts" in looks
        if tag == "span":
            self._apart.append(self._row_of_facts or bool(looks & self.FACTS))
            if self._apart[-1]:
                self.parts.append(_FACT)
        self._hidden += tag in self.HIDDEN
        self._border(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "span" and self._apart and self._apart.pop():
            self.parts.append(_FACT)
        self._hidden -= tag in self.HIDDEN
        self._border(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data.replace("\n", " "))

    def _border(self, tag: str) -> None:
        inline = self.INLINE | {"svg", "use", "path", "circle", "rect"}
        self.parts.append(" " if tag in inline else "\n")

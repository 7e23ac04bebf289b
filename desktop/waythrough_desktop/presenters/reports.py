"""Reports of a finished run: the kinds of file, and the words that leave with each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from html.parser import HTMLParser

from waythrough.model.path import PathSpec
from waythrough.model.run import Run
from waythrough_desktop import disguise
from waythrough_desktop.i18n import _, language

PREVIEW_MOST = 200_000


class Kind(StrEnum):
    """What a report is saved as."""

    HTML = "html"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMaker:
    """Makes the reports of one run."""

    run: Run
    paths: tuple[PathSpec, ...]

    def make(self, kind: Kind, *, names: bool) -> bytes:
        """The file as it will be saved; `names`: whether the ways keep the names that their user gave them."""
        # Loaded here: the template engine takes longer to load than the window to open.
        from waythrough.report.document import make_document, private_words
        from waythrough.report.to_csv import to_csv
        from waythrough.report.to_html import to_html
        from waythrough.report.to_json import to_json

        document = make_document(
            self.run, include_names=names, language=language(), private=private_words(self.paths)
        )
        return {Kind.HTML: to_html, Kind.JSON: to_json, Kind.CSV: to_csv}[kind](document)

    def file_name(self, kind: Kind) -> str:
        """A name that says nothing but what and when."""
        when = datetime.fromtimestamp(self.run.finished).astimezone()
        return disguise.report_name(when, kind)


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
    return f"{comma} ".join(fact for fact in facts if fact)


_FACT = "\x1f"


class _Reader(HTMLParser):
    """Collects what a browser would show."""

    HIDDEN = frozenset({"style", "script", "title", "svg"})
    INLINE = frozenset({"span", "b", "strong", "em", "i", "a", "small", "abbr", "code", "bdi", "time", "wbr"})
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


def kind_names() -> Iterable[tuple[Kind, str, str]]:
    """Each kind, its name, and whom it is for."""
    return (
        (Kind.HTML, _("Web page"), _("for people: opens on any phone or computer")),
        (Kind.JSON, _("JSON"), _("for support staff: everything that was measured")),
        (Kind.CSV, _("CSV"), _("for a spreadsheet: one line a result")),
    )

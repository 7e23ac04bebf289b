"""The Report page: which run, what is asked of its report, and the very bytes that would leave."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.model.run import Run
from waythrough.verdict.language import languages
from waythrough.verdict.words import Size
from waythrough_desktop import disguise
from waythrough_desktop.i18n import _, language
from waythrough_desktop.presenters.visible import PAGE_MOST, PREVIEW_MOST, visible_text

if TYPE_CHECKING:
    from waythrough.report.document import Document
    from waythrough.report.to_print import Printed


class Kind(StrEnum):
    """What a report is saved as."""

    HTML = "html"
    PDF = "pdf"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked of a report; `language` "" is that of the window."""

    kind: Kind = Kind.HTML
    names: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A report as it would leave, and how it is shown.

    `text` are its words, or its very text; `page` is what it looks like, as HTML that a text document understands,
    with its `details` in pieces, "" for data and where it is too long; `about` says what is different in the file.
    `foreign`: whether `text` is data, which always runs from left to right.
    """

    content: bytes = field(repr=False)
    text: str
    page: str
    details: tuple[str, ...] = field(repr=False)
    about: str
    mirrored: bool
    foreign: bool
    size: str
    short: str
    changed: tuple[tuple[str, str], ...]
    cut: bool


class Reported(QObject):
    """The run whose report is shown and what is asked of it; lasts while pages are made anew."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run: Run | None = None
        self.wish = Wish()
        self.words_only = False

    def show(self, run: Run | None) -> None:
        """The report of this run from now on."""
        if run is not self.run:
            self.run = run
            self.changed.emit()

    def ask(self, wish: Wish) -> None:
        """Ask for another form of it."""
        if wish != self.wish:
            self.wish = wish
            self.changed.emit()


def kind_names() -> tuple[tuple[Kind, str, str], ...]:
    """Each kind, its name, and whom it is for."""
    return (
        (Kind.HTML, _("Web page"), _("for people: opens on any phone or computer")),
        (Kind.PDF, _("PDF"), _("for paper, and for offices that want one")),
        (Kind.JSON, _("JSON"), _("for support staff: everything that was measured")),
        (Kind.CSV, _("CSV"), _("for a spreadsheet: one line a result")),
    )


def language_names() -> tuple[tuple[str, str], ...]:
    """Languages that a report can have; each by its own name, so that it is found by who reads no other."""
    return (("", _("As this window")), *((each.code, each.title) for each in languages()))


def left_out() -> tuple[str, ...]:
    """What no report holds."""
    return (
        _("Passwords, keys and links of your ways"),
        _("Servers of your ways"),
        _("Your own addresses, and those inside your network"),
        _("The names of you and your computer, and of your folders"),
    )


def file_name(run: Run, kind: Kind) -> str:
    """A name that says nothing but what and when."""
    when = datetime.fromtimestamp(run.finished or run.started).astimezone()
    return disguise.report_name(when, kind)


def with_wish(
    wish: Wish, *, kind: str | None = None, names: bool | None = None, language: str | None = None
) -> Wish:
    """A wish with something else in it."""
    if kind is not None:
        wish = replace(wish, kind=Kind(kind))
    if names is not None:
        wish = replace(wish, names=names)
    return wish if language is None else replace(wish, language=language)


def make_preview(run: Run, paths: Iterable[PathSpec], wish: Wish) -> Preview:
    """The report as it would leave. Takes a while with a large run: not in the GUI thread."""
    # Loaded here: the template engine takes longer to load than the window to open.
    from waythrough.report.document import make_document, private_words
    from waythrough.report.to_print import to_print
    from waythrough.report.to_short import to_short
    from waythrough.verdict.words import translator

    code = wish.language or language()
    document = make_document(
        run,
        include_names=wish.names,
        language=code,
        private=private_words(paths),
        neutral=disguise.is_neutral(),
    )
    looks = wish.kind in (Kind.HTML, Kind.PDF)
    printed = to_print(document, details=wish.kind is Kind.HTML) if looks else None
    content = _content(wish.kind, document, printed)
    text = printed.html if printed and wish.kind is Kind.PDF else content.decode("utf-8-sig")
    text = visible_text(text) if printed else text
    page = printed.html if printed and len(printed.html) <= PAGE_MOST else ""
    cut = len(text) > PREVIEW_MOST
    renamed = {info.id: info.name for info in document.run.paths}
    return Preview(
        content=content,
        text=text[:PREVIEW_MOST].rpartition("\n")[0] if cut else text,
        page=page,
        details=printed.details if printed and page else (),
        about=_about(wish.kind, shown=bool(page)),
        mirrored=translator(code).direction == "rtl",
        foreign=wish.kind in (Kind.JSON, Kind.CSV),
        size=translator(language()).value(Size(len(content))),
        short=to_short(document),
        changed=tuple(
            (info.name, renamed[info.id])
            for info in run.paths
            if info.id != DIRECT_ID and info.name != renamed[info.id]
        ),
        cut=cut,
    )


def _about(kind: Kind, *, shown: bool) -> str:
    if kind in (Kind.JSON, Kind.CSV):
        return ""
    if not shown:
        return _("It is too long to be shown as it looks; these are its words.")
    return _("A browser sets these words more finely.") if kind is Kind.HTML else ""


def _content(kind: Kind, document: "Document", page: "Printed | None") -> bytes:
    from waythrough.report.to_csv import to_csv
    from waythrough.report.to_html import to_html
    from waythrough.report.to_json import to_json
    from waythrough_desktop.printing import print_pdf

    if kind is Kind.PDF:
        assert page is not None
        return print_pdf(
            page.html,
            title=page.title,
            foot=page.foot,
            direction=page.direction,
            language=page.language,
            creator="" if document.neutral else disguise.NAME,
        )
    return {Kind.HTML: to_html, Kind.JSON: to_json, Kind.CSV: to_csv}[kind](document)

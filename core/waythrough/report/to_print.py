"""The report for paper: HTML of the small kind that a text document of Qt understands, with the same words."""

from dataclasses import dataclass
from functools import lru_cache

import jinja2

import waythrough_resources
from waythrough.report.document import Document
from waythrough.report.shown import Column, Mark, View
from waythrough.report.view import make_view
from waythrough.verdict.words import translator

WAYS_BESIDE = 6
"""Ways that fit beside each other on a sheet; more of them go into a table of their own below."""

_SIGNS = {
    "tick_disc": "✓", "tick_square": "☑", "clock": "◔", "triangle": "▲", "octagon_filled": "■", "octagon_outline": "□",
    "shield": "◆", "slash_disc": "⊘", "cloud": "☁", "minus_disc": "−", "ring": "○", "question_disc": "?", "house": "⌂",
}  # fmt: skip
"""What stands for a shape where only letters can stand."""
_INKS = {
    "green": ("#17662f", "#e4f4e8"), "amber": ("#855300", "#fdf2d8"), "red": ("#b0211e", "#fdebea"),
    "rose": ("#b0211e", "#fdf4f3"), "dark": ("#3b2254", "#eee7f6"), "grey": ("#4d586a", "#eef0f4"),
    "blue": ("#1d4fd0", "#e8effd"),
}  # fmt: skip
_PLAIN = ("#667085", "#ffffff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A page for paper: its HTML, what stands at the foot of every sheet, and which way its lines run.

    `details` are the pieces for support staff that follow the page, also HTML; only where they were asked for.
    """

    html: str
    title: str
    foot: str
    direction: str
    language: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Some of the ways beside each other, with the cells of each service."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[Mark, ...]], ...]


def to_print(document: Document, *, details: bool = False) -> Printed:
    """The report for paper, in the document's language; {page} and {pages} are places in its foot.

    With the `details` for support staff there is every word of the web page.
    """
    view = make_view(document)
    translate = translator(document.language)
    html, *pieces = (
        _environment()
        .get_template("print.html.j2")
        .render(
            view=view,
            tables=_tables(view),
            details=details,
            _=translate,
            sign=_sign,
            ink=_ink,
            ground=_ground,
        )
        .split("<!--piece-->")  # what comes from the run is escaped and cannot hold one
    )
    foot = (
        translate("Connection notes – page {page} of {pages}", page="{page}", pages="{pages}")
        if document.neutral
        else translate("Waythrough report – page {page} of {pages}", page="{page}", pages="{pages}")
    )
    return Printed(
        html=html,
        title=f"{view.brand} – {view.title}",
        foot=foot,
        direction=view.direction,
        language=view.language,
        details=tuple(pieces),
    )


def _tables(view: View) -> tuple[Table, ...]:
    starts = range(0, max(len(view.columns), 1), WAYS_BESIDE)
    return tuple(
        Table(
            columns=view.columns[start : start + WAYS_BESIDE],
            rows=tuple((row.name, row.marks[start : start + WAYS_BESIDE]) for row in view.rows),
        )
        for start in starts
    )


def _sign(shape: str) -> str:
    return _SIGNS.get(shape, "·")


def _ink(tone: str) -> str:
    return _INKS.get(tone, _PLAIN)[0]


def _ground(tone: str) -> str:
    return _INKS.get(tone, _PLAIN)[1]


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    folder = waythrough_resources.REPORT
    return jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: waythrough_resources.read_text(f"{folder}/{name}")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

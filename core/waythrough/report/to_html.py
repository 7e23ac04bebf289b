"""One HTML file for people: no script, nothing remote, readable on a phone and on paper."""

import re
from functools import lru_cache

import jinja2
from markupsafe import Markup

import waythrough_resources
from waythrough.report.document import Document
from waythrough.report.view import make_view
from waythrough.verdict.words import translator

_FOLDER = waythrough_resources.REPORT


def to_html(document: Document) -> bytes:
    """UTF-8 HTML in the document's language. Every foreign string is escaped by the template engine."""
    view = make_view(document)
    translate = translator(document.language)
    page = (
        _environment().get_template("report.html.j2").render(view=view, _=translate, number=translate.number)
    )
    return page.encode("utf-8", "replace")


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: waythrough_resources.read_text(f"{_FOLDER}/{name}")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[],
    )
    style = _short(waythrough_resources.read_text(f"{_FOLDER}/report.css"))
    shapes = waythrough_resources.read_text(f"{_FOLDER}/shapes.svg")
    # Our own files, not data: the only two strings that go in as they are.
    environment.globals["style"] = Markup(style)
    environment.globals["shapes"] = Markup(shapes)
    return environment


def _short(style: str) -> str:
    """A style sheet without comments and indents."""
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    return re.sub(r"\n\s*", "\n", style).strip()

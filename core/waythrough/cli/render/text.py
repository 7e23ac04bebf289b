"""The table as a file of plain text."""

from waythrough.cli.render.result import show_result
from waythrough.cli.render.screen import text_screen
from waythrough.report.document import Document
from waythrough.verdict.words import translator


def to_text(document: Document) -> bytes:
    """UTF-8 text of what the terminal would show, without colours, 120 columns wide."""
    screen, out = text_screen(translator(document.language))
    show_result(document.run, screen)
    lines = (line.rstrip() for line in out.getvalue().splitlines())
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")

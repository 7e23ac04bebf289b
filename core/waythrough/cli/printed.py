"""A report as PDF: Qt sets it, which comes with the window; the command line itself does without."""

from importlib import import_module
from importlib.util import find_spec

from waythrough.model.errors import WaythroughError
from waythrough.report.document import Document
from waythrough.report.to_print import to_print

_PRINTING = "waythrough_desktop.printing"


def can_print() -> None:
    """Return where PDF can be made. Raises WaythroughError."""
    if find_spec("PySide6") is None or find_spec("waythrough_desktop") is None:
        raise WaythroughError(
            "output.no_pdf",
            "PDF is made by the window, which is not installed",
            still_works="--format html can be printed to PDF by any browser",
            todo='install it with: pip install "waythrough[desktop]"',
        )


def to_pdf(document: Document) -> bytes:
    """The report as PDF. Raises WaythroughError where the window is not installed."""
    can_print()
    page = to_print(document)
    # By name only: the engine and its command line never depend on the window.
    make = import_module(_PRINTING).print_pdf
    return bytes(
        make(page.html, title=page.title, foot=page.foot, direction=page.direction, language=page.language)
    )

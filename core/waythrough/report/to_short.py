"""A run in a few lines, for a message to whoever helps: what to use, what does not open, and what was measured with."""

from waythrough.model.path import DIRECT_ID
from waythrough.report.document import Document
from waythrough.report.view import make_view
from waythrough.verdict.words import translator

MOST_SERVICES = 12


def to_short(document: Document) -> str:
    """Plain text in the document's language, with no word that its report does not hold."""
    view = make_view(document)
    translate = translator(document.language)
    lines = [f"{translate('Waythrough report')}, {view.date}", view.title]
    lines += [view.sentence] if view.sentence else []
    lines += [f"{note.title} {note.sentence}".strip() for note in view.notes]
    lines += [*view.warnings, *view.taken_over]
    lines += [service.first.headline for service in view.services[:MOST_SERVICES]]
    if (rest := len(view.services) - MOST_SERVICES) > 0:
        lines.append(translate("And {count} more.", count=rest))
    ways = zip(view.columns, document.run.paths, strict=True)
    lines += [
        f"{column.name}: {column.state}" + (f" – {column.opens}" if column.opens else "")
        for column, info in ways
        if info.id != DIRECT_ID
    ]
    lines.append(translate("Run {run}, Waythrough {version}", run=view.run_id, version=view.version))
    return "\n".join(lines) + "\n"

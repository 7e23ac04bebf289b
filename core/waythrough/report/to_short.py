"""A run in a few lines, for a message to whoever helps: what to use, what does not open, and what was measured with."""

from waythrough.model.path import DIRECT_ID
from waythrough.report.document import Document
from waythrough.report.view import make_view
from waythrough.verdict.words import msg, translator

MOST_SERVICES = 12
_PRACTICE = msg(
    "The check ran on the practice network inside this computer. Nothing here is about a real network or service."
)


def to_short(document: Document) -> str:
    """Plain text in the document's language, with no word that its report does not hold."""
    view = make_view(document)
    translate = translator(document.language)
    lines = [f"{view.brand}, {view.date}", view.title]
    if view.practice:  # before anything that somebody would take for a fact
        lines.insert(0, f"{translate('This is practice')}. {translate.render(_PRACTICE)}")
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
    made = msg("Run {run}", run=view.run_id)
    if not document.neutral:
        made = msg("Run {run}, Waythrough {version}", run=view.run_id, version=view.version)
    lines.append(translate.render(made))
    return "\n".join(lines) + "\n"

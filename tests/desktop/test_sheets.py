"""Where a page for paper is cut into sheets."""

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from waythrough_desktop.sheets import cut

HEAD = "<thead><tr><th><p>Service</p></th><th><p>Berlin</p></th></tr></thead>"
ROWS = "".join(f"<tr><td><p>Service {n}</p></td><td><p>Works 0.4 s</p></td></tr>\n" for n in range(40))
PAGE = f'<h2 dir="ltr">Table</h2><table cellpadding="4" cellspacing="2">{HEAD}{ROWS}</table>'
SHEET = QSizeF(300, 330)


def _lay_out(html: str) -> QTextDocument:
    made = QTextDocument()
    made.setHtml(html)
    made.setPageSize(SHEET)
    return made


def _sheets_of(made: QTextDocument, start: str) -> list[set[int]]:
    """On which sheets each block stands whose text begins so."""
    found = []
    block = made.begin()
    while block.isValid():
        if block.text().startswith(start):
            area = made.documentLayout().blockBoundingRect(block)
            tops = (area.top() + block.layout().lineAt(0).y(), area.bottom())
            found.append({int(each // SHEET.height()) for each in tops})
        block = block.next()
    return found


def test_rows_stay_whole_and_every_sheet_has_the_names_of_the_ways(qapp: QApplication) -> None:
    made = cut(PAGE, _lay_out, SHEET, slack=20)
    rows = _sheets_of(made, "Service ")
    assert len(rows) == 40
    assert all(len(each) == 1 for each in rows)
    heads = _sheets_of(made, "Berlin")
    assert heads == [{sheet} for sheet in sorted(set().union(*rows))]


def test_a_heading_stays_with_what_it_heads(qapp: QApplication) -> None:
    for lines in range(4, 16):
        text = "<p>line</p>" * lines
        made = cut(f"{text}<h2>Head</h2><h3>Part</h3><p>words</p>", _lay_out, SHEET, slack=20)
        assert _sheets_of(made, "Head")[0] == _sheets_of(made, "words")[0], lines

"""PDF of a page for paper: set by Qt's text document, its sheets painted one by one with a foot."""

import os
import re
import sys
import time

from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
    QTextOption,
)

from waythrough_desktop.sheets import cut

FAMILIES = ("Noto Sans", "Noto Sans Arabic", "Segoe UI", "DejaVu Sans", "sans-serif")
DOTS = 1200
MARGIN_MM = 16.0
FOOT_MM = 8.0
SLACK_MM = 7.0  # below a table stands an empty line
POINTS = 9.5
DIGITS = {"fa": "۰۱۲۳۴۵۶۷۸۹", "ar": "٠١٢٣٤٥٦٧٨٩"}
_DATE = re.compile(rb"\(D:\d{14}(?:[+-]\d\d'\d\d'|Z)\)")


def print_pdf(
    html: str, *, title: str, foot: str, direction: str, language: str, creator: str = "Waythrough"
) -> bytes:
    """The file. `foot` has places for {page} and {pages}; an application is made where there is none."""
    keep = _application()
    timers = (
        QEventLoop()
    )  # never run: a text document starts timers, which a thread without any loop cannot have
    target = QBuffer()
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(target)
    writer.setTitle(title)
    writer.setCreator(creator)
    writer.setResolution(DOTS)
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            margins,
            QPageLayout.Unit.Millimeter,
        )
    )
    _paint(writer, html, foot, direction, language)
    target.close()
    del timers, keep
    return _without_zone(bytes(target.data().data()))


def document(html: str, direction: str) -> QTextDocument:
    """The text document of a page for paper, as a preview shows it too."""
    made = QTextDocument()
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPointSizeF(POINTS)
    made.setDefaultFont(font)
    option = QTextOption()
    rtl = direction == "rtl"
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    option.setAlignment(Qt.AlignmentFlag.AlignLeading)
    made.setDefaultTextOption(option)
    made.setDocumentMargin(0)
    made.setHtml(html)
    return made


def _paint(writer: QPdfWriter, html: str, foot: str, direction: str, language: str) -> None:
    whole = QRectF(0, 0, writer.width(), writer.height())
    foot_height = FOOT_MM / 25.4 * DOTS
    sheet = QSizeF(whole.width(), whole.height() - foot_height)

    def lay_out(page: str) -> QTextDocument:
        made = document(page, direction)
        made.documentLayout().setPaintDevice(writer)
        made.setPageSize(sheet)
        return made

    text = cut(html, lay_out, sheet, slack=SLACK_MM / 25.4 * DOTS)
    pages = text.pageCount()
    context = QAbstractTextDocumentLayout.PaintContext()
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
    context.palette = palette
    painter = QPainter(writer)
    for page in range(pages):
        if page:
            writer.newPage()
        painter.save()
        painter.translate(0, -page * sheet.height())
        context.clip = QRectF(0, page * sheet.height(), sheet.width(), sheet.height())
        painter.setClipRect(context.clip)
        text.documentLayout().draw(painter, context)
        painter.restore()
        font = text.defaultFont()
        font.setPointSizeF(POINTS * 0.85)
        painter.setFont(font)
        painter.setPen(Qt.GlobalColor.darkGray)
        painter.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if direction == "rtl" else Qt.LayoutDirection.LeftToRight
        )
        place = QRectF(0, whole.height() - foot_height, whole.width(), foot_height)
        line = foot.format(page=_number(page + 1, language), pages=_number(pages, language))
        painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, line)
    painter.end()


def _number(value: int, language: str) -> str:
    digits = DIGITS.get(language.split("_")[0])
    return str(value) if digits is None else "".join(digits[int(each)] for each in str(value))


def _without_zone(content: bytes) -> bytes:
    """Qt writes when the file was made in local time with its zone, which tells where; here it is UTC, as long."""
    now = time.strftime("(D:%Y%m%d%H%M%S", time.gmtime()).encode()

    def universal(found: re.Match[bytes]) -> bytes:
        zone = b"Z)" if found.group(0).endswith(b"Z)") else b"+00'00')"
        return now + zone

    return _DATE.sub(universal, content)


def _application() -> QGuiApplication:
    """The application that is there; one without a screen where a command line asks."""
    known = QGuiApplication.instance()
    if isinstance(known, QGuiApplication):
        return known
    if sys.platform not in {"win32", "darwin"}:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QGuiApplication(["waythrough"])

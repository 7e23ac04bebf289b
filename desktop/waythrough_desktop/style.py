"""The style sheet and palette that a theme comes to."""

from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

import waythrough_resources
from waythrough_desktop import i18n
from waythrough_desktop.theme import HIGH_CONTRAST, LIGHT, Theme, ToneName

FAMILIES = ("Noto Sans", "Noto Sans Arabic", "Segoe UI", "DejaVu Sans", "sans-serif")
FIXED_FAMILIES = ("Noto Sans Mono", "DejaVu Sans Mono", "Consolas", "monospace")
BASE_POINTS = 10.5
STYLE = "fusion"


class _Current:
    theme = LIGHT
    text_size = 100


def theme() -> Theme:
    """The theme in use."""
    return _Current.theme


def text_size() -> int:
    """The size of text in use, in percent."""
    return _Current.text_size


def apply(app: QApplication, chosen: Theme, text_size: int = 100) -> None:
    """Give the whole application the colours of a theme and the font of the window, `text_size` in percent."""
    _Current.theme, _Current.text_size = chosen, text_size
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPointSizeF(BASE_POINTS * text_size / 100)
    app.setFont(font)
    scaled.cache_clear()
    if QApplication.style().name().lower() != STYLE:
        app.setStyle(STYLE)
    app.setPalette(palette(chosen))
    app.setStyleSheet(sheet(chosen))


def grown(pixels: int) -> int:
    """The side of a drawing or mark that stands beside text, at the size of text in use."""
    return round(pixels * _Current.text_size / 100)


@lru_cache(maxsize=32)
def scaled(factor: float, *, bold: bool = False) -> QFont:
    """The window's font, larger or smaller."""
    font = QFont(QGuiApplication.font())
    font.setPointSizeF(font.pointSizeF() * factor)
    font.setBold(bold)
    return font


def fixed() -> QFont:
    """A font whose letters are all equally wide."""
    font = QFont()
    font.setFamilies(list(FIXED_FAMILIES))
    font.setPointSizeF(BASE_POINTS * 0.88 * _Current.text_size / 100)
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


def palette(theme: Theme) -> QPalette:
    """Qt's palette roles in the theme's colours, for what the style sheet does not name."""
    made = QPalette()
    role = QPalette.ColorRole
    for target, colour in {
        role.Window: theme.faint,
        role.WindowText: theme.text,
        role.Base: theme.sheet,
        role.AlternateBase: theme.sunken,
        role.Text: theme.text,
        role.PlaceholderText: theme.soft_text,
        role.Button: theme.sheet,
        role.ButtonText: theme.text,
        role.ToolTipBase: theme.text,
        role.ToolTipText: theme.sheet,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.accent_ink,
        role.Mid: theme.line,
        role.Light: theme.sheet,
        role.Dark: theme.line,
        role.Shadow: theme.line,
    }.items():
        made.setColor(target, QColor(colour))
    for target in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, target, QColor(theme.soft_text))
    return made


def sheet(theme: Theme) -> str:
    """The style sheet. Widgets choose from it by their properties "look" and "tone"."""
    icons = waythrough_resources.path(waythrough_resources.ICONS).as_posix()
    strong = theme.name == HIGH_CONTRAST.name
    tick, arrow = ("tick_on_bright", "chevron_white") if strong else ("tick_on_accent", "chevron_grey")
    files = {"tick": f"{icons}/{tick}.svg", "arrow": f"{icons}/{arrow}.svg"}
    mark, ring = grown(16), grown(5)
    # A radius larger than half of the whole makes Qt draw a square, and a ticked one is as large as the others.
    disc = {"round": (mark + 2) // 2, "ring": ring, "bead": mark + 2 - 2 * ring}
    sizes = {"mark": mark, "chevron": grown(14), "room": grown(26), **disc}
    tones = "\n".join(_tone(name, theme) for name in ToneName)
    close = _CLOSE.format(h=round(QFontMetrics(scaled(1.0)).height() * 1.3)) if i18n.right_to_left() else ""
    fields = _FIELDS.format(t=theme, paper=LIGHT, **files, **sizes)  # paper is white in every theme
    rings = _STRONG.format(t=theme) if strong else ""
    return _BASE.format(t=theme) + _BUTTONS.format(t=theme) + fields + tones + close + rings


def _tone(name: ToneName, theme: Theme) -> str:
    tone = theme.tones[name]
    box = f"background: {tone.ground}; border: 1px solid {tone.edge}; border-radius: 10px"
    return (
        f'QFrame[tone="{name}"] {{ {box} }}\n'
        f'QFrame[tone="{name}"]:focus {{ border: 2px solid {theme.focus} }}\n'
        f'QFrame[tone="{name}"] QLabel {{ color: {tone.ink if name is ToneName.DARK else theme.text} }}\n'
        f'QFrame[tone="{name}"] QLabel[look="soft"] '
        f"{{ color: {tone.ink if name is ToneName.DARK else theme.soft_text} }}\n"
    )


_CLOSE = """
QPushButton {{ max-height: {h}px }}
QCheckBox, QRadioButton {{ max-height: {h}px }}
QTreeView::item {{ height: {h}px }}
"""
"""Fonts of Arabic script ask for far more height than their letters need."""

_BASE = """
QWidget {{ color: {t.text} }}
QMainWindow, QDialog, QWidget[look="page"] {{ background: {t.faint} }}
QLabel {{ background: transparent; border: none }}
QLabel[look="soft"] {{ color: {t.soft_text} }}
QLabel[look="error"] {{ color: {t.text} }}
QFrame[look="side"] {{ background: {t.sheet}; border: none }}
QFrame[look="edge"] {{ background: {t.line}; border: none }}
QFrame[look="practice"] {{ background: {t.accent_ground}; border: none; border-bottom: 1px solid {t.line} }}
QFrame[look="practice"] QLabel {{ color: {t.accent_ink} }}
QFrame[look="card"] {{ background: {t.sheet}; border: 1px solid {t.line}; border-radius: 10px }}
QFrame[look="line"] {{ background: {t.line}; border: none; max-height: 1px; min-height: 1px }}
QScrollArea, QScrollArea > QWidget > QWidget[look="clear"] {{ background: transparent; border: none }}
QScrollArea[look="stop"] {{ border: 2px solid transparent; border-radius: 7px }}
QScrollArea[look="stop"]:focus {{ border-color: {t.focus} }}
QFrame[look="legend"] {{ border: 2px solid transparent; border-radius: 7px }}
QFrame[look="legend"]:focus {{ border-color: {t.focus} }}
QTableView {{ background: {t.sheet}; border: none; outline: none }}
QHeaderView, QTableCornerButton::section {{ background: {t.sheet}; border: none }}
QToolTip {{ background: {t.text}; color: {t.sheet}; border: none; padding: 4px 6px }}
QProgressBar {{ background: {t.track}; border: none; border-radius: 4px; min-height: 8px; max-height: 8px }}
QProgressBar::chunk {{ background: {t.progress}; border-radius: 4px }}
QAbstractScrollArea::corner {{ background: transparent; border: none }}
QScrollBar {{ background: transparent; border: none; margin: 0 }}
QScrollBar:vertical {{ width: 11px }}
QScrollBar:horizontal {{ height: 11px }}
QScrollBar::handle {{ background: {t.field_line}; border-radius: 3px; margin: 2px; min-height: 32px;
  min-width: 32px }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0 }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent }}
"""

_BUTTONS = """
QPushButton {{ background: {t.sheet}; color: {t.text}; border: 1px solid {t.field_line}; border-radius: 7px;
  padding: 7px 15px; font-weight: 600; margin: 1px }}
QPushButton:hover {{ background: {t.hover} }}
QPushButton:pressed {{ background: {t.sunken} }}
QPushButton:disabled {{ color: {t.soft_text}; border-color: {t.line}; background: {t.sunken} }}
QPushButton:focus {{ border: 2px solid {t.focus}; padding: 7px 15px; margin: 0 }}
QPushButton::menu-indicator {{ image: none; width: 0 }}
QPushButton[look="main"] {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent} }}
QPushButton[look="main"]:hover {{ background: {t.accent_hover} }}
QPushButton[look="main"]:disabled {{ background: {t.sunken}; color: {t.soft_text}; border-color: {t.line} }}
QPushButton[look="main"]:focus {{ background: {t.main_fill}; border: 2px solid {t.main_ring} }}
QPushButton[look="stop"] {{ color: {t.accent_ink}; border-color: {t.accent} }}
QPushButton[look="link"] {{ background: transparent; border: 1px solid transparent; color: {t.accent_ink};
  padding: 3px 6px; text-align: left }}
QPushButton[look="link"]:hover {{ background: {t.hover} }}
QPushButton[look="link"]:focus {{ border: 2px solid {t.focus}; padding: 3px 6px }}
QPushButton[look="first"], QPushButton[look="last"] {{ font-weight: 400; margin: 0; padding: 5px 14px;
  border-radius: 0; border: 1px solid {t.field_line} }}
QPushButton[look="first"]:checked, QPushButton[look="last"]:checked {{ background: {t.accent_ground};
  color: {t.accent_ink}; border-color: {t.accent}; font-weight: 600 }}
QPushButton[look="first"]:focus, QPushButton[look="last"]:focus {{ border: 2px solid {t.focus};
  padding: 4px 13px }}
QAbstractButton[look="side"] {{ background: transparent; border: 2px solid transparent; border-radius: 8px;
  padding: 7px 8px; text-align: left; color: {t.text} }}
QAbstractButton[look="side"]:hover {{ background: {t.hover} }}
QAbstractButton[look="side"]:checked {{ background: {t.accent_ground}; color: {t.accent_ink}; font-weight: 600 }}
QAbstractButton[look="side"]:focus {{ border: 2px solid {t.focus} }}
"""

_FIELDS = """
QLineEdit, QPlainTextEdit, QTextEdit, QTextBrowser, QComboBox, QTreeView, QListView {{ background: {t.sheet};
  color: {t.text}; border: 1px solid {t.field_line}; border-radius: 7px; padding: 6px 8px;
  selection-background-color: {t.accent}; selection-color: {t.on_accent} }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QTextBrowser:focus, QComboBox:focus, QTreeView:focus,
QListView:focus {{ border: 2px solid {t.focus}; padding: 5px 7px }}
QListView[look="cards"], QListView[look="cards"]:focus {{ border: none; padding: 0; background: {t.sheet} }}
QListView[look="cards"]::item {{ padding: 0; background: transparent }}
QPlainTextEdit[look="code"], QTextBrowser[look="code"] {{ background: {t.sunken}; border-color: {t.line} }}
QPlainTextEdit[look="code"]:focus, QTextBrowser[look="code"]:focus {{ border-color: {t.focus} }}
QTextBrowser[look="paper"] {{ background: {paper.sheet}; color: {paper.text}; border-color: {t.line} }}
QTreeView, QListView {{ outline: none; padding: 4px }}
QTreeView:focus, QListView:focus {{ padding: 3px }}
QComboBox QListView, QComboBox QListView:focus {{ border: none; border-radius: 0; padding: 0 }}
QTreeView::item, QListView::item {{ padding: 5px 4px; border-radius: 5px; color: {t.text} }}
QTreeView::item:hover, QListView::item:hover {{ background: {t.hover} }}
QTreeView::item:selected, QListView::item:selected {{ background: {t.accent_ground}; color: {t.text} }}
QCheckBox::indicator, QTreeView::indicator, QListView::indicator {{ width: {mark}px; height: {mark}px;
  border: 1px solid {t.field_line}; border-radius: 4px; background: {t.sheet} }}
QCheckBox::indicator:checked, QTreeView::indicator:checked {{ background: {t.accent}; border-color: {t.accent};
  image: url("{tick}") }}
QRadioButton::indicator {{ width: {mark}px; height: {mark}px; border: 1px solid {t.field_line};
  border-radius: {round}px; background: {t.sheet} }}
QRadioButton::indicator:checked {{ border: {ring}px solid {t.accent}; width: {bead}px; height: {bead}px }}
QCheckBox, QRadioButton {{ spacing: 8px; padding: 4px; border: 2px solid transparent; border-radius: 6px;
  background: transparent }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {t.focus} }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{ background: transparent; border: none; padding: 0 }}
QComboBox::drop-down {{ border: none; width: {room}px }}
QComboBox::down-arrow {{ image: url("{arrow}"); width: {chevron}px; height: {chevron}px }}
QMenu {{ background: {t.sheet}; border: 1px solid {t.line}; padding: 4px }}
QMenu::item {{ padding: 6px 20px; border-radius: 5px }}
QMenu::item:selected {{ background: {t.accent_ground}; color: {t.accent_ink} }}
QMenu::item:disabled {{ color: {t.soft_text} }}
"""

_STRONG = """
QPushButton:focus {{ border: 3px solid {t.focus}; padding: 6px 14px }}
QPushButton[look="main"]:focus {{ color: {t.accent_ink}; border: 3px solid {t.main_ring} }}
QPushButton[look="link"]:focus {{ border: 3px solid {t.focus}; padding: 2px 5px }}
QAbstractButton[look="side"]:checked {{ border: 2px solid {t.accent} }}
QAbstractButton[look="side"]:focus {{ border: 3px solid {t.focus} }}
QCheckBox:focus, QRadioButton:focus {{ border: 3px solid {t.focus} }}
"""
"""Where soft differences are not seen, the ring is thicker, and a filled button changes its fill."""

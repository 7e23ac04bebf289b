"""Language, colours and size of text of the whole application, put on at the start and again on every change."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from waythrough_desktop import i18n, style
from waythrough_desktop.theme import DARK, LIGHT, THEMES, Theme


def speak(app: QApplication, language: str) -> None:
    """Speak a language from now on, "" for the system's; widgets that are there already keep their words."""
    i18n.install(language or i18n.system_language())
    i18n.install_in(app)


def paint(app: QApplication, theme: str, text_size: int) -> None:
    """Wear a theme by its name, "" or "system" for the system's, with text of a size in percent."""
    style.apply(app, THEMES.get(theme) or system_theme(), text_size)


def system_theme() -> Theme:
    """The theme that the system asks for; light where it does not say."""
    from PySide6.QtCore import Qt  # slow, and not needed where a theme is chosen

    scheme = QGuiApplication.styleHints().colorScheme()
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT

"""What the kinds of services are called, in the window and on the terminal."""

from types import MappingProxyType
from typing import Final

from waythrough.verdict.words import NOTHING, Text, msg

_TEXT: Final = MappingProxyType(
    {
        "messenger": msg("Messengers"),
        "social": msg("Social networks"),
        "video": msg("Video and music"),
        "news": msg("News"),
        "knowledge": msg("Knowledge and search"),
        "mail": msg("Mail"),
        "cloud": msg("Files in the cloud"),
        "work": msg("Work and meetings"),
        "ai": msg("Artificial intelligence"),
        "commerce": msg("Payments and shops"),
        "developer": msg("For developers"),
        "games": msg("Games"),
        "tools": msg("Tools and updates"),
        "circumvention": msg("VPN and circumvention"),
        "rights": msg("Rights and safety"),
        "other": msg("Added by you"),
    }
)


def category_text(category: str) -> Text:
    """The heading of a group of services."""
    return _TEXT.get(category, NOTHING)

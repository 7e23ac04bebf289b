"""What the kinds of services are called."""

from waythrough.catalog.category import Category
from waythrough_desktop.i18n import _


def category_name(category: Category) -> str:
    """The heading of a group of services."""
    return {
        Category.MESSENGER: _("Messengers"),
        Category.SOCIAL: _("Social networks"),
        Category.VIDEO: _("Video and music"),
        Category.NEWS: _("News"),
        Category.KNOWLEDGE: _("Knowledge and search"),
        Category.MAIL: _("Mail"),
        Category.CLOUD: _("Files in the cloud"),
        Category.WORK: _("Work and meetings"),
        Category.AI: _("Artificial intelligence"),
        Category.COMMERCE: _("Payments and shops"),
        Category.DEVELOPER: _("For developers"),
        Category.GAMES: _("Games"),
        Category.TOOLS: _("Tools and updates"),
        Category.CIRCUMVENTION: _("VPN and circumvention"),
        Category.RIGHTS: _("Rights and safety"),
        Category.OTHER: _("Added by you"),
    }[category]

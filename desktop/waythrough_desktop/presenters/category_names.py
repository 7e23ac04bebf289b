"""What the kinds of services are called."""

from waythrough.catalog.category import Category
from waythrough.verdict.explain_category import category_text
from waythrough_desktop.i18n import say


def category_name(category: Category) -> str:
    """The heading of a group of services."""
    return say(category_text(category))

from waythrough.catalog.catalog import Catalog
from waythrough.catalog.category import Category


def test_every_category_but_the_users_own_has_platforms() -> None:
    assert set(Catalog.bundled().categories()) == set(Category) - {Category.OTHER}

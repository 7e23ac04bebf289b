import pytest

from waythrough.catalog.category import Category
from waythrough.verdict.explain_category import category_text


@pytest.mark.parametrize("category", Category)
def test_every_kind_has_a_name(category: Category) -> None:
    assert str(category_text(category))


def test_no_other_has_one() -> None:
    assert str(category_text("none")) == ""

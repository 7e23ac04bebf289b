import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough.catalog.text import cleaned, folded, is_clean


@pytest.mark.parametrize("text", ["Telegram", "بی‌بی‌سی", "微信", "a  b"])
def test_honest_names_are_clean(text: str) -> None:
    assert is_clean(text)


@pytest.mark.parametrize("text", ["", "  ", "a\nb", "a\x1b[31m", "evil\u202egpj.exe", "a\u2066b", "\ufeffx"])
def test_harmful_names_are_not(text: str) -> None:
    assert not is_clean(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("تلگرام", "تلگرام "),
        ("بی‌بی‌سی", "بی بی سی".replace(" ", "")),
        ("كتاب", "کتاب"),
        ("يوتيوب", "یوتیوب"),
        ("توئیتر", "توییتر"),
        ("Café", "cafe"),
        ("İnsan", "insan"),
        ("Ёлка", "елка"),
        ("ＬＩＮＥ", "line"),
        ("فرانس ۲۴", "فرانس 24"),
    ],
)
def test_spellings_that_mean_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@given(st.text())
def test_cleaned_is_safe_to_show(text: str) -> None:
    shown = cleaned(text, limit=20)
    assert len(shown) <= 20
    assert not shown or is_clean(shown)
    assert cleaned(shown, limit=20) == shown


def test_cleaned_cuts_with_an_ellipsis() -> None:
    assert cleaned("a" * 30, limit=10) == "a" * 9 + "…"

"""What the header of a catalogue tells about its language."""

import pytest

import waythrough_resources
from waythrough.verdict import language as module
from waythrough.verdict.language import ENGLISH, header, language, languages


def test_english_stands_first_and_every_catalogue_is_a_language() -> None:
    found = languages()
    assert found[0] is ENGLISH
    assert {each.code for each in found} == {"en", *waythrough_resources.folders("locale")}
    assert all(each.name and len(each.digits) == 10 and len(each.months) == 12 for each in found)


def test_persian_as_its_file_tells() -> None:
    persian = language("fa_IR.UTF-8")
    assert persian == language("fa-IR")
    assert (persian.name, persian.direction, persian.comma) == ("فارسی", "rtl", "، ")
    assert persian.number(1234.5, 1) == "۱٬۲۳۴٫۵"
    assert persian.title.startswith("فارسی (")
    assert ENGLISH.title == "English"


@pytest.mark.parametrize("code", ["", "xx", "..", "zz_ZZ", "C"])
def test_unknown_languages_are_english(code: str) -> None:
    assert language(code) is ENGLISH


def test_a_file_alone_makes_a_language(monkeypatch: pytest.MonkeyPatch) -> None:
    head = 'X-Language-Name: Türkçe\nX-Decimal-Point: ,\nX-Thousands: "."\nX-Date: {day} {month} {year}\n'
    monkeypatch.setattr(waythrough_resources, "exists", lambda name: name.startswith("locale/tr/"))
    monkeypatch.setattr(waythrough_resources, "read_bytes", lambda _name: _compiled(head.encode()))
    module.language.cache_clear()
    turkish = language("tr")
    module.language.cache_clear()
    assert (turkish.code, turkish.name, turkish.reviewed) == ("tr", "Türkçe", False)
    assert turkish.number(1234.5, 1) == "1.234,5"
    assert turkish.title == "Türkçe (not yet read by a native speaker)"


def test_a_catalogue_without_a_header_tells_nothing() -> None:
    assert header(_compiled(b"x", first=b"Add")) == {}


def _compiled(text: bytes, first: bytes = b"") -> bytes:
    """A compiled catalogue with one entry."""
    numbers = (0x950412DE, 0, 1, 28, 36, 0, 0, len(first), 44, len(text), 45 + len(first))
    return b"".join(number.to_bytes(4, "little") for number in numbers) + first + b"\0" + text + b"\0"

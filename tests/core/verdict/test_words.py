"""Texts rendered in several languages."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough.verdict.language import languages
from waythrough.verdict.words import (
    FSI,
    NOTHING,
    PDI,
    Moment,
    Names,
    Seconds,
    Size,
    Span,
    Text,
    Value,
    direction,
    joined,
    msg,
    plural,
    translator,
    unmarked,
    word_in,
)


def _in(language: str, text: Text) -> str:
    return translator(language).render(text)


def test_english_is_the_text_itself() -> None:
    text = msg("{platform} opens with {path}", platform="Telegram", path="Berlin")
    assert str(text) == "Telegram opens with Berlin"
    assert text == msg("{platform} opens with {path}", platform="Telegram", path="Berlin")


def test_persian_translates_and_isolates_latin_names() -> None:
    shown = _in("fa", msg("{platform} opens with {path}", platform="تلگرام", path="Berlin 2"))
    assert shown == f"تلگرام با «{FSI}Berlin 2{PDI}» باز می‌شود"


def test_a_persian_name_is_isolated_in_english() -> None:
    shown = str(msg("{path} ({n})", path="برلین", n="3"))
    assert shown == f"{FSI}برلین{PDI} (3)"
    assert unmarked(shown) == "برلین (3)"


def test_direction_marks_of_others_are_dropped() -> None:
    evil = "safe\u202egro.elpmaxe\u2066\u2069\n\x1b[2J"
    assert str(msg("{name}", name=evil)) == "safegro.elpmaxe[2J"
    assert _in("fa", msg("{name}", name="می\u200cشود")) == "می\u200cشود"


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [
        ("en", Seconds(0.412), "0.4\u00a0s"),
        ("en", Seconds(0.031), "0.03\u00a0s"),
        ("en", Seconds(0.001), "0.01\u00a0s"),
        ("en", Seconds(12.4), "12\u00a0s"),
        ("fa", Seconds(0.412), "۰٫۴\u00a0ثانیه"),
        ("en", Size(999), "999\u00a0bytes"),
        ("en", Size(18_300), "18\u00a0kB"),
        ("en", Size(3_140_000), "3.1\u00a0MB"),
        ("fa", Size(3_140_000), "۳٫۱\u00a0مگابایت"),
        ("en", Span(1), "1\u00a0second"),
        ("en", Span(-20), "20\u00a0seconds"),
        ("en", Span(11_000), "3\u00a0hours"),
        ("en", Span(240), "4\u00a0minutes"),
        ("en", Span(3 * 86400), "3\u00a0days"),
        ("en", Span(3 * 365.25 * 86400), "3\u00a0years"),
        ("fa", Span(11_000), "۳\u00a0ساعت"),
        ("en", 1234567, "1,234,567"),
        ("fa", 1234567, "۱٬۲۳۴٬۵۶۷"),
        ("en", 2.5, "2.5"),
        ("en", Names(("A",)), "A"),
        ("en", Names(()), ""),
        ("en", Names(("A", "B", "C")), "A, B and C"),
        ("en", Names(("A", "B", "C", "D", "E", "F")), "A, B, C and 3 more"),
        ("fa", Names(("آ", "ب", "پ")), "آ، ب و پ"),
        ("en", msg("Slow"), "Slow"),
        ("fa", msg("Slow"), "کند"),
    ],
)
def test_values_are_shown_as_the_language_does(language: str, value: Value, shown: str) -> None:
    assert translator(language).value(value) == shown


def test_plural_forms() -> None:
    def shown(language: str, count: int) -> str:
        return _in(
            language,
            plural("Use {paths} – it opens", "Use {paths} – it opens all {count} services", count, paths="X"),
        )

    assert shown("en", 1) == "Use X – it opens"
    assert shown("en", 11) == "Use X – it opens all 11 services"
    assert "۱۱" in shown("fa", 11)
    assert "۱" not in shown("fa", 1)


def test_plural_and_context_together() -> None:
    text = Text("{count} try", (("count", 2),), plural="{count} tries", count=2, context="no such context")
    assert str(text) == "2 tries"
    assert _in("fa", text) == "۲ tries"


def test_context_keeps_meanings_apart() -> None:
    assert _in("fa", word_in("step", "Problem")) == "مشکل"
    assert str(word_in("step", "Problem")) == "Problem"


def test_joined_leaves_out_what_is_empty() -> None:
    assert joined() == NOTHING
    assert joined(NOTHING, msg("A.")) == msg("A.")
    assert str(joined(msg("A."), NOTHING, msg("B."), msg("C."))) == "A. B. C."
    assert _in("fa", NOTHING) == ""


def test_shorthand_for_templates() -> None:
    assert translator("fa")("took {span}", span=Span(180)) == "۳\u00a0دقیقه طول کشید"


@pytest.mark.parametrize("code", ["en", "xx", "", "zz_ZZ.UTF-8"])
def test_other_languages_fall_back_to_english(code: str) -> None:
    assert translator(code).language == "en"


def test_language_codes() -> None:
    assert direction("fa_IR.UTF-8") == direction("fa-IR") == "rtl"
    assert direction("en") == direction("xx") == "ltr"
    assert translator("fa_IR").language == "fa"


def test_a_place_without_a_parameter_is_a_bug() -> None:
    with pytest.raises(KeyError):
        str(Text("{missing}"))


@given(st.text(max_size=40), st.sampled_from([each.code for each in languages()]))
def test_foreign_text_never_leaves_its_isolate(text: str, language: str) -> None:
    shown = translator(language).isolate(text)
    assert shown.count(FSI) == shown.count(PDI) <= 1
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\n\r\x1b")


def test_dates_and_times_are_those_of_the_language() -> None:
    when = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    assert translator("en").date_time(when) == "23\u00a0November 2026, 09:05"
    assert translator("en").short_date_time(when) == "2026-11-23 09:05"
    assert translator("fa").date_time(when) == "۲\u00a0آذر ۱۴۰۵، ۰۹:۰۵"
    assert translator("fa").short_date_time(when) == "۱۴۰۵/۰۹/۰۲ ۰۹:۰۵"
    assert translator("fa").date(when.date()) == "۲\u00a0آذر ۱۴۰۵"
    assert translator("fa").time(when) == "۰۹:۰۵"
    assert translator("fa").digits("1.2") == "۱.۲"


def test_a_moment_is_told_on_the_clock_of_this_computer() -> None:
    when = datetime(2026, 11, 23, 9, 5).astimezone()
    assert str(msg("at {when}", when=Moment(when.timestamp()))) == "at 23 November 2026, 09:05"

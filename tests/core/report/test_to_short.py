from dataclasses import replace

from tests.core.report.samples import sample_run
from waythrough.report.document import make_document
from waythrough.report.to_short import to_short


def test_a_few_lines_that_a_helper_can_use() -> None:
    text = to_short(make_document(sample_run()))
    lines = text.splitlines()
    assert len(lines) < 30
    assert lines[1].startswith("Use HTTPS proxy 1")
    assert any("Telegram is blocked" in line for line in lines)
    assert lines[-1].startswith("Run ")


def test_names_are_in_it_only_when_they_are_wanted() -> None:
    assert "Berlin" not in to_short(make_document(sample_run()))
    assert "Berlin" in to_short(make_document(sample_run(), include_names=True))


def test_it_speaks_the_language_of_the_report() -> None:
    assert "تلگرام" in to_short(make_document(sample_run(), language="fa"))


def test_practice_is_said_before_anything_that_sounds_like_a_fact() -> None:
    text = to_short(make_document(replace(sample_run(), practice=True)))
    assert text.startswith("This is practice. ")
    assert "Nothing here is about a real network" in text.splitlines()[0]


def test_a_neutral_one_does_not_name_the_program() -> None:
    text = to_short(make_document(sample_run(), neutral=True))
    assert text.startswith("Connection notes, ")
    assert "aythrough" not in text

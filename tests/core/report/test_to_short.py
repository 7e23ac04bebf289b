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

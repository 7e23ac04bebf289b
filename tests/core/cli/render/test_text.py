from tests.core.cli.helpers import sample_run
from waythrough.cli.render.text import to_text
from waythrough.report.document import make_document


def test_the_table_is_a_text_that_may_leave() -> None:
    text = to_text(make_document(sample_run())).decode("utf-8")
    assert "Telegram" in text
    assert "Office proxy" not in text
    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.splitlines())
    assert max(map(len, text.splitlines())) <= 120

from pathlib import Path

import pytest

from waythrough.cli.main import run


def test_behind_a_sign_in_page_nothing_is_judged_and_that_is_right(
    own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["practice", "chirper", "--portal", "--depth", "quick", "-q", "--no-history"]) == 0
    shown = capsys.readouterr().out
    assert "This network wants you to sign in first" in shown
    assert "Not checked" in shown
    assert not own_home.exists()

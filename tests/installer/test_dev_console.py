"""Child processes: their exit codes arrive, their words are kept, a missing one is one sentence."""

import sys
from pathlib import Path

import pytest

from _dev_console import DevError, run_attached, run_quietly, tail


def test_the_exit_code_arrives() -> None:
    assert run_attached([sys.executable, "-c", "raise SystemExit(7)"]) == 7


def test_a_program_that_is_not_there_is_an_error_in_words() -> None:
    with pytest.raises(DevError, match="could not be started"):
        run_attached(["waythrough-no-such-program"])


def test_quiet_runs_leave_their_words_in_the_log(tmp_path: Path) -> None:
    log = tmp_path / "new" / "setup.log"
    assert run_quietly([sys.executable, "-c", "print('first')"], log)
    assert not run_quietly([sys.executable, "-c", "raise SystemExit('second')"], log)
    assert not run_quietly(["waythrough-no-such-program"], log)
    assert tail(log).splitlines()[:2] == ["first", "second"]
    assert "waythrough-no-such-program" in tail(log, lines=1)

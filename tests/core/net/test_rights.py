import os
import sys

import pytest

from waythrough.net.rights import is_administrator, missing_programs, on_linux


def test_what_is_said_is_so() -> None:
    assert on_linux() is (sys.platform == "linux")
    assert missing_programs("no-such-program-anywhere") == ("no-such-program-anywhere",)
    assert missing_programs() == ()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="root is a thing of POSIX")
@pytest.mark.parametrize(("number", "root"), [(0, True), (1000, False)])
def test_root_is_the_administrator(monkeypatch: pytest.MonkeyPatch, number: int, root: bool) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: number)
    assert is_administrator() is root

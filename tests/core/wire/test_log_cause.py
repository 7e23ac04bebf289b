"""The telling line of a log, and nothing in it that tells about its user."""

import pytest

from waythrough.wire.log_cause import cause


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((), ""),
        (("", "  "), ""),
        (("starting", "ready"), "ready"),
        (("bind: address refused", "goodbye"), "bind: address refused"),
        (("error one", "error two", ""), "error two"),
        (("2026/11/23 04:05:06 failed: x",), "failed: x"),
        (("2026-11-23T04:05:06.123Z failed: x",), "failed: x"),
        (("Nov 23 04:05:06.000 [warn] failed",), "[warn] failed"),
        (
            ("+0000 2026-11-23 04:05:06 \x1b[31mFATAL\x1b[0m[0000] decode config",),
            "FATAL[0000] decode config",
        ),
        (("cannot open /home/user/.ssh/id_rsa now",), "cannot open [path] now"),
        (("failed: C:\\Users\\user\\a.json",), "failed: [path]"),
        (("error: dial a.b-c.test:443 (198.18.1.2)",), "error: dial [name] ([address])"),
        (("error at https://a.test/x",), "error at https://[name]/x"),
        (("error in key-123",), "error in ••••"),
        (("error " + "x" * 300,), "error " + "x" * 194),
    ],
)
def test_the_line_that_tells(lines: tuple[str, ...], told: str) -> None:
    assert cause(lines, ("key-123",)) == told

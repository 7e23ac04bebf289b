"""A plugin that never listens; those that do stand in the paths' tests."""

import sys
from pathlib import Path

import pytest

from waythrough.model.failure import FailureKind
from waythrough.net import shadowsocks_plugin
from waythrough.net.base import DialError
from waythrough.net.deadline import Patience
from waythrough.net.entry import Entry
from waythrough.net.shadowsocks_plugin import Plugin
from waythrough.net.tcp import TcpDialer

ENTRY = Entry(host="127.0.0.1", port=1, base=TcpDialer(), resolver=None)


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
async def test_a_plugin_that_does_not_listen_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shadowsocks_plugin, "READY_SECONDS", 0.3)
    program = tmp_path / "obfs-local"
    program.write_text(f"#!{sys.executable}\nimport signal\nsignal.pause()\n")
    program.chmod(0o755)
    with pytest.raises(DialError) as caught:
        await Plugin.start(program, None, ENTRY, Patience(hard=5))
    assert caught.value.failure.kind is FailureKind.PROGRAM_LATE


async def test_a_plugin_that_is_no_program_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="obfs-local"):
        await Plugin.start(tmp_path / "obfs-local", None, ENTRY, Patience(hard=5))

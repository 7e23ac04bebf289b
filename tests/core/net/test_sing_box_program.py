"""The sing-box that is there, and programs that only are called so."""

from pathlib import Path

import pytest

from waythrough.model.errors import WaythroughError
from waythrough.net import sing_box_program
from waythrough.net.programs import PROGRAMS_VARIABLE, find_program
from waythrough.net.sing_box_program import SingBoxProgram, find_sing_box
from waythrough.verdict.explain_untried import UNTRIED_REASONS
from waythrough.wire.sing_box import QUIC, Way
from waythrough.wire.sing_box_log import Build


def called_so(folder: Path, words: str) -> None:
    program = folder / "sing-box"
    program.write_text(f"#!/bin/sh\n{words}\n")
    program.chmod(0o700)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(PROGRAMS_VARIABLE, str(tmp_path))
    return tmp_path


async def test_the_installed_one_tells_what_it_can() -> None:
    if find_program("sing-box") is None:
        pytest.skip("sing-box is not installed")
    found = await find_sing_box()
    assert found.build.version >= (1, 12)
    assert QUIC in found.build.tags


async def test_one_of_the_users_own_goes_first(folder: Path) -> None:
    called_so(folder, "echo 'sing-box version 1.99'; echo 'Tags: with_all'; echo 'CGO: disabled'")
    found = await find_sing_box()
    assert found.path == folder / "sing-box"
    assert found.build == Build(version=(1, 99), tags=frozenset({"with_all"}))


@pytest.mark.parametrize("words", ["echo 'sing-box version 1.11.15'", "echo hello", "exit 1"])
async def test_what_is_too_old_or_something_else_is_told(folder: Path, words: str) -> None:
    called_so(folder, words)
    with pytest.raises(WaythroughError, match=r"older than 1\.12") as caught:
        await find_sing_box()
    assert str(folder) not in str(caught.value)


async def test_what_cannot_be_started_is_told(folder: Path) -> None:
    (folder / "sing-box").write_bytes(b"\x7fELF no program")
    (folder / "sing-box").chmod(0o700)
    with pytest.raises(WaythroughError):
        await find_sing_box()


async def test_where_there_is_none_it_is_said_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sing_box_program, "find_program", lambda name: None)
    with pytest.raises(WaythroughError, match="not installed") as caught:
        await find_sing_box()
    assert "install" in caught.value.todo


def test_a_way_that_a_build_cannot_carry_is_not_called_broken() -> None:
    program = SingBoxProgram(path=Path("sing-box"), build=Build(version=(1, 14), tags=frozenset({QUIC})))
    program.check(Way(name="", kind="tuic", fields={}))
    with pytest.raises(WaythroughError, match="this build of sing-box cannot do REALITY") as caught:
        program.check(Way(name="", kind="vless", fields={"security": "reality"}))
    assert caught.value.todo
    assert caught.value.message_id in UNTRIED_REASONS
    assert "utls" in caught.value.message_id
    with pytest.raises(WaythroughError, match="outbound cannot be used"):
        program.check(Way(name="", kind="singbox", fields={}))

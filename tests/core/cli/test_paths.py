import stat
from pathlib import Path

import pytest

from waythrough.cli.main import run

LINK = "socks5h://me:word-7@proxy.example:1080"


def test_ways_are_kept_listed_and_forgotten(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["paths", "list"]) == 0
    assert "No way is kept yet" in capsys.readouterr().out
    assert run(["paths", "add", "Office", LINK]) == 0
    added = capsys.readouterr()
    assert added.out == "Kept: Office (SOCKS5 proxy)\n"
    assert "password on the command line" in added.err
    assert run(["paths", "add", "proxy2.example:3128"]) == 0
    unnamed = capsys.readouterr().out.removeprefix("Kept: ").removesuffix(" (HTTP proxy)\n")
    assert unnamed.startswith("HTTP")
    assert run(["paths", "list"]) == 0
    shown = capsys.readouterr().out
    assert "Office" in shown
    assert "with a password" in shown
    for secret in ("word-7", "me:", "proxy.example", "proxy2.example"):
        assert secret not in shown + added.out + added.err
    assert stat.S_IMODE((own_home / "ways.toml").stat().st_mode) == 0o600
    assert run(["paths", "remove", "Office", unnamed]) == 0
    assert run(["paths", "list"]) == 0
    assert "No way is kept yet" in capsys.readouterr().out


@pytest.mark.usefixtures("own_home")
def test_a_name_is_given_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["paths", "add", "Office", "proxy.example:1080"]) == 0
    assert run(["paths", "add", "Office", "other.example:1080"]) == 2
    assert "already" in capsys.readouterr().err
    assert run(["paths", "remove", "Ofice"]) == 2


@pytest.mark.usefixtures("own_home")
def test_there_must_be_a_way_to_test(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["paths", "test", "--yes"]) == 2
    assert "no way is kept yet" in capsys.readouterr().err


def test_a_line_that_is_not_understood_is_told(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own_home.mkdir()
    (own_home / "ways.toml").write_text('[[path]]\nkind = "sock5"\nhost = "proxy.example"\n', "utf-8")
    assert run(["paths", "list"]) == 0
    assert "line 2, left out" in capsys.readouterr().err


@pytest.mark.usefixtures("own_home")
def test_interfaces_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["paths", "interfaces"]) == 0
    assert capsys.readouterr().out

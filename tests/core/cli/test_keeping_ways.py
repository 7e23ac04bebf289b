from pathlib import Path

import pytest

from tests.core.cli.helpers import Nets, home_in
from waythrough.cli.exits import Exit
from waythrough.cli.keeping_ways import add, try_ways
from waythrough.store.ways import load_ways, save_ways


def test_several_ways_of_a_file_get_names_of_their_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = home_in(tmp_path)
    file = tmp_path / "ways.txt"
    file.write_text("socks5://me:word-7@a.example:1080\nsocks5://b.example:1080\nnonsense\n", "utf-8")
    add(home, "Team", str(file))
    assert [spec.name for spec in load_ways(home.dirs.ways).specs] == ["Team", "Team 2"]
    told = capsys.readouterr()
    assert "line 3, left out" in told.err
    assert "only you can read" in told.err
    assert "word-7" not in told.out + told.err


def test_ways_are_tried_without_any_platform(
    nets: Nets, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = home_in(tmp_path)
    save_ways(home.dirs.ways, nets.paths("berlin", "riga", "tallinn", "free-proxy"))
    code = try_ways(home, nets.net.profile, (), yes=False, lang="", quiet=True)
    assert code is Exit.SHUT
    shown = capsys.readouterr().out
    assert "✓ Berlin: connected" in shown
    assert "Riga (switched off): could not connect" in shown
    assert "wrong or missing user name or password" in shown
    assert "‼ Free proxy: not safe" in shown
    assert try_ways(home, nets.net.profile, ("Berlin",), yes=False, lang="", quiet=False) is Exit.OPENS

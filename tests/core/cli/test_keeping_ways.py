from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.cli.helpers import Nets, home_in, way
from waythrough.cli.exits import Exit
from waythrough.cli.keeping_ways import add, try_ways
from waythrough.model.errors import WaythroughError
from waythrough.store.ways import load_ways, remove_way, save_ways


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


ENTRY = '[[path]]\nid = "one"\nname = "{}"\nkind = "socks5"\nhost = "{}.example"\nport = 1080\n'


def test_a_file_never_replaces_ways_that_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home, file = home_in(tmp_path), tmp_path / "ways.toml"
    for name in ("Berlin", "Vienna"):
        file.write_text(ENTRY.format(name, name.lower()), "utf-8")
        add(home, "", str(file))
    kept = load_ways(home.dirs.ways).specs
    assert [spec.name for spec in kept] == ["Berlin", "Vienna"]
    assert len({spec.id for spec in kept}) == 2
    file.write_text(ENTRY.format("Berlin", "elsewhere"), "utf-8")
    with pytest.raises(WaythroughError, match="there is a way called “Berlin” already"):
        add(home, "", str(file))
    capsys.readouterr()
    file.write_text(ENTRY.format("Again", "vienna"), "utf-8")
    add(home, "", str(file))
    assert "because “Vienna” is the same way" in capsys.readouterr().err
    assert load_ways(home.dirs.ways).specs == kept


def test_ways_are_tried_without_any_platform(
    nets: Nets, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = home_in(tmp_path)
    save_ways(home.dirs.ways, nets.paths("berlin", "riga", "tallinn", "free-proxy"))
    code = try_ways(home, nets.net.profile, (), yes=False, lang="", quiet=False)
    assert code is Exit.SHUT
    told = capsys.readouterr()
    assert "waythrough check --kept" in told.err
    shown = " ".join(told.out.split())
    assert "✓ Berlin: connected" in shown
    assert "Riga (switched off): could not connect" in shown
    assert "wrong or missing user name or password" in shown
    assert "‼ Free proxy: not safe" in shown
    assert try_ways(home, nets.net.profile, ("Berlin",), yes=False, lang="", quiet=False) is Exit.OPENS
    assert "1/1  Berlin: connected" in capsys.readouterr().err


def test_kept_ways_behind_each_other_are_kept_as_one_more(tmp_path: Path) -> None:
    home = home_in(tmp_path)
    save_ways(home.dirs.ways, (replace(way("SOCKS5 1"), id="id-one"), way("Ali", host="ali.example")))
    add(home, "Double", "SOCKS5 1 -> Ali")
    first, ali, double = load_ways(home.dirs.ways).specs
    assert (double.name, double.via, double.fields) == ("Double", first, ali.fields)
    with pytest.raises(WaythroughError, match="“Double” goes through “SOCKS5 1”"):
        remove_way(home.dirs.ways, "SOCKS5 1")


def test_kept_ways_are_tried_behind_each_other(
    nets: Nets, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = home_in(tmp_path)
    save_ways(home.dirs.ways, nets.paths("berlin", "toronto"))
    first, last = (spec.name for spec in load_ways(home.dirs.ways).specs)
    typed = (f"{first} -> {last}",)
    try_ways(home, nets.net.profile, typed, yes=False, lang="", quiet=True)
    # The first carries what is asked to the second, which this network does not let it reach.
    assert "could not connect: at server 2 of 2" in capsys.readouterr().out

import stat
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from waythrough.catalog.schema import read_platforms
from waythrough.paths.importing.paths_file import parse_file
from waythrough.practice.files import HEAD, write_files
from waythrough.practice.network import PracticeNetwork
from waythrough.practice.thread import PracticeThread


async def test_the_catalogue_reads_back_as_it_was(tmp_path: Path) -> None:
    async with PracticeNetwork() as net:
        files = net.write_files(tmp_path)
    entries = read_platforms(files.catalogue.read_bytes(), files.catalogue.name)
    assert tuple(entry.platform for entry in entries) == net.platforms


async def test_network_and_paths_hold_what_was_started(tmp_path: Path) -> None:
    async with PracticeNetwork() as net:
        files = net.write_files(tmp_path)
    network = tomllib.loads(files.network.read_text("utf-8"))
    assert network["resolvers"] == list(net.profile.resolvers)
    assert network["canaries"][1]["text"] == net.profile.canaries[1].text
    assert network["address_plan"]["public"] == [str(each) for each in net.profile.address_plan.public]
    read = parse_file(files.paths.read_text("utf-8"), files.paths.name)
    assert read.rejected == ()
    assert [replace(spec, id="") for spec in read.specs] == [replace(spec, id="") for spec in net.paths]


async def test_the_ways_carry_no_ids_that_could_stand_for_others(tmp_path: Path) -> None:
    async with PracticeNetwork() as net:
        text = net.write_files(tmp_path).paths.read_text("utf-8")
    first, second = (parse_file(text, "paths.toml").specs for _ in range(2))
    assert not {spec.id for spec in first} & ({spec.id for spec in second} | {spec.id for spec in net.paths})


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file modes")
async def test_only_the_owner_reads_them(tmp_path: Path) -> None:
    (tmp_path / "network.toml").write_text(HEAD, "utf-8")
    (tmp_path / "network.toml").chmod(0o644)
    async with PracticeNetwork() as net:
        files = write_files(tmp_path, net.profile, net.platforms, net.paths)
    for file in (files.network, files.catalogue, files.paths):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_they_are_removed_even_when_one_is_gone(tmp_path: Path) -> None:
    with PracticeThread() as net:
        files = net.write_files(tmp_path)
    files.paths.unlink()
    files.remove()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["network.toml", "platforms.toml", "paths.toml"])
def test_a_file_of_somebody_else_is_neither_written_nor_deleted(tmp_path: Path, name: str) -> None:
    own = tmp_path / name
    own.write_text("# mine\n", "utf-8")
    with PracticeThread() as net, pytest.raises(FileExistsError) as refused:
        net.write_files(tmp_path)
    assert refused.value.filename == str(own)
    assert own.read_text("utf-8") == "# mine\n"
    assert list(tmp_path.iterdir()) == [own]


def test_what_was_put_in_place_of_a_file_stays(tmp_path: Path) -> None:
    with PracticeThread() as net:
        files = net.write_files(tmp_path)
    other = tmp_path / "other"
    other.write_text("# mine\n", "utf-8")
    other.replace(files.paths)
    files.remove()
    assert list(tmp_path.iterdir()) == [files.paths]


def test_files_that_were_left_over_are_replaced(tmp_path: Path) -> None:
    with PracticeThread() as net:
        net.write_files(tmp_path)
        again = net.write_files(tmp_path)
    again.remove()
    assert list(tmp_path.iterdir()) == []

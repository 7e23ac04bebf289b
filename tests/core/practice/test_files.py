import stat
import sys
import tomllib
from pathlib import Path

import pytest

from waythrough.catalog.schema import read_platforms
from waythrough.paths.importing.paths_file import parse_file
from waythrough.practice.files import write_files
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
    assert read.specs == net.paths


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file modes")
async def test_only_the_owner_reads_them(tmp_path: Path) -> None:
    (tmp_path / "network.toml").touch(mode=0o644)
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

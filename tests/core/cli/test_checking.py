from pathlib import Path

import pytest

from tests.core.cli.helpers import Nets, home_in, way
from waythrough.cli.checking import Asked, check, read_ways
from waythrough.cli.exits import Exit
from waythrough.store.ways import save_ways


def test_without_words_the_whole_catalogue_file_is_tested(
    nets: Nets, own_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "few.toml"
    text = nets.files.catalogue.read_text("utf-8")
    head, *entries = text.split("[[platform]]")
    kept = [entry for entry in entries if 'id = "openatlas"' in entry or 'id = "quillpad"' in entry]
    file.write_text(head + "".join(f"[[platform]]{entry}" for entry in kept), "utf-8")
    asked = Asked(
        catalog_files=(file,), network_file=nets.files.network, depth="quick", quiet=True, keep=False
    )
    assert check(asked) is Exit.SHUT
    shown = capsys.readouterr().out
    assert "Open Atlas" in shown
    assert "Quillpad" in shown
    assert not own_home.exists()


def test_ways_come_from_words_and_files_in_their_order(tmp_path: Path) -> None:
    home = home_in(tmp_path)
    save_ways(home.dirs.ways, [way("Office"), way("Home")])
    file = tmp_path / "ways.txt"
    file.write_text("nonsense\nhttp://proxy.example:3128#Third\n", "utf-8")
    notes: list[str] = []
    found = read_ways(("Home", "Office", "Home"), (file,), home, notes)
    assert [spec.name for spec in found] == ["Home", "Office", "Third"]
    assert len(notes) == 1

from pathlib import Path

import pytest

from tests.core.cli.helpers import Nets, home_in, way
from waythrough.catalog.catalog import Catalog
from waythrough.cli.asked import network, refuse_foreign
from waythrough.cli.checking import Asked, check, read_ways
from waythrough.cli.exits import Exit
from waythrough.model.errors import WaythroughError
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


def test_all_kept_ways_come_beside_those_that_are_named(tmp_path: Path) -> None:
    home = home_in(tmp_path)
    with pytest.raises(WaythroughError, match="no way is kept yet"):
        read_ways((), (), home, [], kept=True)
    save_ways(home.dirs.ways, [way("Office"), way("Home")])
    found = read_ways(("http://proxy.example:3128", "Home"), (), home, [], kept=True)
    assert [spec.name for spec in found] == ["", "Home", "Office"]
    assert read_ways((), (), home, []) == ()


def test_a_mistake_is_named_by_its_place_and_not_by_its_words(tmp_path: Path) -> None:
    words = ("proxy.example:1080", "socks5://me:word-7@proxy.example:0")
    with pytest.raises(WaythroughError, match="way 2 of 2: the port is not a number") as refused:
        read_ways(words, (), home_in(tmp_path), [])
    assert "word-7" not in str(refused.value)


def test_the_practice_network_has_no_real_service(nets: Nets, tmp_path: Path) -> None:
    refuse_foreign(nets.net.profile, nets.net.platforms)
    telegram = Catalog.bundled().get("telegram")
    refuse_foreign(network(None, home_in(tmp_path)), (telegram,))
    with pytest.raises(WaythroughError, match="Telegram is not on the practice network"):
        refuse_foreign(nets.net.profile, (*nets.net.platforms, telegram))

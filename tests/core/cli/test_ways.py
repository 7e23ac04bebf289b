from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.cli.helpers import way
from waythrough.catalog.import_lists import import_text
from waythrough.cli.ways import PASSWORD_SEEN, WayReader, apart, read_lines, read_text
from waythrough.model.errors import WaythroughError
from waythrough.model.path import PathSpec
from waythrough.paths.registry import chain, holds_secret

LINK = "socks5h://me:word-7@proxy.example:1080"


def reader(*stored: PathSpec, typed: str = "") -> WayReader:
    return WayReader(stored=lambda: stored, paste=lambda: typed)


def test_an_address_is_a_way_with_or_without_a_name() -> None:
    (plain,) = reader().read("http://proxy.example:3128")
    (named,) = reader().read("My office=proxy.example:3128")
    assert (plain.kind, plain.name) == ("http", "")
    assert (named.kind, named.name) == ("http", "My office")


def test_a_stored_way_goes_by_name_and_by_id_and_may_get_another_name() -> None:
    kept = way()
    asks = reader(kept)
    assert asks.read("Office") == asks.read("id-office") == (kept,)
    (renamed,) = asks.read("Here=Office")
    assert (renamed.id, renamed.name) == (kept.id, "Here")
    assert asks.notes == []


def test_a_file_gives_all_its_ways(tmp_path: Path) -> None:
    file = tmp_path / "ways.txt"
    file.write_text(f"{LINK}\nnonsense\nhttp://other.example:3128\n", "utf-8")
    asks = reader()
    assert [spec.kind for spec in asks.read(str(file))] == ["socks5", "http"]
    (note,) = asks.notes
    assert note.startswith("ways.txt, line 2, left out:")
    assert "nonsense" not in note
    assert len(reader().read(f"@{file}")) == len(reader().file(file)) == 2
    assert {spec.name for spec in reader().read(f"Mine=@{file}")} == {"Mine"}


def test_standard_input_may_hold_the_password() -> None:
    asks = reader(typed=f"{LINK}\n")
    (spec,) = asks.read("Mine=-")
    assert spec.name == "Mine"
    assert holds_secret(spec)
    assert asks.notes == []


def test_a_password_on_the_command_line_is_told_once() -> None:
    asks = reader()
    asks.read(LINK)
    asks.read(f"Again={LINK}")
    assert asks.notes == [PASSWORD_SEEN]
    assert "word-7" not in PASSWORD_SEEN


def test_a_misspelt_name_gets_a_suggestion() -> None:
    with pytest.raises(WaythroughError, match="did you mean the stored way “Office”"):
        reader(way()).read("Ofice")


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "there is no way in"), (b"nonsense\n", "line 1: "), (b"\x00\x01", "no text that can be read")],
)
def test_a_file_of_no_use_says_why(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "ways.txt"
    file.write_bytes(content)
    with pytest.raises(WaythroughError, match=told):
        reader().file(file)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WaythroughError, match="cannot be read"):
        read_text(tmp_path / "missing.txt")


def test_a_file_without_an_end(tmp_path: Path) -> None:
    file = tmp_path / "large.txt"
    file.write_bytes(b"#" * 4_000_001)
    with pytest.raises(WaythroughError, match="larger than 4 MB"):
        read_text(file)


def test_a_way_named_twice_is_one_column() -> None:
    assert apart((way(), way(), way("Home"))) == (way(), way("Home"))


def test_the_port_that_is_assumed_is_told() -> None:
    asks = reader()
    asks.read("socks5://proxy.example")
    asks.read("http://proxy.example:3128")
    asks.read("proxy.example:3128")
    assert asks.notes == ["the address of a way names no port, so 1080 is assumed"]


def test_a_name_that_is_not_stored_gets_the_list() -> None:
    with pytest.raises(WaythroughError, match="ways are stored as “Office”"):
        reader(way()).read("nothing-like-it")


def test_of_many_names_only_some_are_told() -> None:
    kept = [way(f"Way {letter}") for letter in "ABCDEFGHI"]
    with pytest.raises(WaythroughError, match="“Way F” and 3 more: waythrough paths list") as refused:
        reader(*kept).read("nothing-like-it")
    assert "Way G" not in str(refused.value)


@pytest.mark.parametrize("mark", ["->", "→", "|"])
def test_a_stored_way_stands_in_a_chain(mark: str) -> None:
    first, last = way("SOCKS5 1"), way("Ali", host="ali.example")
    asks = reader(first, last)
    (both,) = asks.read(f"SOCKS5 1 {mark} Ali")
    assert (both.via, both.fields, both.name) == (first, last.fields, "")
    assert both.id not in {first.id, last.id}
    (named,) = asks.read(f"Double=Ali {mark} http://proxy.example:3128#a -> b {mark} SOCKS5 1")
    assert named.name == "Double"
    assert [hop.kind for hop in chain(named)] == ["socks5", "http", "socks5"]
    assert chain(named)[0] == last


def test_a_stored_chain_goes_behind_another_way_as_a_whole() -> None:
    chained = replace(way("Far", host="far.example"), via=way("Near", host="near.example"))
    (spec,) = reader(chained, way()).read("Office -> Far")
    assert [hop.fields["host"] for hop in chain(spec)] == ["proxy.example", "near.example", "far.example"]
    assert len({hop.id for hop in (*chain(spec), *chain(chained))}) == 5
    with pytest.raises(WaythroughError, match="more than 8 ways"):
        reader(way()).read(" -> ".join(["Office"] * 9))


def test_a_misspelt_name_in_a_chain_gets_a_suggestion() -> None:
    asks = reader(way(), way("SOCKS5 1"))
    for typed in ("SOCKS5 1 -> Ofice", "Ofice -> SOCKS5 1", "Ofice -> http://proxy.example:80"):
        with pytest.raises(WaythroughError, match="did you mean the stored way “Office”"):
            asks.read(typed)


def test_different_ways_with_one_id_stay_two() -> None:
    first, other = way(), way(host="other.example")
    kept = apart((first, first, other))
    assert [spec.fields["host"] for spec in kept] == ["proxy.example", "other.example"]
    assert len({spec.id for spec in kept}) == 2


def test_one_bad_letter_spoils_only_its_own_line_of_a_list(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_bytes(b"a.example\n" + b"b\xe9.example\n" + b"c.example\n")
    found = import_text(read_lines(file), file.name)
    assert [each.id for each in found.platforms] == ["a-example", "c-example"]
    assert [each.line for each in found.rejected] == [2]


def test_a_file_of_zeros_is_no_list(tmp_path: Path) -> None:
    file = tmp_path / "list.bin"
    file.write_bytes(b"a.example\0\0")
    with pytest.raises(WaythroughError, match="not UTF-8"):
        read_lines(file)

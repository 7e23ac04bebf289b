from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest

from tests.core.cli.helpers import home_in
from waythrough.catalog.catalog import Catalog
from waythrough.cli.asked import chosen, network, short_list, user_catalog, with_files
from waythrough.model.errors import WaythroughError
from waythrough.store.settings import Checks, Preferences


def test_words_mean_ids_names_domains_and_addresses(tmp_path: Path) -> None:
    found = chosen(
        Catalog.bundled(),
        ("telegram", "Telegram", "github.com", "https://example.org/page"),
        (),
        home_in(tmp_path),
        [],
    )
    assert [platform.id for platform in found][:2] == ["telegram", "github"]
    assert found[2].targets[0].url == "https://example.org/page"


def test_without_words_the_short_list_is_meant(tmp_path: Path) -> None:
    catalog = Catalog.bundled()
    assert chosen(catalog, (), (), home_in(tmp_path), []) == catalog.short_list()
    saved = Preferences(checks=Checks(short_list=("signal", "gone-since")))
    assert [each.id for each in short_list(catalog, home_in(tmp_path, saved))] == ["signal"]


def test_a_list_of_addresses_is_tested_whole_but_for_what_endangers(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(
        "url,category_code\nhttps://a.example/,NEWS\nhttps://b.example/,PORN\nnonsense,NEWS\n", "utf-8"
    )
    notes: list[str] = []
    catalog, given = with_files(Catalog.bundled(), (file,), notes)
    found = chosen(catalog, (), given, home_in(tmp_path), notes)
    assert [platform.id for platform in found] == ["a-example"]
    assert any("line 4" in note for note in notes)
    assert any("b-example" in note and "dangerous" in note for note in notes)
    typed = chosen(catalog, ("b-example",), given, home_in(tmp_path), notes)
    assert [platform.id for platform in typed] == ["b-example"]
    with pytest.raises(WaythroughError, match="only sensitive"):
        chosen(catalog, (), given[1:], home_in(tmp_path), notes)


def test_one_bad_platform_of_a_file_does_not_spoil_the_others(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    good = '[[platform]]\nid = "mine"\nnames = {en = "Mine"}\ntargets = [{role = "web", url = "https://mine.example/"}]\n'
    file.write_text(good + good.replace("role", "rolle").replace('"mine"', '"other"'), "utf-8")
    notes: list[str] = []
    catalog, given = with_files(Catalog.bundled(), (file,), notes)
    assert [platform.id for platform in given] == ["mine"]
    assert "mine" in catalog
    assert "did you mean" in notes[0]
    file.write_text(good, "utf-8")
    assert "mine" in with_files(Catalog.bundled(), (file,), [])[0]


@pytest.mark.parametrize(("content", "told"), [("", "no service in"), ("http://\n", "line 1")])
def test_a_file_of_no_use_says_why(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "list.txt"
    file.write_text(content, "utf-8")
    with pytest.raises(WaythroughError, match=told):
        with_files(Catalog.bundled(), (file,), [])


def test_saved_platforms_are_known(tmp_path: Path) -> None:
    home = home_in(tmp_path)
    assert "a-example" not in user_catalog(home)
    home.dirs.platforms.mkdir(parents=True)
    (home.dirs.platforms / "mine.txt").write_text("https://a.example/x\n", "utf-8")
    assert any(platform.targets[0].host == "a.example" for platform in user_catalog(home))


def test_the_network_is_the_built_in_one_or_that_of_a_file(tmp_path: Path) -> None:
    home = home_in(tmp_path)
    assert network(None, home).resolvers[0] == "system"
    assert network(None, home, resolver="192.0.2.1:53").resolvers[:1] == ("192.0.2.1:53",)
    file = tmp_path / "network.toml"
    file.write_text('resolvers = ["192.0.2.9"]\n[address_plan]\npublic = ["192.0.2.0/24"]\n', "utf-8")
    read = network(file, home)
    assert read.resolvers == ("192.0.2.9",)
    assert read.address_plan.public == (ip_network("192.0.2.0/24"),)
    assert replace(read, resolvers=()) != network(None, home)


def test_further_roots_are_named_by_a_file_that_exists(tmp_path: Path) -> None:
    roots = tmp_path / "roots.pem"
    roots.touch()
    assert network(None, home_in(tmp_path), ca_file=roots).extra_roots == str(roots)
    with pytest.raises(WaythroughError, match="there is no file"):
        network(None, home_in(tmp_path), ca_file=tmp_path / "missing.pem")

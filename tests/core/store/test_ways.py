"""The stored ways."""

import stat
import sys
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from waythrough.model.path import PathSpec
from waythrough.model.secret import Secret
from waythrough.store.dirs import StoreError
from waythrough.store.ways import (
    SECRETS_NOTE,
    add_ways,
    change_way,
    find_way,
    load_ways,
    remove_way,
    save_ways,
)

BERLIN = PathSpec(
    id="p-berlin",
    kind="socks5",
    name="Berlin",
    fields=MappingProxyType({"host": "a.example", "port": 1080, "user": "me", "password": Secret("hush")}),
)
OFFICE = PathSpec(
    id="p-office",
    kind="socks5",
    name="Office",
    fields=MappingProxyType({"host": "b.example", "port": 1080}),
    via=BERLIN,
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "ways.toml"


def _stored(place: Path) -> list[tuple[str, str]]:
    return [(spec.id, spec.name) for spec in load_ways(place).specs]


def test_none_without_a_file(place: Path) -> None:
    assert load_ways(place).specs == ()


def test_kept_with_their_secrets_and_private(place: Path) -> None:
    save_ways(place, (BERLIN,))
    add_ways(place, (OFFICE,))
    assert _stored(place) == [("p-berlin", "Berlin"), ("p-office", "Office")]
    password = load_ways(place).specs[0].fields["password"]
    assert isinstance(password, Secret)
    assert password.reveal() == "hush"
    if sys.platform != "win32":
        assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_removed_by_name_or_id(place: Path) -> None:
    save_ways(place, (BERLIN, OFFICE))
    with pytest.raises(StoreError, match="“Office” goes through “Berlin”"):
        remove_way(place, "Berlin")
    assert remove_way(place, "Office").id == "p-office"
    assert remove_way(place, "p-berlin").name == "Berlin"
    assert _stored(place) == []
    with pytest.raises(StoreError, match="no way is called “Berlin”"):
        remove_way(place, "Berlin")


def test_a_way_never_takes_the_place_of_another(place: Path) -> None:
    save_ways(place, (BERLIN, OFFICE))
    other = replace(BERLIN, name="Other", fields=MappingProxyType({"host": "c.example", "port": 1}))
    add_ways(place, (other, replace(OFFICE, name="Behind", via=other)))
    stored = {spec.name: spec for spec in load_ways(place).specs}
    assert list(stored) == ["Berlin", "Office", "Other", "Behind"]
    assert len({spec.id for spec in stored.values()}) == 4
    assert stored["Berlin"] == BERLIN
    assert stored["Office"] == OFFICE
    assert stored["Behind"].via == stored["Other"]
    with pytest.raises(StoreError, match="there is a way called “Berlin” already"):
        add_ways(place, (BERLIN,))


def test_a_file_with_something_unknown_is_not_written_over(place: Path) -> None:
    content = b'[[path]]\nkind = "carrier pigeon"\nname = "Coo"\n'
    place.write_bytes(content)
    with pytest.raises(StoreError, match=r"ways\.toml, line \d+: something in it is not understood"):
        add_ways(place, (BERLIN,))
    assert place.read_bytes() == content


def test_a_file_that_is_no_text(place: Path) -> None:
    place.write_bytes(b"\xff\xfe")
    with pytest.raises(StoreError, match="damaged"):
        load_ways(place)


def test_it_is_said_that_there_is_no_keyring() -> None:
    assert "Whoever uses your account can read it too." in str(SECRETS_NOTE)


def test_a_way_is_changed_in_its_place_and_in_front_of_others(tmp_path: Path) -> None:
    path = tmp_path / "ways.toml"
    front = PathSpec(id="f", kind="http", name="Front", fields={"host": "proxy.example", "port": 8080})
    behind = PathSpec(
        id="b", kind="http", name="Behind", fields={"host": "two.example", "port": 8080}, via=front
    )
    add_ways(path, (front, behind))
    change_way(path, replace(find_way(path, "Front"), fields={"host": "new.example", "port": 8080}))
    found = load_ways(path).specs
    assert [each.name for each in found] == ["Front", "Behind"]
    assert found[1].via == found[0]
    assert found[0].fields["host"] == "new.example"
    with pytest.raises(StoreError):
        find_way(path, "Nobody")

"""The key file: one derivation a try, a bounded cost, and a passphrase that can be changed."""

import json
from pathlib import Path

import pytest

from waythrough.store.dirs import StoreError
from waythrough.store.vault import (
    Cost,
    WrongPassphraseError,
    ending,
    fresh_key,
    measured_cost,
    read_vault,
    wrap,
    write_vault,
)
from waythrough.verdict.clause import Clause

CHEAP = Cost()
WORDS = "four words that rain"


def test_the_key_comes_back_with_the_passphrase_and_with_no_other(tmp_path: Path) -> None:
    key, place = fresh_key(), tmp_path / "lock.json"
    write_vault(place, wrap(key, WORDS, CHEAP), fresh=True)
    vault = read_vault(place)
    assert vault is not None
    assert vault.open(WORDS) == key
    with pytest.raises(WrongPassphraseError):
        vault.open("four words that rail")
    assert WORDS.encode() not in place.read_bytes()
    assert key not in place.read_bytes()


def test_every_clause_of_a_wrong_passphrase_is_found_for_translation() -> None:
    """Its class hands them on, so no constructor that the extraction knows stands around them."""
    error = WrongPassphraseError()
    assert all(isinstance(each, Clause) for each in (error.what, error.still_works, error.todo))


def test_letters_count_alike_however_they_were_typed() -> None:
    key = fresh_key()
    assert wrap(key, "caf\u00e9 soleil", CHEAP).open("cafe\u0301 soleil") == key


def test_a_cheaper_cost_is_not_taken_from_a_changed_file(tmp_path: Path) -> None:
    place = tmp_path / "lock.json"
    write_vault(place, wrap(fresh_key(), WORDS, Cost(n=2**16)))
    data = json.loads(place.read_text())
    place.write_text(json.dumps({**data, "n": 2**15}))
    changed = read_vault(place)
    assert changed is not None
    with pytest.raises(WrongPassphraseError):
        changed.open(WORDS)
    for cost in ({"n": 2**24}, {"n": 2}, {"p": 10**6}, {"p": 0}):
        place.write_text(json.dumps({**data, **cost}))
        with pytest.raises(StoreError, match="never writes"):
            read_vault(place)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"n": "x"}', "\x00"])
def test_a_damaged_key_file_is_left_and_told(tmp_path: Path, content: str) -> None:
    place = tmp_path / "lock.json"
    place.write_text(content)
    with pytest.raises(StoreError, match="damaged"):
        read_vault(place)
    assert place.read_text() == content


def test_a_second_lock_never_takes_the_place_of_the_first(tmp_path: Path) -> None:
    key, place = fresh_key(), tmp_path / "lock.json"
    write_vault(place, wrap(key, WORDS, CHEAP), fresh=True)
    with pytest.raises(StoreError):
        write_vault(place, wrap(fresh_key(), WORDS, CHEAP), fresh=True)
    kept = read_vault(place)
    assert kept is not None
    assert kept.open(WORDS) == key
    assert [each.name for each in tmp_path.iterdir()] == ["lock.json"]


def test_only_the_key_says_that_the_lock_ends() -> None:
    key = fresh_key()
    vault = wrap(key, WORDS, CHEAP)
    assert not vault.is_ending(key)
    assert ending(vault, key).is_ending(key)
    assert not ending(vault, fresh_key()).is_ending(key)


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(StoreError, match="8 characters"):
        wrap(fresh_key(), "short", CHEAP)


@pytest.mark.parametrize(
    ("base", "n", "p"),
    [(0.6, 2**15, 1), (0.15, 2**17, 1), (0.06, 2**17, 2), (0.001, 2**17, 16), (5.0, 2**15, 1)],
)
def test_the_cost_is_measured_and_bounded(base: float, n: int, p: int) -> None:
    found = measured_cost(seconds=lambda _cost: base)
    assert found.n == n
    assert found.p == p

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.paths.importing.corpus.sample import KEY, UUID, b64
from waythrough.model.secret import Secret
from waythrough.paths.base import ConfigError
from waythrough.paths.importing import values


@given(st.text(max_size=40))
def test_base64_of_either_alphabet_comes_back(text: str) -> None:
    for url in (False, True):
        for pad in (False, True):
            assert values.text_from_base64(b64(text, url=url, pad=pad)) == text


@pytest.mark.parametrize("text", ["a", "abcde", "ab!d", "ab cd", "نمونه"])
def test_what_is_no_base64_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        values.from_base64(text)


def test_links_are_cut_at_the_last_at() -> None:
    link = values.read_link("X://a@b/c@h.test:1/p?k=v&k=w&B=%20&amp;c#n%20m")
    assert (link.scheme, link.login, link.server, link.path, link.name) == (
        "x",
        "a@b/c",
        "h.test:1",
        "/p",
        "n m",
    )
    assert dict(link.options) == {"k": "v", "b": " ", "c": ""}
    assert (link.option("z", "k"), link.option("c"), link.flag("z")) == ("v", "", False)


def test_numbers() -> None:
    assert [values.number_or_none(each) for each in (5, "5", -5, "-5", True, 1.5, None, "1" * 10, "٥")] == [
        5, 5, None, None, None, None, None, None, None,
    ]  # fmt: skip
    assert values.ports_of("1:2, 3") == "1-2,3"


def test_flags_and_lists() -> None:
    assert [values.flag_of(each) for each in (None, "", "0", "false", "no", False)] == [False] * 6
    assert all(map(values.flag_of, (True, "1", "TRUE", "yes", 1)))
    assert values.list_of("a, b,,") == values.list_of(["a", " b"]) == ("a", "b")
    assert values.list_of(None) == ()
    wrong: tuple[object, ...] = (7, {}, ["x"] * 100)
    for bad in wrong:
        with pytest.raises(ConfigError):
            values.list_of(bad)


def test_keys_and_ids() -> None:
    assert values.key_of(KEY.rstrip("=")) == KEY
    assert values.uuid_of(UUID.replace("-", "").upper()) == Secret(UUID)
    assert values.addresses_of("1.1.1.1, corp.test, ::1") == "1.1.1.1, ::1"
    for key in (None, 7, "x", KEY + "AAAA"):
        with pytest.raises(ConfigError):
            values.key_of(key)


@given(st.text(max_size=600))
def test_names_hold_nothing_that_cannot_be_seen(text: str) -> None:
    name = values.clean_name(text)
    assert len(name) <= 80
    assert name.isprintable()
    assert "  " not in name


@pytest.mark.parametrize("name", ["a\u202eb", "a\u2066b\u2069", "a\u200fb", "a\x1b[31mb", "a\tb", "a\r\nb"])
def test_marks_that_turn_the_direction_are_taken_out(name: str) -> None:
    assert values.clean_name(name).replace(" ", "").replace("[31m", "") == "ab"

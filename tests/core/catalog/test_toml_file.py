from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec
import pytest

from waythrough.catalog.errors import CatalogError
from waythrough.catalog.toml_file import MAX_BYTES, decode, dotted, parse


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Inner(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    port: int
    colour: Colour = Colour.RED
    words: list[str] = []
    mixed: list[int | str] = []


class Outer(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    inner: list[Inner] = []
    names: dict[str, str] = {}
    day: date | None = None
    on: bool = False
    share: Annotated[int, msgspec.Meta(le=100)] = 0


def refused(text: str | bytes) -> CatalogError:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(CatalogError) as caught:
        decode(parse(data, "my.toml"), Outer)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "key", "sentence"),
    [
        (
            "on = true\n\nnanes = {}",
            3,
            "nanes",
            'my.toml, line 3: the key "nanes" is not known; did you mean "names"?',
        ),
        (
            "[[inner]]\nport = 1\n[[inner]]\nprot = 2\nport = 3",
            4,
            "inner[1].prot",
            'my.toml, line 4: the key "prot" is not known; did you mean "port"?',
        ),
        ("[[inner]]\n", 1, "inner[0]", 'my.toml, line 1: the key "port" is missing'),
        (
            '[[inner]]\nport = "eighty"',
            2,
            "inner[0].port",
            "my.toml, line 2: inner[0].port must be a whole number, not text in quotes",
        ),
        (
            "[[inner]]\nport = 1\nmixed = [\n 1,\n true]",
            5,
            "inner[0].mixed[1]",
            "my.toml, line 5: inner[0].mixed[1] must be a whole number or text in quotes, not true or false",
        ),
        (
            '[[inner]]\nport = 1\ncolour = "gren"',
            3,
            "inner[0].colour",
            'my.toml, line 3: "gren" is no value for inner[0].colour; did you mean "green"?',
        ),
        (
            '[[inner]]\nport = 1\ncolour = "#ff0000"',
            3,
            "inner[0].colour",
            'my.toml, line 3: "#ff0000" is no value for inner[0].colour; known are green, red',
        ),
        (
            '[names]\nen = "a"\nfa = 3',
            3,
            "names.fa",
            "my.toml, line 3: names.fa must be text in quotes, not a whole number",
        ),
        ("share = 101", 1, "share", "my.toml, line 1: share: expected `int` <= 100"),
        ("day = 3", 1, "day", "my.toml, line 1: day must be a date such as 2026-11-22, not a whole number"),
        ('\nday = "soon"', 2, "day", "my.toml, line 2: day must be a date such as 2026-11-22"),
        (
            "inner = 3",
            1,
            "inner",
            "my.toml, line 1: inner must be a list in square brackets, not a whole number",
        ),
    ],
)
def test_a_fault_is_one_sentence_with_its_place(text: str, line: int, key: str, sentence: str) -> None:
    error = refused(text)
    assert (error.file, error.line, error.key) == ("my.toml", line, key)
    assert str(error) == sentence


@pytest.mark.parametrize(
    ("data", "line", "part"),
    [
        (b"on = true\non = false", 2, "not valid TOML: cannot overwrite a value"),
        (b"on = true\nthis is nothing", 2, "not valid TOML"),
        (b"day = \n", 1, "not valid TOML"),
        (b'[names]\nen = "a', 2, "not valid TOML"),
        (b"# \xff\xfe\n", 1, "not UTF-8"),
        (b"on = true\n# caf\xe9\n", 2, "save the file as UTF-8"),
        (b"#" * (MAX_BYTES + 1), 0, "larger than 1 MiB"),
        (b"names = " + b"[" * 100_000, 0, "nested too deeply"),
    ],
)
def test_unreadable_files(data: bytes, line: int, part: str) -> None:
    error = refused(data)
    assert error.line == line
    assert part in str(error)


def test_bom_and_line_ends_of_other_systems() -> None:
    found = decode(parse(b"\xef\xbb\xbfon = true\r\nday = 2026-01-02\r\n", "x"), Outer)
    assert found.on
    assert found.day == date(2026, 1, 2)
    assert refused(b"\xef\xbb\xbfon = true\r\n\r\nonn = 1\r\n").line == 3


def test_a_table_inside_the_file() -> None:
    source = parse(b"[[platform]]\nport = 1\n[[platform]]\nport = 2\nx = 1", "x")
    assert decode(source, Inner, ("platform", 0)).port == 1
    with pytest.raises(CatalogError) as caught:
        decode(source, Inner, ("platform", 1))
    assert (caught.value.line, caught.value.key) == (5, "platform[1].x")


def test_dotted() -> None:
    assert dotted(()) == ""
    assert dotted(("a", 1, "b", "c", 0)) == "a[1].b.c[0]"

import tomllib
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from waythrough.catalog.toml_lines import KeyPath, Lines

TEXT = '''\
# a comment
id = "x" # another

names = { en = "X", fa = "ایکس" }
list = [
  "one",   # [not, a, list]
  'two, "three"',

  { deep = [1,
     2] },
]
long = """
[[not.a.table]]
key = "no"
"""
dotted.inner."quoted key" = 1

[notes]
en = "text"

[[targets]]
role = "web"

[[targets]]
role = "api"
[targets.rule]
status = ["200-299"]

[[targets.more]]
a = 1
[[targets.more]]
b = 2
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("id",), 2),
        (("names",), 4),
        (("names", "fa"), 4),
        (("list", 0), 6),
        (("list", 1), 7),
        (("list", 2, "deep", 1), 10),
        (("long",), 12),
        (("dotted", "inner", "quoted key"), 16),
        (("notes", "en"), 19),
        (("targets", 0), 21),
        (("targets", 0, "role"), 22),
        (("targets", 1, "role"), 25),
        (("targets", 1, "rule", "status", 0), 27),
        (("targets", 1, "more", 1, "b"), 32),
        (("targets", 1, "no", "such"), 24),
        (("nowhere",), 1),
    ],
)
def test_line_of(path: KeyPath, line: int) -> None:
    tomllib.loads(TEXT)
    assert Lines(TEXT).of(path) == line
    assert Lines(TEXT.replace("\n", "\r\n")).of(path) == line


def walk(value: Any, path: KeyPath = ()) -> list[KeyPath]:
    found: list[KeyPath] = [path]
    if isinstance(value, dict):
        return found + [place for key, item in value.items() for place in walk(item, (*path, key))]
    if isinstance(value, list):
        return found + [place for at, item in enumerate(value) for place in walk(item, (*path, at))]
    return found


keys = st.text(alphabet="abcdefgh_-", min_size=1, max_size=6)
values = st.recursive(
    st.one_of(st.integers(-9, 99), st.booleans(), st.text(max_size=20), st.floats(allow_nan=False)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)


@given(st.dictionaries(keys, values, max_size=6))
def test_every_key_of_any_file_has_a_line_of_its_own(data: dict[str, Any]) -> None:
    text = tomlkit.dumps(data)
    lines = Lines(text)
    length = text.count("\n") + 1
    for path in walk(tomllib.loads(text)):
        assert 1 <= lines.of(path) <= length
        if path and isinstance(path[-1], str):
            assert path[-1] in text.split("\n")[lines.of(path) - 1]


@given(st.text(alphabet="[]{}=\"'\\#,. \nab1", max_size=60))
def test_scanning_ends_on_any_text(text: str) -> None:
    assert Lines(text).of(()) == 1

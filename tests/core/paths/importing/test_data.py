import time

import pytest

from waythrough.paths.base import ConfigError
from waythrough.paths.importing.data import LINE, entries, parse_json, parse_yaml


def refused(call: object, *given: object) -> str:
    with pytest.raises(ConfigError) as caught:
        call(*given)  # type: ignore[operator]
    return caught.value.message_id


def test_json_is_read_as_it_is() -> None:
    assert parse_json('{"a": [1, "}{"], "b\\"[": null}') == {"a": [1, "}{"], 'b"[': None}
    assert refused(parse_json, "{") == "path.bad_json"
    assert refused(parse_json, "1" * 5000) == "path.bad_json"
    assert refused(parse_json, "[" * 100) == "path.too_deep"


@pytest.mark.parametrize("text", ['"' + '\\"' * 400_000, '"' * 800_001, "[]" * 400_000, '{"a":' * 10])
def test_no_json_takes_long(text: str) -> None:
    before = time.process_time()
    assert refused(parse_json, text) in ("path.bad_json", "path.too_deep")
    assert time.process_time() - before < 2


def test_yaml_keeps_passwords_as_they_are_written_and_lines() -> None:
    read = parse_yaml("a: 007\nb: 7\nc: yes\nd: true\ne: ~\nf: 1.5\ng: '7'\nh: [x, 2]\ni: -3\n")
    assert isinstance(read, dict)
    assert read.pop(LINE) == 1
    assert read == {
        "a": "007",
        "b": 7,
        "c": "yes",
        "d": True,
        "e": None,
        "f": "1.5",
        "g": "7",
        "h": ["x", 2],
        "i": -3,
    }


def test_yaml_anchors_and_merges() -> None:
    read = parse_yaml(
        "x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\nz: {<<: [*x, {c: 4}], a: 5}\nw:\n  <<: &w\n    k: 1\nv: *w\n"
    )
    assert isinstance(read, dict)
    plain = {
        key: {name: held for name, held in value.items() if name != LINE}
        for key, value in read.items()
        if isinstance(value, dict)
    }
    assert plain["y"] == {"a": 1, "b": 3}
    assert plain["z"] == {"a": 5, "b": 2, "c": 4}
    assert plain["w"] == plain["v"] == {"k": 1}


def test_a_value_never_holds_itself() -> None:
    assert parse_yaml("&a [*a, 1]") == [None, 1]


def test_tags_make_nothing() -> None:
    assert parse_yaml("!!python/object/apply:os.getpid []") == []
    assert parse_yaml("!!int x") == "x"


MANY_KEYS = ", ".join(f"k{n}: 1" for n in range(5000))
MERGED = f"x: &x {{{MANY_KEYS}}}\n" + "".join(f"y{n}: {{<<: *x}}\n" for n in range(5000))
ALIASED = "a: &a [x]\n" + "".join(f"b{n}: [*a, *a]\n" for n in range(90_000))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000, "- " * 200_000, "? " * 100_000, "{a: " * 100_000, "a: [\n", "\x00",
        MERGED, ALIASED * 2,
    ],
)  # fmt: skip
def test_no_yaml_takes_long(text: str) -> None:
    before = time.process_time()
    with pytest.raises(ConfigError):
        parse_yaml(text)
    assert time.process_time() - before < 5


def test_sizes_are_bounded() -> None:
    assert refused(parse_yaml, "x" * 2_000_001) == "path.too_large"
    assert refused(entries, [0] * 20_001, "path.bad_yaml") == "path.too_many"
    assert refused(entries, {}, "path.bad_yaml") == "path.bad_yaml"
    assert entries([1], "path.bad_yaml") == [1]

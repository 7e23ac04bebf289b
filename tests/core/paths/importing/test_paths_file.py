import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough.model.path import DIRECT, FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.importing.paths_file import format_file, parse_file
from waythrough.paths.registry import new_id

GOOD = """
[[path]]
name = "office"
kind = "http"
host = "Proxy.Test"
port = 3128
user = "otto"
password = "s3cret"

[[path]]
name = "out"
kind = "socks5"
host = "bücher.example"
port = 1080
local_dns = true
via = "office"
"""


def messages(text: str) -> list[tuple[int, str]]:
    result = parse_file(text, "paths.toml")
    assert "s3cret" not in repr(result)
    return [(item.line, item.message_id) for item in result.rejected]


def test_a_file_with_a_chain() -> None:
    result = parse_file(GOOD, "paths.toml")
    assert result.rejected == ()
    office, out = result.specs
    assert (office.kind, office.fields["host"], office.fields["port"]) == ("http", "proxy.test", 3128)
    assert office.fields["password"] == Secret("s3cret")
    assert out.via is office
    assert out.fields["host"] == "xn--bcher-kva.example"
    assert out.fields["local_dns"] is True
    assert "s3cret" not in repr(result)


def test_the_order_does_not_matter() -> None:
    first, second = GOOD.strip().split("\n\n")
    out, office = parse_file(second + "\n\n" + first, "paths.toml").specs
    assert out.via is office


def test_an_unknown_key_is_named_with_its_line_and_a_suggestion() -> None:
    result = parse_file(GOOD.replace("local_dns = true", 'hots = "x"'), "paths.toml")
    [item] = result.rejected
    assert (item.line, item.message_id) == (15, "path.unknown_key")
    assert item.todo == "did you mean “host”?"
    assert item.excerpt == "[[path]] out"
    assert len(result.specs) == 1


@pytest.mark.parametrize(
    ("change", "line", "message_id"),
    [
        (('kind = "socks5"', 'kind = "socks"'), 12, "path.unknown_kind"),
        (('kind = "socks5"', ""), 10, "path.unknown_kind"),
        (('kind = "socks5"', 'kind = "direct"'), 12, "path.unknown_kind"),
        (("port = 1080", "port = 0"), 12, "path.bad_field"),
        (("port = 1080", 'port = "s3cret"'), 12, "path.bad_field"),
        (("port = 1080", "port = 1.5"), 14, "path.bad_field"),
        (('host = "bücher.example"', 'host = "a b"'), 13, "path.bad_host"),
        (('host = "bücher.example"', ""), 12, "path.missing_field"),
        (('via = "office"', 'via = "ofice"'), 16, "path.unknown_via"),
        (('via = "office"', 'via = "elsewhere"'), 16, "path.unknown_via"),
        (('via = "office"', "via = 5"), 16, "path.bad_via"),
        (('via = "office"', 'via = "out"'), 16, "path.via_loop"),
        (('name = "out"', "name = 5"), 11, "path.bad_name"),
        (('name = "out"', 'name = "out"\nid = "direct"'), 12, "path.bad_id"),
        (('name = "out"', 'name = "out"\npassword = 5'), 12, "path.bad_field"),
    ],
)
def test_one_bad_entry_is_named_and_the_other_kept(
    change: tuple[str, str], line: int, message_id: str
) -> None:
    text = GOOD.replace(*change)
    assert messages(text) == [(line, message_id)]
    assert len(parse_file(text, "x").specs) == 1


def test_what_leads_through_a_bad_entry_is_refused_too() -> None:
    assert messages(GOOD.replace("port = 3128", "port = 0")) == [(4, "path.bad_field"), (16, "path.bad_via")]


def test_a_name_given_twice_leads_nowhere() -> None:
    twice = GOOD + '\n[[path]]\nname = "office"\nkind = "socks4"\nhost = "h.test"\nport = 1\n'
    assert messages(twice) == [(16, "path.unknown_via")]
    assert len(parse_file(twice, "x").specs) == 2


def test_a_circle_of_ways_is_refused() -> None:
    assert (8, "path.via_loop") not in messages(GOOD)
    circle = GOOD.replace('password = "s3cret"', 'via = "out"')
    assert {message for _, message in messages(circle)} == {"path.via_loop"}
    assert parse_file(circle, "x").specs == ()


@pytest.mark.parametrize(
    ("text", "line", "message_id"),
    [
        ('[[path]]\nkind = "socks5"\nhost = s3cret\n', 3, "path.bad_file"),
        ('[[path]]\nkind = "s3cret\n', 2, "path.bad_file"),
        ("path = 5\n", 1, "path.bad_file"),
        ("", 1, "path.bad_file"),
    ],
)
def test_what_is_no_paths_file_is_refused_as_a_whole(text: str, line: int, message_id: str) -> None:
    assert messages(text) == [(line, message_id)]


def test_keys_outside_of_the_ways_are_named() -> None:
    result = parse_file('[paths]\nkind = "x"\n' + GOOD, "x")
    [item] = result.rejected
    assert (item.line, item.message_id, item.todo) == (1, "path.unknown_key", "did you mean “path”?")
    assert len(result.specs) == 2


def test_other_forms_of_toml_are_read_as_well() -> None:
    text = (
        'path = [{kind = "socks5", host = "h.test", port = 1}, {kind = "sock5", host = "h.test", port = 1}]'
    )
    result = parse_file(text, "x")
    assert len(result.specs) == 1
    assert [item.message_id for item in result.rejected] == ["path.unknown_kind"]


FIELDS: st.SearchStrategy[dict[str, str | int]] = st.fixed_dictionaries(
    {"host": st.sampled_from(["h.test", "192.0.2.1", "2001:db8::1"]), "port": st.integers(1, 65535)},
    optional={
        "user": st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=20)
        .filter(str.isprintable),
        "local_dns": st.booleans(),
    },
)  # fmt: skip


@st.composite
def ways(draw: st.DrawFn) -> list[PathSpec]:
    """A few ways, some named, some behind another one."""
    specs: list[PathSpec] = []
    for number in range(draw(st.integers(1, 4))):
        fields: dict[str, FieldValue] = dict(draw(FIELDS))
        if "user" in fields:
            fields["password"] = Secret(
                draw(st.text(st.characters(codec="utf-8", categories=("L", "N", "S"))))
            )
        name = f"way {number}" if draw(st.booleans()) else ""
        via = draw(st.sampled_from([None, DIRECT, *specs]))
        private = draw(st.booleans())
        specs.append(PathSpec(id=new_id(), kind="socks5", name=name, fields=fields, via=via, private=private))
    return specs


def plain(spec: PathSpec | None) -> object:
    if spec is None or spec.is_direct:
        return None
    return spec.id, spec.kind, dict(spec.fields), plain(spec.via), spec.private


@given(ways())
def test_what_is_written_is_read_again(specs: list[PathSpec]) -> None:
    text = format_file(specs)
    tomllib.loads(text)
    result = parse_file(text, "x")
    assert result.rejected == ()
    assert [plain(spec) for spec in result.specs] == [plain(spec) for spec in specs]


def test_an_empty_list_is_a_list() -> None:
    assert parse_file(format_file([]), "x").specs == ()
    assert parse_file("path = []\n", "x").rejected == ()


def test_inline_tables_are_read_like_headed_ones() -> None:
    text = 'path = [{kind = "socks5", host = "a.test", port = 1}, {kind = "socks5", hots = "b.test", port = 2}]\n'
    found = parse_file(text, "x")
    assert [spec.fields["host"] for spec in found.specs] == ["a.test"]
    assert [(bad.line, bad.todo) for bad in found.rejected] == [(1, "did you mean “host”?")]


def test_an_id_is_given_once() -> None:
    entry = '[[path]]\nid = "one"\nkind = "socks5"\nhost = "{}.test"\nport = 1\n'
    found = parse_file(entry.format("a") + entry.format("b"), "x")
    assert [spec.fields["host"] for spec in found.specs] == ["a.test"]
    assert [(each.line, each.message_id) for each in found.rejected] == [(7, "path.id_twice")]
    assert "id =" not in format_file(found.specs, ids=False)


def test_private_is_yes_or_no() -> None:
    entry = '[[path]]\nkind = "socks5"\nhost = "a.test"\nport = 1\nprivate = {}\n'
    assert parse_file(entry.format("true"), "x").specs[0].private
    refused = parse_file(entry.format('"yes"'), "x").rejected
    assert [(each.line, each.message_id) for each in refused] == [(5, "path.bad_field")]


def test_a_program_is_taken_from_the_users_own_file_only() -> None:
    text = (
        '[[path]]\nname = "p"\nkind = "program"\ncommand = "tool {port}"\nproxy = "http"\n'
        '[[path]]\nkind = "socks5"\nhost = "a.test"\nport = 1\nvia = "p"\n'
    )
    foreign = parse_file(text, "a mail")
    assert [each.message_id for each in foreign.rejected] == ["path.foreign_program", "path.bad_via"]
    assert not foreign.specs
    assert "tool" not in foreign.rejected[0].reason + foreign.rejected[0].excerpt
    assert [spec.kind for spec in parse_file(text, "ways.toml", own=True).specs] == ["program", "socks5"]

from types import MappingProxyType

import pytest

from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.importing.links import parse_spec
from waythrough.paths.registry import KINDS
from waythrough_desktop.presenters.way_form import (
    Filled,
    empty_form,
    form_of,
    fronts,
    kinds,
    way_of,
)

PASSWORD = "hunter2-secret"
OFFICE = parse_spec(f"Office=socks5://me:{PASSWORD}@198.51.100.7:1080")


def test_every_kind_but_the_line_itself_can_be_typed() -> None:
    assert [each for each, _label in kinds()] == [each.id for each in KINDS if each.id != DIRECT_ID]
    for kind_id, label in kinds():
        assert label
        form = empty_form(kind_id)
        assert all(entry.label for entry in form.entries)
        assert not any(entry.kept for entry in form.entries)


def test_a_known_way_is_shown_without_its_secret() -> None:
    form = form_of(OFFICE)
    shown = {entry.name: entry for entry in form.entries}
    assert (shown["host"].value, shown["port"].value, shown["user"].value) == ("198.51.100.7", "1080", "me")
    assert (shown["password"].value, shown["password"].kept, shown["password"].secret) == ("", True, True)
    assert PASSWORD not in repr(form)


def test_a_secret_that_is_left_empty_stays_and_one_that_is_typed_replaces_it() -> None:
    typed = {"host": "198.51.100.8", "port": "1080", "user": "me", "password": ""}
    made = way_of(Filled(kind="socks5", name=" Home ", typed=typed), OFFICE, ())
    assert made.spec is not None
    assert (made.spec.id, made.spec.name) == (OFFICE.id, "Home")
    assert made.spec.fields["host"] == "198.51.100.8"
    assert made.spec.fields["password"] == Secret(PASSWORD)
    other = way_of(Filled(kind="socks5", name="", typed={**typed, "password": "new"}), OFFICE, ())
    assert other.spec is not None
    assert other.spec.fields["password"] == Secret("new")


def test_a_secret_does_not_follow_into_another_kind() -> None:
    typed = {"host": "198.51.100.8", "port": "8080", "user": "me"}
    made = way_of(Filled(kind="http", name="", typed=typed), OFFICE, ())
    assert made.spec is not None
    assert "password" not in made.spec.fields


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ({"port": "1080"}, "“Host” is needed"),
        ({"host": "proxy.example", "port": "ten"}, "“Port” cannot be used"),
        ({"host": "not a host", "port": "1080"}, "“Host” cannot be used"),
        ({"host": "proxy.example", "port": "1080", "password": "x"}, "password but no user"),
    ],
)
def test_what_is_wrong_is_told(typed: dict[str, str], word: str) -> None:
    made = way_of(Filled(kind="socks5", name="", typed=typed), None, ())
    assert made.spec is None
    assert word in made.problem


def test_names_in_any_script_become_those_of_the_wire() -> None:
    made = way_of(Filled(kind="socks5", name="", typed={"host": "Bücher.example", "port": "1"}), None, ())
    assert made.spec is not None
    assert made.spec.fields["host"] == "xn--bcher-kva.example"


def test_no_way_stands_in_front_of_itself() -> None:
    behind = PathSpec(
        id="b",
        kind="socks5",
        name="Behind",
        fields=MappingProxyType({"host": "a.example", "port": 1}),
        via=OFFICE,
    )
    assert [each for each, _name in fronts((OFFICE, behind), None)] == ["", OFFICE.id, "b"]
    assert [each for each, _name in fronts((OFFICE, behind), behind)] == ["", OFFICE.id]
    assert [each for each, _name in fronts((OFFICE, behind), OFFICE)] == [""]


def test_a_chain_and_a_private_way_are_made() -> None:
    typed = {"host": "a.example", "port": "1080"}
    filled = Filled(kind="socks5", name="", typed=typed, through=OFFICE.id, private=True)
    made = way_of(filled, None, (OFFICE,)).spec
    assert made is not None
    assert (made.via, made.private) == (OFFICE, True)
    form = form_of(made)
    assert (form.through, form.private) == (OFFICE.id, True)

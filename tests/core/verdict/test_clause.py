"""Clauses of errors: English as strings, templates for every other language."""

from pathlib import Path

from waythrough.model.errors import WaythroughError
from waythrough.verdict.clause import Clause, clause, said
from waythrough.verdict.words import FSI, msg, translator


def test_a_clause_is_its_english() -> None:
    made = clause("there is no folder “{folder}”", folder=Path("/برلین/x"))
    assert made == "there is no folder “/برلین/x”"
    assert isinstance(made, str)
    assert str(WaythroughError("x.y", made, todo="make it")) == "there is no folder “/برلین/x”; make it"


def test_a_clause_is_said_in_the_language_of_the_reader() -> None:
    made = clause("{path} opens {count} more", path="Berlin", count=3)
    assert translator("fa").render(said(made)) == (
        translator("fa")("{path} opens {count} more", path="Berlin", count=3)
    )
    assert translator("fa").render(said(made)) != made


def test_plain_strings_are_looked_up_whole_and_hold_no_places() -> None:
    assert translator("fa").render(said("Settings")) == "تنظیمات"
    assert translator("fa").render(said("use {port} and {x")) == "use {port} and {x"


def test_what_stands_in_a_clause_is_translated_with_it() -> None:
    inner = WaythroughError("x.y", clause("{path} connects now", path="Berlin"))
    for each in (inner, inner.what, Clause.of(inner.what)):
        shown = translator("fa").render(said(clause("{first}; {second}", first=each, second=msg("Settings"))))
        assert "تنظیمات" in shown
        assert "connects" not in shown
        assert FSI in shown


def test_numbers_of_lines_and_ports_have_no_groups() -> None:
    assert clause("{host}: {port}, {lines}", host="a", port=65535, lines=None) == "a: 65535, "

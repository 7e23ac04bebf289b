"""Headers of catalogues: kept, checked, begun."""

import pytest

import catalogues
from catalogue_head import FIELDS, Headed, first_fields, head_problems


def test_a_new_catalogue_begins_with_what_is_known_of_its_language() -> None:
    fields = first_fields("de")
    assert list(fields) == list(FIELDS)
    assert (fields["X-Language-Name"], fields["X-Decimal-Point"]) == ("Deutsch", ",")
    catalogue = Headed(locale="de", domain="waythrough")
    catalogue.fields = fields
    assert list(head_problems(catalogue)) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Language-Name", ""),
        ("X-Digits", "012"),
        ("X-Months", "one, two"),
        ("X-Date", "{day} {month}"),
        ("X-Reviewed", "perhaps"),
        ("X-Direction", ""),
    ],
)
def test_faults_of_a_header_are_named(name: str, value: str) -> None:
    catalogue = Headed(locale="de", domain="waythrough")
    catalogue.fields = first_fields("de") | {name: value}
    assert any(name in problem for problem in head_problems(catalogue))


def test_fields_live_through_reading_and_writing() -> None:
    catalogue = catalogues.load("fa")
    assert list(catalogue.fields) == list(FIELDS)
    assert b"X-Calendar: solar-hijri\n" in catalogues.compiled("fa")

"""Names of ways, services, parts and places."""

from dataclasses import replace

import pytest

from tests.core.report.samples import BERLIN, OFFICE, sample_run
from tests.core.verdict.making import verdict
from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import Role
from waythrough.model.verdict import Label, Locus
from waythrough.verdict.explain_names import Naming, naming, param, path_title, place, role_text


def test_names_in_the_readers_language() -> None:
    names = naming(sample_run(), "fa")
    assert names.path(DIRECT_ID) == "مستقیم"
    assert names.path(BERLIN) == "Berlin"
    assert names.platform("telegram") == "تلگرام"
    assert names.platform("github") == "GitHub"
    assert names.path_row((BERLIN, OFFICE)).items == ("Berlin", "Office proxy")
    assert names.platform_row(("x",)).items == ("ایکس (توییتر)",)


def test_what_has_no_name_stands_for_itself() -> None:
    assert Naming().path("p-1") == "p-1"
    assert Naming().platform("a") == "a"
    run = sample_run()
    nameless = replace(run, paths=tuple(replace(info, name="") for info in run.paths))
    assert naming(nameless).path(BERLIN) == BERLIN


def test_title_of_a_way() -> None:
    direct, berlin, *_ = sample_run().paths
    assert str(path_title(direct)) == "Direct"
    assert path_title(berlin) == "Berlin"


@pytest.mark.parametrize("locus", list(Locus))
def test_every_place_has_words(locus: Locus) -> None:
    assert str(place(verdict(Label.OK, locus=locus)))[0].isupper()


def test_every_part_has_words_of_its_own() -> None:
    assert len({str(role_text(role)) for role in Role}) == len(Role)


def test_parameters() -> None:
    assert param(verdict(Label.OK, host="a.example"), "host") == "a.example"
    assert param(verdict(Label.OK), "host") == ""

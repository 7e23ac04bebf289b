"""The tool of the catalogues: what it finds in code, and what it finds wrong in a translation."""

import pytest

import catalogues
from waythrough.verdict.language import languages

FORMS = {"fa": 2, "ru": 3}
CODES = [each.code for each in languages() if each.code != "en"]


@pytest.mark.parametrize("language", CODES)
def test_plural_forms_are_those_of_the_language(language: str) -> None:
    catalogue = catalogues.load(language)
    assert catalogue.plural_forms.startswith(f"nplurals={FORMS[language]};")
    assert {len(catalogues._texts(entry.string)) for entry in catalogue if entry.pluralizable} == {
        FORMS[language]
    }


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{way}", "places differ"),
        ("{path} {path", "a brace without its other one"),
        ("{path}\u200e", "marks of direction"),
        ("{path} ", "spaces at an end"),
        ("{path}\n", "line breaks differ"),
    ],
)
def test_faults_of_a_translation(text: str, fault: str) -> None:
    assert fault in list(catalogues.faults(catalogues.Found("Use {path}"), text))
    assert list(catalogues.faults(catalogues.Found("Use {path}"), "{path}!")) == []


def test_only_a_form_for_one_thing_may_leave_out_the_number() -> None:
    item = catalogues.Found("{count} way of {path}", many="{count} ways of {path}")
    assert list(catalogues.faults(item, "راه {path}", for_one=True)) == []
    assert list(catalogues.faults(item, "путь {path}")) == ["places differ"]
    assert catalogues._lonely_forms(catalogues.load("fa")) == {0}
    assert catalogues._lonely_forms(catalogues.load("ru")) == set()


def test_clauses_of_errors_and_of_the_terminal_are_found() -> None:
    source = """
raise ConfigError("path.bad_port", "the port is wrong", todo="use {port} only")
raise StoreError("a.b", clause("no {x}", x=1), still_works="all else works")
raise BadPacketError("not for people")
note("nothing was kept")
say(name)
ask("GETINFO")
"""
    assert {item.one for item in catalogues.in_python(source)} == {
        "the port is wrong",
        "use {{port}} only",
        "all else works",
        "no {x}",
        "nothing was kept",
    }

"""Translations: complete, whole, compiled."""

import gettext
import io
import re
from pathlib import Path

import pytest

import catalogues
import waythrough_resources
from waythrough.verdict.language import languages

_NAMES = (
    r"[a-z0-9]+://\S+|[A-Za-z]+[-+ ]?[0-9]+[A-Za-z]?|%[0-9A-F]{2}|\[?[0-9a-f]+[.:-][0-9a-f.:,\]-]+|\b[01]\b"
)
"""Names and things to type, not numbers: HTTP 503, F5, SOCKS4a, 9.9.9.9, 100-200."""

CODES = [each.code for each in languages() if each.code != "en"]


def test_every_language_has_a_catalogue_and_every_catalogue_a_language() -> None:
    assert list(catalogues.languages()) == CODES
    assert set(catalogues.COMPLETE) <= set(catalogues.languages())


@pytest.mark.parametrize("language", CODES)
def test_nothing_is_wrong(language: str) -> None:
    found = list(catalogues.problems(language, complete=language in catalogues.COMPLETE))
    assert found == [], "run: python installer/catalogues.py update, translate, then compile"


@pytest.mark.parametrize("language", CODES)
def test_the_compiled_file_is_that_of_the_edited_one(language: str) -> None:
    content = waythrough_resources.read_bytes(f"locale/{language}/LC_MESSAGES/waythrough.mo")
    assert content == catalogues.compiled(language)
    assert gettext.GNUTranslations(io.BytesIO(content)).gettext("Works") != "Works"


@pytest.mark.parametrize("language", [each.code for each in languages() if each.right_to_left])
def test_right_to_left_languages_use_no_latin_digits_of_their_own(language: str) -> None:
    for entry in catalogues.load(language):
        for text in catalogues._texts(entry.string):
            if entry.id:
                own = re.sub(_NAMES, "", text)
                assert not any(char in "0123456789" for char in own), text


def test_persian_uses_its_own_letters_and_half_spaces() -> None:
    for entry in (each for each in catalogues.load("fa") if each.id):
        for text in catalogues._texts(entry.string):
            assert not set(text) & set("يكة"), text  # Arabic forms of Persian letters
            assert " ها " not in text, text
            assert " می " not in text, text
            assert "?" not in re.sub(r"[a-z0-9]+://\S+", "", text)
            assert "," not in re.sub(r"[0-9],[0-9]", "", text)


def test_sentences_are_found_in_code() -> None:
    source = """
msg("one {a}", a=msg("two"))
plural("{count} x", "{count} xs", n)
self._translate("three" " parts")
catalogue.gettext("four")
word_in("step", "Problem")
msg(variable)
msg(variable, "not this")
msg()
print("nor this")
"""
    assert set(catalogues.in_python(source)) == {
        catalogues.Found("one {a}"),
        catalogues.Found("two"),
        catalogues.Found("{count} x", many="{count} xs"),
        catalogues.Found("four"),
        catalogues.Found("Problem", context="step"),
    }


def test_help_texts_and_reasons_of_rules_are_found() -> None:
    source = '''
@click.command(epilog="The end.")
@click.option("--port", metavar="X", help="Where {port} is.")
def command():
    """One
    paragraph.

    Another.
    """
    return NotThis(why="too few")
def plain():
    """Not for people."""
    return NotThis(why=f"some broke [{count} of 3]")
'''
    found = [each.one for each in catalogues.in_python(source)]
    assert sorted(found) == sorted(
        ["One paragraph.", "Another.", "The end.", "Where {{port}} is.", "too few", "some broke"]
    )


def test_sentences_are_found_in_templates() -> None:
    source = b'{% if a %}{{ _("one {a}", a=1) }}{% endif %}<p>{{ _("two") }}</p>{{ _(view.x) }}'
    assert [item.one for item in catalogues.in_template(source)] == ["one {a}", "two"]


def test_notes_of_platforms_are_found() -> None:
    assert list(catalogues.in_platform('id = "a"\n[notes]\nen = "Tests {x}."')) == [
        catalogues.Found("Tests {{x}}.")
    ]
    assert list(catalogues.in_platform('id = "a"')) == []


def test_the_program_has_many_sentences() -> None:
    found = {item.one for item in catalogues.extract()}
    assert {"Works", "{platform} is blocked on this network", "Which way gets through?"} <= found
    assert len(found) > 300


def _place(monkeypatch: pytest.MonkeyPatch, folder: Path, *found: catalogues.Found) -> None:
    monkeypatch.setattr(catalogues, "LOCALE", folder)
    monkeypatch.setattr(catalogues, "extract", lambda: found)


def test_a_unit_stays_with_its_number() -> None:
    item = catalogues.Found("about {number}\u00a0MB")
    assert list(catalogues.faults(item, "примерно {number} МБ")) == ["a number can part from its unit"]
    assert list(catalogues.faults(item, "примерно {number}\u00a0МБ")) == []


def test_update_compile_and_check(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = catalogues.Found("{count} way", many="{count} ways")
    _place(monkeypatch, tmp_path, catalogues.Found("Use {path}"), many)
    assert catalogues.main(["update", "fa"]) == 0
    assert catalogues.main(["compile"]) == 0
    assert catalogues.main(["check"]) == 1
    assert "not translated: 'Use {path}'" in capsys.readouterr().out
    catalogue = catalogues.load("fa")
    catalogue["Use {path}"].string = "{way}"
    catalogue["{count} way"].string = ("یک راه", "{count} راه")
    catalogues.save(catalogue, "fa")
    assert catalogues.main(["check"]) == 1
    told = capsys.readouterr().out
    assert "places differ: 'Use {path}'" in told
    assert "not that of the .po file" in told
    catalogue["Use {path}"].string = "{path}"
    catalogues.save(catalogue, "fa")
    catalogues.main(["compile"])
    assert catalogues.main(["check"]) == 0


def test_an_update_that_changes_nothing_changes_no_byte(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _place(monkeypatch, tmp_path, catalogues.Found("One"), catalogues.Found("Two"))
    catalogues.update("ru")
    first = catalogues.po_path("ru").read_bytes()
    catalogues.update("ru")
    assert catalogues.po_path("ru").read_bytes() == first
    monkeypatch.setattr(catalogues, "extract", lambda: (catalogues.Found("Two"),))
    catalogues.update("ru")
    assert b"One" not in catalogues.po_path("ru").read_bytes()

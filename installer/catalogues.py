"""Keeps the translations in step with the code: update, compile and check the gettext catalogues.

python installer/catalogues.py update    read all sentences of the program into the .po files; with a
                                         new code ("update tr") begin the catalogue of a language
python installer/catalogues.py compile   write the .mo files that the program reads
python installer/catalogues.py check     tell what is missing; exit code 1 when something is
"""

import argparse
import ast
import gettext
import inspect
import io
import string
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileParser, write_po
from jinja2 import Environment
from jinja2.ext import babel_extract

from catalogue_head import Headed, first_fields, head_problems

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "resources" / "waythrough_resources" / "locale"
CODE = (ROOT / "core" / "waythrough", ROOT / "desktop" / "waythrough_desktop")
TEMPLATES = (ROOT / "resources" / "waythrough_resources" / "report",)
PLATFORMS = ROOT / "resources" / "waythrough_resources" / "platforms"
DOMAIN = "waythrough"
COMPLETE = ("fa", "ru")
"""Languages in which no sentence may be missing."""

ERRORS = frozenset(
    {
        "BadSettingError",
        "BridgeLineError",
        "CatalogError",
        "ConfigError",
        "DeclinedError",
        "HostError",
        "ProfileError",
        "ReportError",
        "StoreError",
        "TooMuchError",
        "UntriedError",
        "UsageError",
        "WaythroughError",
        "WrongPassphraseError",
    }
)
"""Errors whose clauses people read; all others are for the code that meets them."""

TELLING = frozenset({"msg", "clause", "gettext", "translate", "_"})
"""Functions whose first text is said to people."""

TERMINAL = frozenset({"note", "say", "tell", "tell_folded", "ask", "_said"})
"""Functions that say what they are given on the terminal; what is no sentence is not translated."""

HELPED = frozenset({"option", "command", "group"})
"""Functions of click whose help texts are shown by the command line."""

_PLURALS = {"fa": "nplurals=2; plural=(n > 1);"}
"""Where Babel knows one form only, but "it" and "all three" are said unlike."""

_WHEN = datetime(2026, 1, 1, tzinfo=UTC)  # a fixed date keeps the files free of changes that say nothing


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence of the program: msgid, plural msgid, context."""

    one: str
    many: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What makes it one entry of a catalogue."""
        return self.context, self.one


@cache
def extract() -> tuple[Found, ...]:
    """All sentences of the program, each once, in the order of the files."""
    found: dict[tuple[str, str], Found] = {}
    for folder in CODE:
        for path in sorted(folder.rglob("*.py")):
            for item in in_python(path.read_text(encoding="utf-8")):
                found.setdefault(item.key, item)
    for folder in TEMPLATES:
        for path in sorted(folder.rglob("*.j2")):
            for item in in_template(path.read_bytes()):
                found.setdefault(item.key, item)
    for path in sorted(PLATFORMS.glob("*.toml")):
        for item in in_platform(path.read_text(encoding="utf-8")):
            found.setdefault(item.key, item)
    return tuple(found.values())


def in_platform(source: str) -> Iterator[Found]:
    """The note of a platform that comes with the program."""
    note = tomllib.loads(source).get("notes", {}).get("en", "")
    if note:
        yield Found(_plain(note))


def in_python(source: str) -> Iterator[Found]:
    """Sentences in calls of msg, plural, word_in, and of gettext by a translator, with literal texts.

    Kinds of ways and their fields carry labels, which are words for people too.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and node.name.endswith("Kind"):
            yield from _label_of(node)
        if isinstance(node, ast.FunctionDef) and any(map(_is_command, node.decorator_list)):
            yield from _help(ast.get_docstring(node) or "")
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if name in TELLING and texts and node.args[0] is _first_text(node):
            yield Found(texts[0])
        elif name == "plural" and len(texts) >= 2:
            yield Found(texts[0], many=texts[1])
        elif name == "word_in" and len(texts) >= 2:
            yield Found(texts[1], context=texts[0])
        elif name in TERMINAL and texts and node.args[0] is _first_text(node):
            if texts[0] == texts[0].strip() and not texts[0].isupper():
                yield Found(texts[0])
        elif name in ERRORS:
            yield from _clauses_of(node)
        elif name == "NotThis":
            yield from _why_not(node)
        elif name in HELPED:
            for found in _literals(each.value for each in node.keywords if each.arg in {"help", "epilog"}):
                yield from _help(found.one)
        elif name == "Field" or name.endswith("Kind"):
            yield from _literals(each.value for each in node.keywords if each.arg == "label")


def _clauses_of(error: ast.Call) -> Iterator[Found]:
    """What happened, what still works and what to do, where an error says it in plain words."""
    named = (each.value for each in error.keywords if each.arg in {"what", "still_works", "todo"})
    for found in _literals((*error.args, *named)):
        if " " in found.one:  # all else is a key
            yield Found(_plain(found.one))


def _is_command(decorator: ast.expr) -> bool:
    """Whether it makes a command of the command line of a function, whose docstring is then its help."""
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in {"command", "group"}
    )


def _help(text: str) -> Iterator[Found]:
    """A help text paragraph by paragraph, as `waythrough.cli.helping` looks them up."""
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        if paragraph.strip():
            yield Found(_plain(" ".join(paragraph.split())))


def _why_not(reason: ast.Call) -> Iterator[Found]:
    """Why a rule did not apply, without the figures that may stand behind it in brackets."""
    for each in (*reason.args, *(keyword.value for keyword in reason.keywords)):
        first = each.values[0] if isinstance(each, ast.JoinedStr) else each
        yield from (Found(found.one.partition(" [")[0]) for found in _literals((first,)))


def _plain(text: str) -> str:
    """A text in which braces are no places."""
    return text.replace("{", "{{").replace("}", "}}")


def _label_of(kind: ast.ClassDef) -> Iterator[Found]:
    """What a kind of way is called, where its class says it."""
    for line in kind.body:
        target = line.targets[0] if isinstance(line, ast.Assign) else getattr(line, "target", None)
        value = getattr(line, "value", None)
        if isinstance(target, ast.Name) and target.id == "label":
            yield from _literals((value,))


def _literals(values: Iterable[ast.expr | None]) -> Iterator[Found]:
    for value in values:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield Found(value.value)


def _first_text(node: ast.Call) -> ast.expr | None:
    return next(
        (arg for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)), None
    )


def in_template(source: bytes) -> Iterator[Found]:
    """Sentences in `_("...")` of a template."""
    options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
    Environment(autoescape=True).parse(source.decode("utf-8"))  # the extractor passes over syntax errors
    for _, _, text, _ in babel_extract(io.BytesIO(source), ("_",), (), options):
        first = text if isinstance(text, str) else (text or ("",))[0]
        if first:
            yield Found(first)


def languages() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    return tuple(sorted(path.parent.parent.name for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po")))


def po_path(language: str) -> Path:
    """The catalogue that people edit."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def load(language: str) -> Headed:
    """The catalogue of a language; when there is none, an empty one with what is known of the language."""
    path = po_path(language)
    catalogue = Headed(locale=language, domain=DOMAIN)
    if path.exists():
        with path.open("rb") as file:
            PoFileParser(catalogue).parse(file)
        return catalogue
    catalogue.fields |= first_fields(language)
    if language in _PLURALS:
        catalogue.mime_headers = [("Plural-Forms", _PLURALS[language])]
    return catalogue


def template(found: Iterable[Found]) -> Catalog:
    """A catalogue without translations."""
    catalogue = Catalog(domain=DOMAIN)
    for item in found:
        catalogue.add((item.one, item.many) if item.many else item.one, context=item.context or None)
    return catalogue


def update(language: str) -> None:
    """Bring new sentences in and old ones out; near matches are not guessed at."""
    catalogue = load(language)
    catalogue.update(template(extract()), no_fuzzy_matching=True)
    save(catalogue, language)


def save(catalogue: Catalog, language: str) -> None:
    """Write a .po file that only changes when its sentences do."""
    catalogue.project, catalogue.version = "Waythrough", "1"
    catalogue.creation_date = catalogue.revision_date = _WHEN
    catalogue.last_translator = catalogue.language_team = "The Waythrough authors"
    catalogue.msgid_bugs_address = "see README.md"
    catalogue.fuzzy = False
    catalogue.header_comment = (
        f"# {Locale.parse(language).english_name} translation of Waythrough.\n# GPL-3.0-or-later"
    )
    out = io.BytesIO()
    write_po(out, catalogue, width=100, no_location=True, ignore_obsolete=True, omit_header=False)
    po_path(language).parent.mkdir(parents=True, exist_ok=True)
    po_path(language).write_bytes(out.getvalue())


def compiled(language: str) -> bytes:
    """The .mo file of a catalogue."""
    out = io.BytesIO()
    write_mo(out, load(language))
    return out.getvalue()


def problems(language: str, *, complete: bool) -> Iterator[str]:
    """What is wrong with a catalogue, one line each."""
    catalogue = load(language)
    yield from (f"{language}: {problem}" for problem in head_problems(catalogue))
    lonely = _lonely_forms(catalogue)
    for item in extract():
        entry = catalogue.get(item.one, context=item.context or None)
        if entry is None or not _is_translated(entry, catalogue.num_plurals):
            if complete:
                yield f"{language}: not translated: {item.one!r}"
            continue
        if entry.fuzzy:
            yield f"{language}: marked as a guess: {item.one!r}"
        for form, text in enumerate(_texts(entry.string)):
            found = faults(item, text, for_one=form in lonely)
            yield from (f"{language}: {problem}: {item.one!r} -> {text!r}" for problem in found)
    path = po_path(language).with_suffix(".mo")
    if not path.exists() or path.read_bytes() != compiled(language):
        yield f"{language}: the .mo file is not that of the .po file; run compile"


_MARKS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks of direction; the program sets them itself around what is foreign."""


def _lonely_forms(catalogue: Headed) -> set[int]:
    """Plural forms that stand for one thing at most; Russian says 21 as it says 1."""
    form_of = gettext.c2py(catalogue.plural_expr)
    return {form_of(1)} - {form_of(number) for number in range(2, 1000)}


def faults(item: Found, text: str, *, for_one: bool = False) -> Iterator[str]:
    """What is wrong with one translation; `for_one`: it is a plural form that is said of one thing only."""
    try:
        found = places(text)
    except ValueError:
        yield "a brace without its other one"
        return
    alone = places(item.one)
    wanted = alone | places(item.many)
    if found != wanted and not (for_one and found in (alone, alone - {"count"}, wanted - {"count"})):
        yield "places differ"
    if _MARKS & set(text):
        yield "marks of direction"
    if text.count("\u00a0") < min(item.one.count("\u00a0"), len(found)):
        yield "a number can part from its unit"
    if text != text.strip() and item.one == item.one.strip():
        yield "spaces at an end"
    if text.count("\n") != item.one.count("\n"):
        yield "line breaks differ"


def _is_translated(entry: Message, plurals: int) -> bool:
    texts = _texts(entry.string)
    return bool(texts) and all(texts) and (not entry.pluralizable or len(texts) == plurals)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, tuple | list) else (str(value or ""),)


def places(text: str) -> set[str]:
    """Names of the {places} in a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def main(arguments: list[str] | None = None) -> int:
    """Run one of the three commands."""
    parser = argparse.ArgumentParser(description="Translations of Waythrough")
    parser.add_argument("command", choices=("update", "compile", "check"))
    parser.add_argument("languages", nargs="*", default=languages())
    asked = parser.parse_args(arguments)
    found = 0
    for language in asked.languages:
        if asked.command == "update":
            update(language)
        elif asked.command == "compile":
            po_path(language).with_suffix(".mo").write_bytes(compiled(language))
        else:
            for problem in problems(language, complete=language in COMPLETE):
                found += 1
                sys.stdout.write(f"{problem}\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())

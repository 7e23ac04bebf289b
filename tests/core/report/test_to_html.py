"""The HTML report: whole, safe, readable."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import waythrough_resources
from tests.core.report.samples import sample_run
from waythrough.model.run import Run
from waythrough.report.document import make_document
from waythrough.report.to_html import to_html
from waythrough.verdict.explain import LOOK
from waythrough.verdict.language import languages

VOID = {"meta", "br", "use", "path", "circle", "rect"}
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>"


class Page(HTMLParser):
    """Counts what a page holds and complains about tags that are not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _page(run: Run, language: str = "en") -> str:
    return to_html(make_document(run, include_names=True, language=language)).decode()


@pytest.mark.parametrize("language", [each.code for each in languages()])
def test_well_formed_in_every_language(language: str) -> None:
    text = _page(sample_run(), language)
    page = Page(text)
    assert page.open == []
    assert f'<html lang="{language}" dir=' in text
    assert "{" not in "".join(page.words).replace(re.search(r"<style>(.*)</style>", text, re.DOTALL)[1], "")  # type: ignore[index]


def test_no_script_and_nothing_remote() -> None:
    page = Page(_page(sample_run()))
    assert not {"script", "iframe", "link", "img", "object", "embed", "form", "base"} & set(page.tags)
    assert not any(name.startswith("on") for name, _ in page.attributes)
    assert all(
        value.startswith("#") for name, value in page.attributes if name in {"href", "src", "xlink:href"}
    )
    style = re.search(r"<style>(.*)</style>", _page(sample_run()), re.DOTALL)
    assert style is not None
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_the_policy_forbids_what_is_not_there_anyway() -> None:
    assert "default-src 'none'" in _page(sample_run())


def test_names_cannot_become_markup() -> None:
    run = sample_run()
    paths = tuple(replace(info, name=EVIL) for info in run.paths)
    platforms = tuple(replace(info, names=MappingProxyType({"en": EVIL})) for info in run.platforms)
    page = Page(_page(replace(run, paths=paths, platforms=platforms, id=EVIL, version=EVIL)))
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert any(EVIL[:20] in words for words in page.words)


@given(st.text(max_size=40))
def test_whatever_a_name_is_the_page_stays_whole(name: str) -> None:
    run = sample_run()
    small = replace(
        run,
        paths=tuple(replace(info, name=name) for info in run.paths[:2]),
        platforms=run.platforms[:1],
        cells={key: cell for key, cell in run.cells.items() if key[0] == "telegram"},
    )
    assert Page(_page(small)).open == []


def test_every_word_comes_with_its_shape() -> None:
    text = _page(sample_run())
    drawn = set(re.findall(r'<symbol id="(\w+)"', text))
    assert drawn == {look.shape for look in LOOK.values()}
    assert set(re.findall(r'<use href="#(\w+)"', text)) <= drawn


def test_the_answer_comes_before_the_table_and_the_details_are_folded() -> None:
    text = _page(sample_run())
    places = [
        text.index(part)
        for part in ("Use Berlin", "<table", "The ways", "Why, and what to do", "<details>", "</details>")
    ]
    assert places == sorted(places)
    assert "rule=dns.lie" in text


def test_practice_says_so() -> None:
    assert "This is practice" not in _page(sample_run())
    assert "This is practice" in _page(replace(sample_run(), practice=True))


def test_no_state_is_accused_and_limits_are_told() -> None:
    text = _page(sample_run())
    assert "It is no proof that a state or a company acted." in text
    assert "Not tested: log-in" in text


def test_names_are_left_out_by_default() -> None:
    text = to_html(make_document(sample_run())).decode()
    assert "Berlin" not in text
    assert "Use HTTPS proxy 1" in text
    assert "the numbers follow the order in which you see them" in text
    assert "the numbers follow" not in _page(sample_run())


def test_many_ways_get_room() -> None:
    assert 'class="page"' in _page(sample_run())
    run = sample_run()
    more = tuple(replace(run.paths[1], id=f"p{number}") for number in range(6))
    assert 'class="page wide" style="--columns: 11"' in _page(replace(run, paths=(*run.paths, *more)))


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "paper"])
def test_every_text_can_be_read_on_its_ground(scheme: int) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1."""
    style = waythrough_resources.read_text("report/report.css")
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    assert len(blocks) == 3
    colours = dict(re.findall(r"--([\w-]+): (#\w+)", blocks[0])) | dict(
        re.findall(r"--([\w-]+): (#\w+)", blocks[scheme])
    )
    tones = {look.tone for look in LOOK.values()} - {"none"}
    pairs = [(tone, f"{tone}-bg") for tone in tones] + [("soft", f"{tone}-bg") for tone in tones]
    pairs += [("ink", ground) for ground in ("paper", "bg")] + [
        ("none", "paper"),
        ("soft", "bg"),
        ("green", "paper"),
    ]
    for text, ground in pairs:
        light, dark = sorted((_luminance(colours[text]), _luminance(colours[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)

import re
from dataclasses import replace
from html import unescape

import pytest

from tests.core.report.samples import continued_run, sample_run
from waythrough.model.run import PathInfo, Run
from waythrough.report.document import make_document
from waythrough.report.to_html import to_html
from waythrough.report.to_print import WAYS_BESIDE, to_print


def words(html: str) -> set[str]:
    seen = unescape(re.sub(r"(?s)<style.*?</style>|<svg.*?</svg>|<[^>]*>", " ", html))
    return set(re.findall(r"\w{4,}", seen))


@pytest.mark.parametrize("run", [sample_run(), continued_run()], ids=["own", "continued"])
def test_paper_says_what_the_page_says(run: Run) -> None:
    document = make_document(run)
    page = re.sub(r"(?s)<details>.*?</details>", "", to_html(document).decode())
    missing = words(page[page.index("<body>") :]) - words(to_print(document).html)
    assert missing <= {"Service"}  # a head for those who do not see the table


@pytest.mark.parametrize("run", [sample_run(), continued_run()], ids=["own", "continued"])
def test_with_its_details_paper_holds_every_word_of_the_page_and_no_other(run: Run) -> None:
    document = make_document(run)
    page = to_html(document).decode()
    printed = to_print(document, details=True)
    said, shown = words(page[page.index("<body>") :]), words(printed.html + "".join(printed.details))
    assert said == shown


def test_many_ways_go_into_several_tables() -> None:
    run = sample_run()
    more = tuple(
        PathInfo(id=f"m{n}", kind="socks5", name=f"SOCKS5 {n + 50}", kind_name="SOCKS5") for n in range(9)
    )
    printed = to_print(make_document(replace(run, paths=(*run.paths, *more))))
    assert printed.html.count("<thead>") == -(-(len(run.paths) + 9) // WAYS_BESIDE)
    assert "SOCKS5 58" in printed.html


def test_names_and_foreign_text_are_escaped() -> None:
    run = sample_run()
    evil = tuple(replace(each, name="<img src=x>") if each.id == "p-91c2" else each for each in run.paths)
    assert "<img" not in to_print(make_document(replace(run, paths=evil), include_names=True)).html


def test_the_foot_has_places_for_its_numbers_in_every_language() -> None:
    for language in ("en", "fa", "ru"):
        printed = to_print(make_document(sample_run(), language=language))
        assert "{page}" in printed.foot
        assert "{pages}" in printed.foot
    assert to_print(make_document(sample_run(), language="fa")).direction == "rtl"

"""What reports call the ways and their kinds."""

from dataclasses import replace

from tests.core.report.samples import sample_run
from waythrough.report.document import make_document
from waythrough.report.view import make_view
from waythrough.report.way_names import kind_in_words, spoken_name
from waythrough.verdict.words import translator

FREE = next(info for info in sample_run().paths if info.kind == "http_proxy")
PERSIAN = translator("fa")


def test_a_kind_with_a_number_is_in_the_language_of_the_reader() -> None:
    assert spoken_name(replace(FREE, kind="http", name="HTTP proxy 2"), PERSIAN) == "پراکسی HTTP 2"
    assert spoken_name(replace(FREE, kind="http", name="Office"), PERSIAN) == "Office"
    assert spoken_name(replace(FREE, name="HTTP proxy 2"), PERSIAN) == "HTTP proxy 2"  # of no known kind


def test_kinds_are_in_words_and_foreign_ones_as_they_came() -> None:
    assert kind_in_words(replace(FREE, kind_name="SOCKS5 proxy"), PERSIAN) == "پراکسی SOCKS5"
    assert kind_in_words(replace(FREE, kind_name="{evil}"), translator("en")) == "{evil}"


def test_the_direct_line_is_counted_apart_and_nothing_took_no_time() -> None:
    run = sample_run()
    view = make_view(make_document(replace(run, finished=run.started)))
    assert (view.scope, view.duration) == ("12 services, directly and by 4 ways", "1\u00a0second")
    assert make_view(make_document(replace(run, paths=run.paths[:1]))).scope == "12 services, directly"
    assert make_view(make_document(replace(run, paths=run.paths[1:2]))).scope == "12 services, by 1 way"


def test_a_number_stays_with_its_unit() -> None:
    marks = [
        mark for row in make_view(make_document(sample_run())).rows for mark in row.marks if mark.seconds
    ]
    assert marks
    assert not any(" " in mark.seconds for mark in marks)

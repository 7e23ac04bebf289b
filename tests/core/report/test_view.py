"""What the page shows."""

from dataclasses import replace
from types import MappingProxyType

from tests.core.report.samples import BERLIN, FREE, OFFICE, OLD, sample_run
from tests.core.verdict.making import verdict
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import CellStatus, Run
from waythrough.model.verdict import Label
from waythrough.report.document import make_document
from waythrough.report.shown import View
from waythrough.report.view import make_view


def _view(run: Run, language: str = "en") -> View:
    return make_view(make_document(run, include_names=True, language=language))


def test_the_answer_and_the_table() -> None:
    view = _view(sample_run())
    assert view.title == "Use Berlin – opens 11 of 12 services"
    assert view.tone == "green", "a way to use is good news, here as in the window"
    assert (view.columns[0].shape, view.columns[1].shape) == ("triangle", "tick_disc"), "3 of 12 directly"
    assert view.warnings == ("Do not use Free proxy: it opens your safe lines and can read what you type.",)
    assert [column.name for column in view.columns] == [
        "Direct",
        "Berlin",
        "Office proxy",
        "Free proxy",
        "SOCKS5 1",
    ]
    assert [column.best for column in view.columns] == [False, True, False, False, False]
    assert view.columns[0].opens == "opens 3 of 12"
    assert view.columns[4].opens == ""
    assert {len(row.marks) for row in view.rows} == {5}
    assert (view.rows[0].marks[0].text, view.rows[0].marks[0].shape) == ("Blocked", "octagon_filled")


def test_what_opens_by_an_unsafe_way_is_drawn_faint() -> None:
    row = next(row for row in _view(sample_run()).rows if row.name == "YouTube")
    assert [mark.off for mark in row.marks] == [False, False, False, True, False]


def test_every_service_with_trouble_is_explained() -> None:
    view = _view(sample_run())
    assert [service.name for service in view.services][:3] == ["Telegram", "WhatsApp", "Signal"]
    telegram = view.services[0]
    assert telegram.first.headline == "Telegram is blocked on this network"
    assert len(telegram.first.steps) == 4
    assert telegram.others == ()  # what an unsafe way does is said at the way
    assert view.open_everywhere == "Wikipedia"
    proton = next(service for service in view.services if service.name == "Proton")
    assert proton.first.findings
    assert not proton.first.steps


def test_the_legend_holds_the_words_that_are_there() -> None:
    view = _view(sample_run())
    shown = {mark.text for row in view.rows for mark in row.marks}
    assert {mark.text for mark in view.legend} == shown
    assert all(mark.meaning for mark in view.legend)


def test_evidence_is_for_what_was_measured() -> None:
    view = _view(sample_run())
    titles = [item.title for item in view.evidence]
    assert titles[0] == "The whole line"
    assert "Telegram – Direct" in titles
    assert not any("SOCKS5 1" in title for title in titles)


def test_a_service_that_only_fails_over_a_way() -> None:
    run = sample_run()
    kept = {key: cell for key, cell in run.cells.items() if key[0] == "signal" and key[1] in {OFFICE, BERLIN}}
    view = _view(replace(run, cells=MappingProxyType(kept)))
    assert view.services[0].first.headline.endswith("opens with Office proxy")
    assert view.rows[2].marks[0].text == "Not checked"


def test_what_an_unsafe_way_does_is_said_once() -> None:
    view = _view(sample_run())
    free = view.columns[3]
    assert free.proof == "5 services showed a foreign certificate there."
    assert (free.shape, view.columns[4].shape, view.columns[1].shape) == ("shield", "minus_disc", "tick_disc")
    told = [why.headline for service in view.services for why in (service.first, *service.others)]
    assert not any("Free proxy" in headline for headline in told)


def test_what_is_alike_is_said_once_with_the_names_of_the_ways() -> None:
    run = sample_run()
    asks = run.cell("tor", BERLIN)
    more = {("tor", path): replace(asks, path_id=path) for path in (OFFICE, FREE)}
    view = _view(replace(run, cells=MappingProxyType({**run.cells, **more})))
    tor = next(service for service in view.services if service.name == "Tor Project")
    assert [other.headline for other in tor.others] == [
        "Tor Project opens with Berlin, Office proxy and Free proxy, but asks for a check first"
    ]
    everywhere = {("tor", DIRECT_ID): replace(asks, path_id=DIRECT_ID)}
    view = _view(replace(run, cells=MappingProxyType({**run.cells, **more, **everywhere})))
    tor = next(service for service in view.services if service.name == "Tor Project")
    assert (tor.first.same, tor.others) == ("Berlin, Office proxy and Free proxy", ())


def test_the_date_is_in_the_digits_of_the_reader() -> None:
    assert _view(sample_run()).date == "22\u00a0November 2026, 09:20 UTC"
    assert "۱\u00a0آذر ۱۴۰۵، ۰۹:۲۰ UTC" in _view(sample_run(), "fa").date


def test_masked_cells_are_counted_and_not_explained_one_by_one() -> None:
    run = sample_run()
    gone = verdict(Label.NO_INTERNET)
    cells = {
        key: replace(cell, status=CellStatus.MASKED, works=None, verdict=gone, observations=(), seconds=None)
        for key, cell in run.cells.items()
        if key[1] in {DIRECT_ID, OLD}
    }
    view = _view(replace(run, cells=MappingProxyType(cells), network=(gone,), interrupted=True))
    assert view.masked == 24
    assert view.notes[0].masks
    assert view.interrupted
    assert [item.title for item in view.evidence] == ["The whole line"]


def test_in_persian() -> None:
    view = _view(sample_run(), "fa")
    assert (view.language, view.direction) == ("fa", "rtl")
    assert view.columns[0].name == "مستقیم"
    assert "۱۲" in view.title


def test_a_service_that_is_down_is_said_once() -> None:
    bbc = next(service for service in _view(sample_run()).services if service.name == "BBC")
    assert bbc.first.headline == "BBC is down by itself, it is not your network"
    assert bbc.others == ()


def test_a_code_of_a_protocol_keeps_its_order_in_persian() -> None:
    bbc = next(service for service in _view(sample_run(), "fa").services if service.name == "بی‌بی‌سی")
    assert "\u2068HTTP 503\u2069" in bbc.first.cause


def test_a_line_that_masks_everything_is_said_once_for_all_services() -> None:
    run = sample_run()
    masked = {
        key: replace(cell, status=CellStatus.MASKED, works=None, targets=(), observations=())
        for key, cell in run.cells.items()
    }
    view = _view(replace(run, cells=MappingProxyType(masked)))
    assert (view.services, view.open_everywhere) == ((), "")
    assert view.unjudged.startswith("Telegram, WhatsApp, Signal")


def test_what_a_check_that_was_cut_short_did_not_reach_is_not_said_to_open() -> None:
    run = sample_run()
    tested = {key: cell for key, cell in run.cells.items() if key == ("wikipedia", DIRECT_ID)}
    view = _view(replace(run, cells=MappingProxyType(tested), interrupted=True))
    assert (view.services, view.open_everywhere) == ((), "")
    assert "Wikipedia" not in view.unjudged
    assert "Telegram" in view.unjudged


def test_the_direct_line_is_never_said_not_to_connect() -> None:
    run = sample_run()
    paths = (replace(run.paths[0], usable=False), *run.paths[1:])
    column = _view(replace(run, paths=paths)).columns[0]
    assert (column.state, column.short) == ("no VPN or proxy", "no VPN or proxy")

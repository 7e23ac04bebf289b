"""Watching in the window: settings, the bar with news, the message outside, and a window that closes but stays."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring, run_to_end
from tests.desktop.invented import invented_run, platforms, ways
from waythrough.store.history import History
from waythrough.store.settings import Monitoring
from waythrough.verdict.watching import News
from waythrough_desktop.dialogs.add_way import AddWayDialog
from waythrough_desktop.dialogs.staying import StayingDialog
from waythrough_desktop.presenters.news import Story, news_lines
from waythrough_desktop.presenters.watching import Cost, cost_sentence
from waythrough_desktop.shell import HISTORY
from waythrough_desktop.tray import Tray
from waythrough_desktop.views.news_bar import NewsBar
from waythrough_desktop.wiring import Wiring

NEWS = News(closed=(("telegram", "w1"), ("signal", "w1")), opened=(("telegram", "direct"),))
RUN = invented_run(platforms(), ways(), {})


def choose(wiring: Wiring, **wishes: object) -> None:
    wanted = replace(Monitoring(), **wishes)  # type: ignore[arg-type]
    wiring.memory.change(lambda known: replace(known, monitoring=wanted))


def story(news: News) -> Story:
    return Story(news=news, run=RUN, at=RUN.finished)


def test_news_are_told_way_by_way() -> None:
    assert news_lines(story(NEWS)) == (
        "Telegram and Signal no longer open with Berlin.",
        "Telegram opens again on the direct line.",
    )
    assert news_lines(story(News(flapping=(("telegram", "w1"), ("telegram", "w2"))))) == (
        "Telegram opens and closes again and again today.",
    )
    everywhere = News(closed=tuple(("telegram", info.id) for info in ways()))
    assert len(news_lines(story(everywhere))) == 4
    assert news_lines(story(everywhere))[-1] == "2 more ways have changed."


def test_the_cost_is_that_of_a_day() -> None:
    told = cost_sentence(Monitoring(hours=6), Cost(size=2_000_000, connections=30))
    assert told.startswith("4 checks a day: about 8.0\u00a0MB of data in about 120 connections.")
    assert "Your provider sees" in told
    assert cost_sentence(Monitoring(), None).startswith("Your provider sees")


def test_a_choice_is_kept_and_its_cost_is_told(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    section = wiring.pages.watching.section
    assert section.status.text() == "It is off. Nothing is contacted unless you start a check or a test."
    section.chosen.emit("hours", "3")
    assert wiring.memory.preferences.monitoring.hours == 3
    assert section.status.text().startswith("The next check begins at about ")
    qtbot.waitUntil(lambda: "8 checks a day" in section.cost.text())
    section.switched.emit("on_network_change", True)
    assert wiring.memory.preferences.monitoring.on_network_change
    section.chosen.emit("hours", "0")
    assert section.status.text() == "The next check begins when the network changes."


def test_news_stand_above_every_page_until_they_are_put_away(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    wiring.watching.monitor.told.emit(NEWS, RUN)
    bars = wiring.window.findChildren(NewsBar)
    assert "Telegram and Signal no longer open with Berlin." in bars[0].accessibleName()
    with qtbot.waitSignal(wiring.redressed):
        wiring.choose_theme("dark")
    qtbot.waitUntil(lambda: len(wiring.window.findChildren(NewsBar)) == 1)
    wiring.window.findChildren(NewsBar)[0].put_away.click()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert wiring.window.findChildren(NewsBar) == []
    assert wiring.watching.story is None


def test_a_click_leads_to_the_two_runs_side_by_side(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    runs = [replace(RUN, id=name) for name in ("before", "after")]
    with History(wiring.memory.dirs.history) as history:
        for run in runs:
            history.finish(run)
    wiring.watching.story = replace(story(NEWS), before="before", after="after")
    wiring.watching.changed.emit()
    bar = wiring.window.findChild(NewsBar)
    assert bar is not None
    bar.compare.click()
    assert wiring.window.place == HISTORY
    page = wiring.pages.history.page
    qtbot.waitUntil(lambda: page.sheet is page.changes)


def test_a_run_of_the_person_counts_like_any_other(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    choose(wiring, hours=24)
    run_to_end(qtbot, wiring)
    assert wiring.watching.monitor._watch is not None
    assert ("telegram", "w1") in [each.key for each in wiring.watching.monitor._watch.cells]
    qtbot.waitUntil(lambda: wiring.memory.dirs.watching.exists())


class Messages:
    """What would have been said outside of the window."""

    def __init__(self, wiring: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
        self.said: list[tuple[str, ...]] = []
        monkeypatch.setattr(
            wiring.watching.outward.notifier,
            "tell",
            lambda *words, **more: self.said.append((*words, *more.values())),
        )


def test_the_message_outside_names_nothing(make_wiring: MakeWiring, monkeypatch: pytest.MonkeyPatch) -> None:
    wiring = make_wiring()
    messages = Messages(wiring, monkeypatch)
    wiring.watching.monitor.told.emit(NEWS, RUN)
    assert messages.said == []
    choose(wiring, hours=6, notify=True)
    wiring.watching.monitor.told.emit(NEWS, RUN)
    assert messages.said[0][:3] == (
        "Something changed",
        "Open the window to see it.",
        "Open the window",
    )


def test_without_a_mark_beside_the_clock_closing_ends_the_program(make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    choose(wiring, hours=6, tray=True)
    assert not Tray.available()
    assert not wiring.watching.outward.stays
    assert QApplication.quitOnLastWindowClosed()
    assert wiring.window.close()


def test_with_one_the_window_closes_and_the_program_stays_and_says_so_once(
    qtbot: QtBot, make_wiring: MakeWiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    wiring = make_wiring()
    outward = wiring.watching.outward
    monkeypatch.setattr(outward, "_tray_offered", lambda: True)
    monkeypatch.setattr(outward.tray, "show", lambda: None)
    choose(wiring, tray=True)
    assert not outward.stays
    choose(wiring, hours=6, tray=True)
    assert outward.stays
    assert not QApplication.quitOnLastWindowClosed()
    wiring.window.show()
    assert not wiring.window.close()
    dialog = wiring.window.findChild(StayingDialog)
    assert dialog is not None
    dialog.stay.click()
    qtbot.waitUntil(lambda: not wiring.window.isVisible())
    wiring.shell.come_forward()
    assert wiring.window.isVisible()
    assert wiring.window.close()
    choose(wiring)
    assert QApplication.quitOnLastWindowClosed()


def test_what_another_start_hands_over_is_only_shown(make_wiring: MakeWiring) -> None:
    wiring = make_wiring()
    before = wiring.session.paths
    wiring.open_argument("socks5://proxy.example:1080")
    dialog = wiring.window.findChild(AddWayDialog)
    assert dialog is not None
    assert dialog.text.toPlainText() == "socks5://proxy.example:1080"
    assert wiring.session.paths == before
    assert not wiring.bridge.running
    dialog._look()
    dialog.test_button.click()
    assert wiring.trial.running
    dialog.done(0)

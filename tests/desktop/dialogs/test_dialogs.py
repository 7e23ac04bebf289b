from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.desktop.invented import cell, describe
from waythrough.catalog.catalog import Catalog
from waythrough.model.platform import Sensitivity
from waythrough.model.run import Advice, Choice, PathInfo, Recommendation
from waythrough.model.verdict import Label
from waythrough.verdict.explain import Naming
from waythrough_desktop.dialogs.add_way import AddWayDialog
from waythrough_desktop.dialogs.trouble import TroubleDialog
from waythrough_desktop.dialogs.why import WhyDialog
from waythrough_desktop.presenters import consent
from waythrough_desktop.presenters.add_ways import read
from waythrough_desktop.presenters.session import Network, Session
from waythrough_desktop.presenters.why import why
from waythrough_desktop.theme import ToneName

SECRET = "hunter2-secret"


def words_of(dialog: Any) -> str:
    return "\n".join(each.text() for each in dialog.findChildren(QLabel))


def test_links_are_told_line_by_line_and_nothing_secret_is_shown(qtbot: QtBot) -> None:
    dialog = AddWayDialog(read)
    qtbot.addWidget(dialog)
    assert not dialog.add_button.isEnabled()
    dialog.text.setPlainText(
        f"socks5://me:{SECRET}@198.51.100.7:1080\nvless://x@y:1\n\nhttp://203.0.113.5:8080"
    )
    qtbot.waitUntil(dialog.add_button.isEnabled)
    shown = words_of(dialog)
    assert dialog.add_button.text() == "Add 2 ways"
    assert "198.51.100.7:1080" in shown
    assert "with a password" in shown
    assert "Line 2 cannot be used: its user id (UUID) is not whole" in shown
    assert SECRET not in shown
    assert SECRET not in repr(dialog._reading)


def test_a_single_link_may_be_named(qtbot: QtBot) -> None:
    dialog = AddWayDialog(read)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.added) as added:
        dialog.text.setPlainText("socks5://198.51.100.7:1080")
        dialog.name.setText(" Office ")
        dialog._add()
    assert [spec.name for spec in added.args[0]] == ["Office"]


def test_useless_text_cannot_be_added(qtbot: QtBot) -> None:
    dialog = AddWayDialog(read)
    qtbot.addWidget(dialog)
    dialog.text.setPlainText("hello world")
    dialog._add()
    assert not dialog.add_button.isEnabled()
    assert dialog.isEnabled()


def test_why_tells_what_to_do_and_folds_the_rest(qtbot: QtBot) -> None:
    blocked = cell("telegram", "direct", Label.SNI_FILTERING, works=False)
    names = Naming(paths={"direct": "Direct"}, platforms={"telegram": "Telegram"})
    state = why(blocked, None, names, has_ways=False)
    dialog = WhyDialog(state)
    qtbot.addWidget(dialog)
    dialog.show()
    assert state.headline == "Telegram is blocked on this network"
    assert "Add a VPN or proxy" in state.advice
    assert state.level == 3
    assert not dialog.details.isVisible()
    dialog.fold.click()
    assert dialog.details.isVisible()
    assert dialog.details.layoutDirection() == Qt.LayoutDirection.LeftToRight
    dialog.copy.click()
    copied = QApplication.clipboard().text()
    assert state.headline in copied
    assert copied.count("Confirmed") == 1
    assert "sni_filtering confirmed 3/3" in copied
    with qtbot.waitSignal(dialog.again_asked):
        dialog.again.click()


def test_a_copy_for_support_holds_no_name_that_its_user_gave(qtbot: QtBot) -> None:
    names = Naming(paths={"w1": "Berlin of Reza"}, platforms={"telegram": "Telegram"})
    ways = (PathInfo(id="w1", kind="socks5", name="Berlin of Reza"),)
    blocked = cell("telegram", "w1", Label.SNI_FILTERING, works=False)
    dialog = WhyDialog(why(blocked, None, names, has_ways=True, ways=ways))
    qtbot.addWidget(dialog)
    dialog.copy.click()
    copied = QApplication.clipboard().text()
    assert "Berlin of Reza" in dialog.state.where
    assert "Reza" not in copied
    assert "SOCKS5 1" in copied


def test_only_what_can_be_used_is_advised_in_green() -> None:
    names = Naming(paths={"w1": "Berlin"}, platforms={"telegram": "Telegram"})

    def tone(label: Label, *, works: bool, seconds: float | None = None) -> ToneName:
        return why(
            cell("telegram", "w1", label, works=works, seconds=seconds), None, names, has_ways=True
        ).advice_tone

    assert tone(Label.OK, works=True, seconds=0.4) is ToneName.GREEN
    assert tone(Label.NETWORK_TROUBLE, works=True, seconds=9.0) is ToneName.AMBER
    assert tone(Label.ACCESS_CHALLENGE, works=True, seconds=1.0) is ToneName.BLUE
    assert tone(Label.SNI_FILTERING, works=False) is ToneName.BLUE
    # the direct line read along elsewhere, and another way opens what it does not: that way is good news
    other = Choice(platform_id="telegram", first="w1")
    said = Recommendation(
        advice=Advice.ONE_WAY_OPENS_ALL, cover=("w1",), choices=(other,), unsafe=("direct",)
    )
    blocked = cell("telegram", "direct", Label.SNI_FILTERING, works=False)
    assert why(blocked, said, names, has_ways=True).advice_tone is ToneName.GREEN
    opens = cell("telegram", "direct", Label.OK, works=True, seconds=0.4)
    assert why(opens, said, names, has_ways=True).advice_tone is ToneName.AMBER


def test_how_long_a_failure_took_is_left_out() -> None:
    names = Naming(paths={"w1": "Berlin"}, platforms={"telegram": "Telegram"})
    works = why(cell("telegram", "w1", Label.OK, works=True, seconds=0.4), None, names, has_ways=True)
    assert "took 0.4" in works.where
    fails = replace(cell("telegram", "w1", Label.SNI_FILTERING, works=False), started=1.0, finished=1.2)
    assert "took" not in why(fails, None, names, has_ways=True).where


def test_enter_presses_the_button_that_has_the_focus(qtbot: QtBot) -> None:
    blocked = cell("telegram", "direct", Label.SNI_FILTERING, works=False)
    names = Naming(paths={"direct": "Direct"}, platforms={"telegram": "Telegram"})
    dialog = WhyDialog(why(blocked, None, names, has_ways=False))
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
    dialog.fold.setFocus()
    QTest.keyClick(dialog.fold, Qt.Key.Key_Return)
    assert dialog.details.isVisible()
    assert dialog.isVisible()


def test_what_reads_along_is_never_shown_in_green() -> None:
    names = Naming(paths={"w1": "Berlin"}, platforms={"telegram": "Telegram"})
    state = why(cell("telegram", "w1", Label.TLS_MITM, works=False), None, names, has_ways=True)
    assert state.advice_tone is ToneName.AMBER
    assert "Do not log in" in state.advice


def test_consent_names_what_is_contacted_and_warns_of_sensitive_services() -> None:
    catalog = Catalog.bundled()
    sensitive = [each for each in catalog if each.sensitivity is Sensitivity.SENSITIVE]
    from waythrough.catalog.profile import default_profile

    network = Network(profile=default_profile(), platforms=(*catalog.short_list(), sensitive[0]))
    session = Session(network, describe)
    state = consent.consent_state(session)
    seen = " ".join(state.seen)
    assert set(default_profile().neutral_hosts) <= set(state.hosts)
    assert not state.again
    assert catalog.short_list()[0].name() in seen
    assert "well-known hosts" in seen
    assert [sensitive[0].name() in each for each in state.warnings] == [True]
    session.choose(catalog.short_list())
    assert consent.consent_state(session).warnings == ()


def test_a_trouble_has_a_code_and_details_to_copy(qtbot: QtBot) -> None:
    dialog = TroubleDialog(
        "It broke", still_works="The rest works.", todo="Try again.", code="X-1", details="log"
    )
    qtbot.addWidget(dialog)
    assert all(part in words_of(dialog) for part in ("It broke", "The rest works.", "Try again.", "X-1"))
    dialog.copy.click()
    assert QApplication.clipboard().text() == "log"

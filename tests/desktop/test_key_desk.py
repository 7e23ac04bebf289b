"""The key of an SSH server in the window: asked for, shown, confirmed once; a changed one never."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.core.paths.ssh_ways import spec as ssh_spec
from tests.desktop.conftest import MakeWiring, run_to_end
from tests.desktop.invented import InventedEngine, verdict
from tests.ways import ssh_servers
from tests.ways.programs import Place
from waythrough.model.event import Event, RunFinished
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.network import NetworkProfile
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.run import RunPlan
from waythrough.model.verdict import Label, Stage
from waythrough.net.base import DialError, Leg
from waythrough.paths.base import ConfigError
from waythrough.paths.host_key import ShownKey
from waythrough_desktop import networks
from waythrough_desktop.dialogs.confirm_key import ConfirmKeyDialog
from waythrough_desktop.key_desk import KeyDesk
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.ways import way_faces
from waythrough_desktop.shell import WAYS
from waythrough_desktop.theme import ToneName
from waythrough_desktop.views.way_row import WayRow
from waythrough_desktop.wiring import Wiring

PRINT = "SHA256:" + "b" * 43
TURNED_AWAY = Leg(
    stage=Stage.CONNECT,
    host="",
    port=22,
    started=0.0,
    duration=0.1,
    failure=Failure(kind=FailureKind.REFUSED),
)
NEW = ShownKey(fingerprint=PRINT, kind="ssh-ed25519", changed=False)


def ssh(name: str = "w1", via: PathSpec | None = None, **changes: FieldValue) -> PathSpec:
    fields: dict[str, FieldValue] = {"host": "198.51.100.7", "port": 22, "user": "me", "agent": True}
    return PathSpec(id=name, kind="ssh", name=name, fields=MappingProxyType(fields | changes), via=via)


class Unconfirmed(InventedEngine):
    """Finds that nobody has confirmed the key of w1, and that w2 shows another one than it should."""

    async def events(self, plan: RunPlan) -> AsyncIterator[Event]:
        failed = replace(verdict(Label.PATH_FAILURE), rule_id="path.host_key_unknown")
        changed = replace(failed, rule_id="path.host_key_changed")
        found = {"w1": failed, "w2": changed}
        async for event in super().events(plan):
            if isinstance(event, RunFinished):
                paths = tuple(
                    replace(each, usable=False, safe=True, verdict=found[each.id])
                    if each.id in found
                    else each
                    for each in event.run.paths
                )
                yield RunFinished(run=replace(event.run, paths=paths))
            else:
                yield event


@dataclass
class Looks:
    """Answers by the ids of ways; an error is raised, what is not there is waited for in vain."""

    answers: dict[str, ShownKey | Exception | None]
    asked: list[str] = field(default_factory=list)
    cleaned: threading.Event = field(default_factory=threading.Event)

    def __call__(self, _profile: NetworkProfile, spec: PathSpec) -> Coroutine[Any, Any, ShownKey | None]:
        return self._look(spec)

    async def _look(self, spec: PathSpec) -> ShownKey | None:
        self.asked.append(spec.id)
        if spec.id not in self.answers:
            try:
                await asyncio.Event().wait()
            finally:
                self.cleaned.set()
        answer = self.answers[spec.id]
        if isinstance(answer, Exception):
            raise answer
        return answer


def desk(wiring: Wiring, looks: Looks) -> KeyDesk:
    wiring.window.show()
    wiring.keys = KeyDesk(wiring.session, wiring.check, wiring.background, wiring.talks, looks)
    return wiring.keys


def asked(qtbot: QtBot, wiring: Wiring, answer: ShownKey | Exception | None) -> ConfirmKeyDialog:
    """The dialog once the server of w1 has answered."""
    wiring.session.add([ssh()])
    desk(wiring, Looks({"w1": answer})).ask("w1")
    dialog = wiring.window.findChild(ConfirmKeyDialog)
    assert isinstance(dialog, ConfirmKeyDialog)
    assert "Asking the server" in dialog.title.text()
    assert not dialog.confirm.isVisible()
    qtbot.waitUntil(lambda: "Asking the server" not in dialog.title.text())
    return dialog


def offers(wiring: Wiring) -> list[str]:
    """Ids of the ways whose key can be confirmed on the page."""
    wiring.window.show()
    wiring.window.show_page(WAYS)
    QCoreApplication.processEvents()  # rows are shown by the event loop
    rows = [each for each in wiring.pages.ways_page.findChildren(WayRow) if each.isVisible()]
    return [
        each.face.id
        for each in rows
        if any("server's key" in part.text() for part in each.findChildren(QPushButton))
    ]


def test_only_an_unknown_key_is_offered_to_be_confirmed(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(Unconfirmed, with_ways=False)
    ways = (ssh("w1"), ssh("w2"), ssh("w3"))
    wiring.session.add(ways)
    wiring.memory.give_consent(wiring.session)
    assert offers(wiring) == []
    run_to_end(qtbot, wiring)
    assert offers(wiring) == ["w1"]
    faces = {face.id: face for face in way_faces(wiring.session, wiring.check)}
    assert faces["w1"].advice.endswith("then confirm it once.")
    assert (faces["w2"].icon, faces["w2"].tone) == ("triangle", ToneName.RED)
    button = next(each for each in wiring.pages.ways_page.findChildren(QPushButton) if "key" in each.text())
    assert button.accessibleName() == "Confirm the key of the server of Berlin"


def test_a_confirmed_key_is_kept_and_asked_no_more(
    qtbot: QtBot, make_wiring: MakeWiring, memory: Memory
) -> None:
    wiring = make_wiring(Unconfirmed, with_ways=False)
    wiring.session.add([ssh()])
    wiring.memory.give_consent(wiring.session)
    run_to_end(qtbot, wiring)
    dialog = asked(qtbot, wiring, NEW)
    assert dialog.fingerprint.text() == PRINT
    assert dialog.fingerprint.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert dialog.fingerprint.accessibleName() == "Fingerprint of the server's key"
    assert "your contact told you" in dialog.told.text()
    assert "somebody sits between" in dialog.told.text()
    dialog.confirm.click()
    assert wiring.session.paths[0].fields["host_key"] == PRINT
    assert Memory(memory._dirs).ways[0].fields["host_key"] == PRINT
    assert offers(wiring) == []
    assert wiring.memory.agreed_to(wiring.session)
    assert wiring.check.cell(("telegram", "w1")) is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_no_key_press_confirms_by_accident(qtbot: QtBot, make_wiring: MakeWiring, key: Qt.Key) -> None:
    wiring = make_wiring(with_ways=False)
    dialog = asked(qtbot, wiring, NEW)
    QTest.keyClick(dialog, key)
    assert not dialog.isVisible()
    assert "host_key" not in wiring.session.paths[0].fields


def test_a_changed_key_is_a_danger_and_no_question(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(with_ways=False)
    dialog = asked(qtbot, wiring, replace(NEW, changed=True))
    assert "another key than it should" in dialog.title.text()
    assert "Do not use this way" in dialog.told.text()
    assert dialog.fingerprint.text() == PRINT
    assert not dialog.confirm.isVisible()
    dialog.accept()
    assert "host_key" not in wiring.session.paths[0].fields


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "Nothing needs to be confirmed"),
        (ConfigError("path.no_asyncssh", "something is missing", todo="install it"), "install it"),
        (
            DialError((TURNED_AWAY,)),
            "turns connections away",
        ),
    ],
)
def test_why_there_is_no_key_is_told(
    qtbot: QtBot, make_wiring: MakeWiring, answer: Exception | None, said: str
) -> None:
    wiring = make_wiring(with_ways=False)
    dialog = asked(qtbot, wiring, answer)
    assert said in dialog.told.text()
    assert not dialog.fingerprint.isVisible()
    assert not dialog.confirm.isVisible()
    assert dialog.cancel.text() == "Close"


def test_the_one_in_front_is_asked_first_and_changed_where_it_stands(
    qtbot: QtBot, make_wiring: MakeWiring
) -> None:
    wiring = make_wiring(with_ways=False)
    front = ssh("front")
    wiring.session.add([front, ssh("behind", via=front, host_key="SHA256:" + "c" * 43)])
    looks = Looks({"front": NEW})
    desk(wiring, looks).ask("behind")
    dialog = wiring.window.findChild(ConfirmKeyDialog)
    assert isinstance(dialog, ConfirmKeyDialog)
    qtbot.waitUntil(dialog.confirm.isVisible)
    assert "front" in dialog.title.text()
    dialog.confirm.click()
    now = {path.id: path for path in wiring.session.paths}
    assert looks.asked == ["front"]
    assert now["front"].fields["host_key"] == PRINT
    assert now["behind"].via == now["front"]


def test_who_closes_the_dialog_ends_the_question(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(with_ways=False)
    wiring.session.add([ssh()])
    looks = Looks({})
    keys = desk(wiring, looks)
    keys.ask("w1")
    keys.ask("w1")  # one at a time
    qtbot.waitUntil(lambda: looks.asked == ["w1"])
    (dialog,) = wiring.window.findChildren(ConfirmKeyDialog)
    dialog.cancel.click()
    assert looks.cleaned.wait(10)
    qtbot.waitUntil(lambda: not wiring.background._threads)


def test_a_window_that_closes_waits_for_no_server(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = make_wiring(with_ways=False)
    wiring.session.add([ssh()])
    looks = Looks({})
    desk(wiring, looks).ask("w1")
    qtbot.waitUntil(lambda: looks.asked == ["w1"])
    assert wiring.close()
    assert looks.cleaned.is_set()


@pytest.mark.skipif(sys.platform != "linux", reason="the server is that of Linux")
@pytest.mark.skipif(bool(ssh_servers.missing()), reason=ssh_servers.missing() or "it is there")
def test_the_key_of_a_real_server(tmp_path: Path) -> None:
    with ssh_servers.running(Place(folder=tmp_path)) as server:
        way = ssh_spec(server, host="127.0.0.1", host_key="")
        shown = asyncio.run(networks.look_at_key(NetworkProfile(), way))
        assert shown is not None
        assert (shown.fingerprint, shown.changed) == (server.fingerprints["ed25519"], False)

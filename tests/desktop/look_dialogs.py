"""Takes pictures of the dialogs: `python -m tests.desktop.look_dialogs FOLDER [fa] [dark]`."""

import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from PySide6.QtWidgets import QApplication, QWidget

from tests.desktop.invented import InventedEngine, describe, platforms, verdict, ways
from waythrough.catalog.catalog import Catalog
from waythrough.model.event import Event, RunFinished
from waythrough.model.network import NetworkProfile
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.platform import Platform
from waythrough.model.run import RunPlan
from waythrough.model.verdict import Label
from waythrough.paths.host_key import ShownKey
from waythrough.store.dirs import portable_dirs
from waythrough_desktop import i18n, style, theme
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.presenters.consent import consent_state
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.server_key import key_face
from waythrough_desktop.presenters.session import Network, Session
from waythrough_desktop.shell import WAYS, Shell
from waythrough_desktop.wiring import Wiring

LINKS = """Hello my friend, here is what I have:
socks5://me:secret@198.51.100.7:1080
https://proxy.example:8443#Berlin
vless://2dd61d93-75d8-4da4-ac0e-6aece7eac365@host.example:443?security=tls&allowInsecure=1#Tehran%20%7C%20fast
vless://0b6a8f0e-invented@host.example:443
obfs4 203.0.113.9:443 0123456789ABCDEF0123456789ABCDEF01234567 cert=abc iat-mode=0
socks5://198.51.100.9:99999"""
CONF = b"""[Interface]
PrivateKey = AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
Address = 10.0.0.2/32
PostUp = echo hello
[Peer]
PublicKey = ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM=
Endpoint = vpn.example:51820
"""


class WithSsh(InventedEngine):
    """Finds besides that nobody has confirmed the key of the way w3."""

    async def events(self, plan: RunPlan) -> AsyncIterator[Event]:
        unknown = replace(verdict(Label.PATH_FAILURE), rule_id="path.host_key_unknown")
        async for event in super().events(plan):
            if isinstance(event, RunFinished):
                paths = tuple(
                    replace(each, usable=False, verdict=unknown) if each.id == "w3" else each
                    for each in event.run.paths
                )
                yield RunFinished(run=replace(event.run, paths=paths))
            else:
                yield event


class Tour:
    """Opens each dialog, takes its picture and closes it."""

    def __init__(self, app: QApplication, wiring: Wiring, folder: Path, tag: str) -> None:
        self._app, self._wiring, self._folder, self._tag = app, wiring, folder, tag

    def all(self) -> None:
        """Every dialog, then the end."""
        self._adding()
        self._reasons()
        self._keys()
        talks, session = self._wiring.talks, self._wiring.session
        assert self._wiring.check.run is not None
        session.choose(Catalog.bundled().short_list())
        self._picture(talks.ask_consent(consent_state(session), lambda: None, lambda: None), "consent")
        self._picture(talks.fault("APP-KeyError", "details"), "fault")
        self._app.exit(0)  # quit() would ask the windows, and those of a run that just ends say no

    def _adding(self) -> None:
        talks = self._wiring.talks
        for name, text in (("add", LINKS), ("add-one", LINKS.splitlines()[1])):
            add = talks.add_way(lambda _specs: None)
            add.text.setPlainText(text)
            add._look()
            self._picture(add, name)
        listed = talks.add_list(lambda _name, _text, _reading: None)
        listed.text.setPlainText("example.org\nhttps://news.example.com/fa\nthis is no address")
        listed._look()
        self._picture(listed, "add-list")
        form = talks.type_way(self._wiring.session.paths, lambda _spec: None)
        form.kind.setCurrentIndex(form.kind.findData("vless"))
        form.kind.activated.emit(form.kind.currentIndex())
        self._picture(form, "form", close=False)
        form.resize(form.width(), 2600)
        self._picture(form, "form-whole")
        known = next(each for each in self._wiring.session.paths if each.kind == "ssh")
        change = talks.type_way(self._wiring.session.paths, lambda _spec: None, spec=known, name=known.name)
        self._picture(change, "form-change")

    def _reasons(self) -> None:
        for row, way in (("telegram", "direct"), ("telegram", "w2"), ("youtube", "w4")):
            why = self._wiring.tell_why(row, way)
            assert why is not None
            self._picture(why, f"why-{way}")
        self._wiring.window.show_page(WAYS)
        self._picture(self._wiring.window, "ways", close=False)

    def _keys(self) -> None:
        key = ShownKey(fingerprint="SHA256:" + "qW3x" * 10 + "abc", kind="ssh-ed25519", changed=False)
        for name, shown in (("key", key), ("key-changed", replace(key, changed=True))):
            self._picture(self._wiring.talks.confirm_key(key_face("Berlin", shown)), name)

    def _picture(self, shown: QWidget, name: str, *, close: bool = True) -> None:
        for _round in range(5):
            self._app.processEvents()
        shown.grab().save(str(self._folder / f"{self._tag}-{name}.png"))
        if close:
            shown.close()


def start(folder: Path) -> Wiring:
    """A window with invented services and ways, one of them an SSH server."""
    server: dict[str, FieldValue] = {"host": "198.51.100.9", "port": 22, "user": "me", "agent": True}
    keyed = PathSpec(id="w3", kind="ssh", name="Vienna", fields=MappingProxyType(server))
    specs = (
        keyed if info.id == "w3" else PathSpec(id=info.id, kind=info.kind, name=info.name)
        for info in ways()[1:]
    )
    rows = tuple(Platform(id=info.id, names=info.names, targets=()) for info in platforms())
    session = Session(Network(profile=NetworkProfile(), platforms=rows, paths=tuple(specs)), describe)
    memory = Memory(portable_dirs(folder / "h"))
    memory.give_consent(session)
    return Wiring(Shell(), session, Catalog.bundled(), Bridge(WithSsh), memory)


def main() -> None:
    folder, words = Path(sys.argv[1]), sys.argv[2:]
    app = QApplication([])
    i18n.install(next((word for word in words if word in ("fa", "ru")), "en"))
    i18n.install_in(app)
    i18n.translate_qt(app)
    style.apply(app, theme.DARK if "dark" in words else theme.LIGHT)
    wiring = start(folder)
    wiring.window.show()
    tour = Tour(app, wiring, folder, "-".join(words) or "plain")
    wiring.run_over.connect(tour.all)
    wiring.start()
    app.exec()
    wiring.close()


if __name__ == "__main__":
    main()

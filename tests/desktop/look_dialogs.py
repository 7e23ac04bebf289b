"""Takes pictures of the dialogs: `python -m tests.desktop.look_dialogs FOLDER [fa] [dark]`."""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog

from tests.desktop.invented import InventedEngine, describe, platforms, ways
from waythrough.catalog.catalog import Catalog
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import Platform
from waythrough.store.dirs import portable_dirs
from waythrough_desktop import i18n, style, theme
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.dialogs.handed import File
from waythrough_desktop.presenters.consent import consent_state
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Network, Session
from waythrough_desktop.shell import Shell
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


def main() -> None:
    folder, words = Path(sys.argv[1]), sys.argv[2:]
    app = QApplication([])
    i18n.install("fa" if "fa" in words else "en")
    i18n.install_in(app)
    i18n.translate_qt(app)
    style.apply(app, theme.DARK if "dark" in words else theme.LIGHT)
    catalog = Catalog.bundled()
    specs = tuple(PathSpec(id=info.id, kind=info.kind, name=info.name) for info in ways()[1:])
    rows = tuple(Platform(id=info.id, names=info.names, targets=()) for info in platforms())
    session = Session(Network(profile=NetworkProfile(), platforms=rows, paths=specs), describe)
    wiring = Wiring(Shell(), session, catalog, Bridge(InventedEngine), Memory(portable_dirs(folder / "h")))
    wiring.memory.give_consent(session)
    wiring.window.show()
    tag = "-".join(words) or "plain"

    def picture(dialog: QDialog, name: str) -> None:
        for _round in range(5):
            app.processEvents()
        dialog.grab().save(str(folder / f"{tag}-{name}.png"))
        dialog.close()

    def tour() -> None:
        add = wiring.talks.add_way(lambda _specs: None)
        add.text.setPlainText(LINKS)
        add._files.append(File("berlin.conf", CONF))
        add._look()
        picture(add, "add")
        one = wiring.talks.add_way(lambda _specs: None)
        one.text.setPlainText(LINKS.splitlines()[1])
        one._look()
        picture(one, "add-one")
        form = wiring.talks.type_way(wiring.session.paths, lambda _spec: None)
        form.kind.setCurrentIndex(form.kind.findData("vless"))
        form.kind.activated.emit(form.kind.currentIndex())
        form.save.click()
        picture(form, "form")
        run = wiring.check.run
        assert run is not None
        picture(wiring.talks.save_report(run, ()), "report")
        session.choose(catalog.short_list())
        picture(wiring.talks.ask_consent(consent_state(session), lambda: None, lambda: None), "consent")
        picture(wiring.talks.fault("APP-KeyError", "details"), "fault")
        app.quit()

    wiring.run_over.connect(tour)
    wiring.start()
    app.exec()
    wiring.close()


if __name__ == "__main__":
    main()

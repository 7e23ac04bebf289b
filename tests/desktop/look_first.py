"""Takes pictures of the first start, the settings and the page before a check: `... FOLDER [fa] [dark] [175] ...`."""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from tests.desktop.invented import InventedEngine, describe
from waythrough.catalog.catalog import Catalog
from waythrough.catalog.profile import default_profile
from waythrough.model.run import Depth
from waythrough.paths.importing.links import parse_spec
from waythrough.store.dirs import portable_dirs
from waythrough_desktop import dress, i18n
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.presenters.consent import consent_state, news_state
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Network, Session
from waythrough_desktop.shell import SETTINGS, Shell
from waythrough_desktop.wiring import Wiring


class Look:
    """Saves what is shown under the words of the command line."""

    def __init__(self, app: QApplication, folder: Path, tag: str) -> None:
        self._app, self._folder, self._tag = app, folder, tag

    def take(self, shown: QWidget, name: str) -> None:
        for _round in range(5):
            self._app.processEvents()
        shown.grab().save(str(self._folder / f"{self._tag}-{name}.png"))


def pictures(wiring: Wiring, look: Look) -> None:
    view = wiring.pages.first_run.view
    assert view is not None
    for name in ("first-1", "first-2", "first-3"):
        look.take(wiring.window, name)
        if name != "first-3":
            view.go_on()
    view.services.fold.click()
    look.take(wiring.window, "first-hosts")
    view.direct.click()
    wiring.window.show_page(SETTINGS)
    look.take(wiring.window, "settings")
    wiring.pages.settings_page.focus_on(wiring.pages.settings.checks.controls["local_dns"])
    look.take(wiring.window, "settings-end")
    session = wiring.session
    session.choose((*session.platforms, Catalog.bundled().get("tor")))
    session.add([parse_spec("Office=socks5://198.51.100.7:1080")])
    look.take(wiring.talks.ask_consent(consent_state(session), int, int), "consent")
    session.measure(depth=Depth.THOROUGH)
    look.take(wiring.talks.ask_consent(news_state(session, ("tor",), ()), int, int), "consent-news")


def main() -> None:
    folder, words = Path(sys.argv[1]), sys.argv[2:]
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    dress.speak(app, next((word for word in words if word in ("fa", "ru")), "en"))
    i18n.translate_qt(app)
    theme = next((word for word in words if word in ("dark", "high_contrast")), "light")
    dress.paint(app, theme, int(next((word for word in words if word.isdigit()), "100")))
    catalog = Catalog.bundled()
    session = Session(Network(profile=default_profile(), platforms=catalog.short_list()), describe)
    tag = "-".join(words) or "plain"
    memory = Memory(portable_dirs(folder / f"home-{tag}"))
    wiring = Wiring(Shell(), session, catalog, Bridge(InventedEngine), memory)
    size = next((word for word in words if "x" in word), "1240x740")
    wiring.window.resize(*(int(part) for part in size.split("x")))
    wiring.window.show()
    pictures(wiring, Look(app, folder, tag))
    wiring.close()


if __name__ == "__main__":
    main()

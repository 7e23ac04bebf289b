"""Takes pictures of what concerns safety: `python -m tests.desktop.look_safety FOLDER [fa] [dark] [small] [large]`."""

import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from tests.core.store.locked_home import CHEAP, WORDS
from tests.desktop.look_dialogs import start
from waythrough.store import locking
from waythrough.store.settings import Monitoring
from waythrough_desktop import disguise, i18n, style, theme
from waythrough_desktop.lock_desk import LockDesk
from waythrough_desktop.shell import SETTINGS


def main() -> None:
    folder, words = Path(sys.argv[1]), sys.argv[2:]
    app = QApplication([])
    i18n.install(next((word for word in words if word in ("fa", "ru")), "en"))
    i18n.install_in(app)
    i18n.translate_qt(app)
    style.apply(app, theme.DARK if "dark" in words else theme.LIGHT, 175 if "large" in words else 100)
    tag = "-".join(words) or "plain"
    disguise.wear(app, neutral=False)
    wiring = start(folder)
    wiring.first_run.finish(add_way=False)
    window = wiring.window
    window.resize(*((900, 600) if "small" in words else (1240, 740)))
    window.show()

    def picture(shown: QWidget, name: str, *, close: bool = False) -> None:
        for _round in range(6):
            app.processEvents()
        shown.grab().save(str(folder / f"{tag}-{name}.png"))
        if close:
            shown.close()

    window.show_page(SETTINGS)
    wiring.pages.settings_page.focus_on(wiring.pages.safety.lock_control)
    picture(window, "settings")
    wiring.pages.safety.section.resize(760, wiring.pages.safety.section.heightForWidth(760))
    picture(wiring.pages.safety.turn_on(), "turn-on", close=True)
    sealing = wiring.pages.safety.turn_on()
    sealing._say("One moment… A long history takes some minutes.")
    sealing._work(True)
    sealing.show_steps(712, 2000)
    picture(sealing, "sealing")
    sealing._work(False)
    sealing.close()
    picture(wiring.pages.safety.change_passphrase(), "change", close=True)
    picture(wiring.pages.safety.erase(), "erase", close=True)
    picture(wiring.pages.safety.ask_about_history(), "history", close=True)
    wiring.memory.change(lambda known: replace(known, monitoring=Monitoring(hours=6)))
    locking.turn_on(wiring.memory.dirs, WORDS, CHEAP)
    wiring.guard.changed()
    picture(window, "locked-settings")
    gate = LockDesk(wiring.shell, wiring.memory.dirs, wiring)
    gate.show()
    picture(window, "lock")
    gate._why = "This passphrase does not open the lock. Try again, and look at the keyboard layout."
    gate._left = 8
    gate._show_wait()
    picture(window, "wait")
    wiring.close()
    app.exit(0)


if __name__ == "__main__":
    main()

"""The texts of the Help page."""

import platform
from dataclasses import dataclass

from PySide6.QtCore import qVersion

from waythrough_desktop import i18n
from waythrough_desktop.i18n import _, ltr


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpTexts:
    """Paragraphs by part; `keys` are pairs of a key and what it does."""

    first_steps: tuple[str, ...]
    seen: tuple[str, ...]
    unseen: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]
    about: tuple[str, ...]


def help_texts(version: str) -> HelpTexts:
    """All of them in the language in use."""
    return HelpTexts(
        first_steps=_first_steps(), seen=_seen(), unseen=_unseen(), keys=_keys(), about=_about(version)
    )


def _first_steps() -> tuple[str, ...]:
    return (
        _("Choose under My services what you want to open. Five well-known ones are chosen at first."),
        _(
            "Add under My ways what you have: a VPN, a proxy, Tor. Paste the link, or choose the file or picture."
        ),
        _("Press Check now. The table fills; above it stands what to use, in one sentence."),
        _("Press How to use it: it tells step by step where to enter your way, on a computer or a phone."),
        _("If something does not open, press its box in the table: it tells why, and what helps."),
        _(
            "Nothing helps? Save a report and give it to somebody whom you trust. Read it before you give it away."
        ),
    )


def _seen() -> tuple[str, ...]:
    return (
        _(
            "Your provider can see that this computer contacts the services that you check, as it can when you open"
            " them yourself."
        ),
        _(
            "Checking a way shows its server to your provider. A private server that should stay unknown is better"
            " not checked on a watched line."
        ),
        _(
            "Many services in a short time stand out. Quiet checks, in Settings, ask for one page of each service, in"
            " random order and with pauses."
        ),
        _("Each service sees that somebody asked for its page, from your address or from that of the way."),
    )


def _unseen() -> tuple[str, ...]:
    return (
        _(
            "Nothing is sent to the makers of this program. Results stay on this computer until you save a report"
            " and give it away yourself."
        ),
        _("The practice network is inside this computer: nobody outside can see that you try it."),
        _("“Not safe” means that somebody on the line can read along. Do not log in there, whatever opens."),
        _("This program hides nothing by itself. It tells which way works; hiding is the work of the way."),
    )


def _keys() -> tuple[tuple[str, str], ...]:
    return (
        ("F5", _("Check now, or check again")),
        ("Esc", _("Stop the check, or close what is open")),
        ("Enter", _("Tell why, in a box of the table")),
        ("Ctrl+E", _("Open the report")),
        ("Ctrl+F", _("Search on this page")),
        ("F6", _("Go to the next part of the page")),
        ("Shift+F6", _("Go to the part before")),
        ("Alt+Right" if i18n.right_to_left() else "Alt+Left", _("Go back to the list")),
        ("Delete", _("Delete what is chosen or open")),
        ("Ctrl+L", _("Lock the window, where a passphrase is set")),
        ("Ctrl+1 … Ctrl+7", _("Change the page")),
        ("Ctrl+Q", _("End the program")),
        ("Tab", _("Go to the next field; the arrow keys move in a table")),
    )


def _about(version: str) -> tuple[str, ...]:
    return (
        _(
            "Version {version}. Free software under the GNU General Public License, version 3 or later.",
            version=ltr(version),
        ),
        _(
            "It comes without any warranty. You may use, study, share and change it."
            " The whole licence stands in the file LICENSE that comes with it."
        ),
        _(
            "Running on Python {python} and Qt {qt}.",
            python=ltr(platform.python_version()),
            qt=ltr(qVersion()),
        ),
    )

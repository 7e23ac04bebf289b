"""Ways that cannot be tried out on this computer, their server answering or not: never "works", never "fails"."""

from types import MappingProxyType
from typing import Final

from waythrough.model.verdict import Verdict
from waythrough.verdict.words import NOTHING, Text, msg

UNTRIED: Final = "path.untried"
"""The rule of such a way's verdict; its reason is one of those below."""

INTERRUPTED: Final = "local.interrupted"
"""The rule of what was stopped before it was known."""

_STATES: Final = MappingProxyType(
    {
        "untried_rights": msg("not tested: its server answers; to try it out takes administrator's rights"),
        "untried_program": msg(
            "not tested: its server answers; to try it out takes the program openvpn, which is not installed"
        ),
        "untried_system": msg(
            "not tested: its server answers; to try it out takes Linux and administrator's rights"
        ),
        "untried_sing_box": msg("not tested: it takes the program sing-box, which is not installed"),
        "untried_sing_box_utls": msg(
            "not tested: the sing-box that is installed was built without uTLS,"
            " which REALITY and the hello of a browser need"
        ),
        "untried_sing_box_build": msg(
            "not tested: the sing-box that is installed was built without what this way needs"
        ),
    }
)
_INSTALL: Final = msg(
    "Install the sing-box that its makers publish, or try this way in the app that you use."
)
_INSTALL_UTLS: Final = msg(
    "Install a sing-box with uTLS, such as the one that its makers publish, or try this way in the app that you use."
)
_ADVICE: Final = MappingProxyType(
    {
        "untried_rights": msg("Start this program as administrator, or try the profile in your VPN program."),
        "untried_program": msg("Install openvpn, or try the profile in your VPN program."),
        "untried_system": msg("Try the profile in your VPN program."),
        "untried_sing_box": _INSTALL,
        "untried_sing_box_utls": _INSTALL_UTLS,
        "untried_sing_box_build": _INSTALL,
    }
)

UNTRIED_REASONS: Final = frozenset(_STATES)
UNTRIED_CAUSE: Final = msg(
    "The server of this way answers, but what it carries could not be tried out on this computer."
)
"""The sentence for a cell of such a way."""

_MISSING: Final = msg("What this way needs is missing on this computer, so it could not be tried out.")
UNTRIED_CAUSES: Final = MappingProxyType(
    {reason: _MISSING if "sing_box" in reason else UNTRIED_CAUSE for reason in UNTRIED_REASONS}
)


def untried(verdict: Verdict | None) -> bool:
    """Whether a verdict says that a way answers and could not be tried out."""
    return verdict is not None and verdict.rule_id == UNTRIED


def untried_state(verdict: Verdict) -> Text:
    """The line under the name of such a way."""
    return _STATES.get(verdict.reason, _STATES["untried_rights"])


def untried_advice(verdict: Verdict | None) -> Text:
    """What can be done about it; nothing for every other verdict."""
    return _ADVICE.get(verdict.reason, NOTHING) if verdict is not None and untried(verdict) else NOTHING

"""Ways that cannot be tried out on this computer, their server answering or not: never "works", never "fails"."""

from types import MappingProxyType
from typing import Final

from waythrough.model.verdict import Verdict
from waythrough.verdict.clause import said
from waythrough.verdict.explain_names import param
from waythrough.verdict.words import NOTHING, Text, msg

UNTRIED: Final = "path.untried"
"""The rule of such a way's verdict; its reason is one of those below."""

INTERRUPTED: Final = "local.interrupted"
"""The rule of what was stopped before it was known."""

_STATES: Final = MappingProxyType(
    {
        "untried_rights": msg(
            "not tested here: its server answers; to try it out takes administrator's rights"
        ),
        "untried_program": msg(
            "not tested here: its server answers; to try it out takes the program openvpn, which is not installed"
        ),
        "untried_system": msg(
            "not tested here: its server answers; to try it out takes Linux and administrator's rights"
        ),
        "untried_sing_box": msg("not tested here: it takes the program sing-box, which is not installed"),
        "untried_sing_box_utls": msg(
            "not tested here: the sing-box that is installed was built without uTLS,"
            " which REALITY and the hello of a browser need"
        ),
        "untried_sing_box_build": msg(
            "not tested here: the sing-box that is installed was built without what this way needs"
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
SOMETHING_MISSING: Final = "untried_missing"
"""The reason of all else that is missing here; what it is, and what to do, stand in the verdict's "got" and "todo"."""


def untried(verdict: Verdict | None) -> bool:
    """Whether a verdict says that a way could not be tried out on this computer."""
    return verdict is not None and verdict.rule_id == UNTRIED


def untried_state(verdict: Verdict) -> Text:
    """The line under the name of such a way: what is missing here."""
    if verdict.reason == SOMETHING_MISSING:
        return msg("not tested here: {why}", why=said(param(verdict, "got")))
    return _STATES.get(verdict.reason, _STATES["untried_rights"])


def untried_cause(verdict: Verdict) -> Text:
    """The sentence for a cell of such a way."""
    return msg("This way was {state}.", state=untried_state(verdict))


def untried_advice(verdict: Verdict | None) -> Text:
    """What can be done about it; nothing for every other verdict."""
    if verdict is None or not untried(verdict):
        return NOTHING
    if verdict.reason == SOMETHING_MISSING:
        return msg("What to do: {todo}.", todo=said(param(verdict, "todo")))
    return _ADVICE.get(verdict.reason, NOTHING)

"""Ways whose server answers, but whose use cannot be tried out on this computer: never "works", never "fails"."""

from types import MappingProxyType
from typing import Final

from waythrough.model.verdict import Verdict
from waythrough.verdict.words import NOTHING, Text, msg

UNTRIED: Final = "path.untried"
"""The rule of such a way's verdict; its reason is one of those below."""

_STATES: Final = MappingProxyType(
    {
        "untried_rights": msg("not tested: its server answers; to try it out takes administrator's rights"),
        "untried_program": msg(
            "not tested: its server answers; to try it out takes the program openvpn, which is not installed"
        ),
        "untried_system": msg(
            "not tested: its server answers; to try it out takes Linux and administrator's rights"
        ),
    }
)
_ADVICE: Final = MappingProxyType(
    {
        "untried_rights": msg("Start this program as administrator, or try the profile in your VPN program."),
        "untried_program": msg("Install openvpn, or try the profile in your VPN program."),
        "untried_system": msg("Try the profile in your VPN program."),
    }
)

UNTRIED_REASONS: Final = frozenset(_STATES)
UNTRIED_CAUSE: Final = msg(
    "The server of this way answers, but what it carries could not be tried out on this computer."
)
"""The sentence for a cell of such a way."""


def untried(verdict: Verdict | None) -> bool:
    """Whether a verdict says that a way answers and could not be tried out."""
    return verdict is not None and verdict.rule_id == UNTRIED


def untried_state(verdict: Verdict) -> Text:
    """The line under the name of such a way."""
    return _STATES.get(verdict.reason, _STATES["untried_rights"])


def untried_advice(verdict: Verdict | None) -> Text:
    """What can be done about it; nothing for every other verdict."""
    return _ADVICE.get(verdict.reason, NOTHING) if verdict is not None and untried(verdict) else NOTHING

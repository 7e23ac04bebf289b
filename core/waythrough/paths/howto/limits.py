"""How somebody sees that a way works in their programs, and what it does not protect from."""

from collections.abc import Sequence
from typing import Final

from waythrough.model.path import DIRECT_ID, TRICKS_ID, PathSpec
from waythrough.paths.howto.base import PHONES, System
from waythrough.paths.registry import chain, encrypts_to_exit, unchecked
from waythrough.verdict.words import Names, Text, msg

_TUNNELS: Final = frozenset({"wireguard", "wireguard_system", "openvpn"})
_FEW_PROGRAMS: Final = frozenset({"socks5", "socks4a", "socks4", "http", "https", "ssh", "program"})
_UNSEALED: Final = frozenset({"socks5", "http"})


def test_texts(spec: PathSpec, services: Sequence[str], system: System) -> tuple[Text, ...]:
    """What to look at; `services` are names of what this way opened."""
    found: list[Text] = []
    if services:
        found.append(
            msg(
                "Open one of these, which did not open directly: {services}.", services=Names(tuple(services))
            )
            if spec.kind != DIRECT_ID
            else msg("Open one of these: {services}.", services=Names(tuple(services)))
        )
    elif spec.kind != DIRECT_ID:
        found.append(msg("Open something that did not open before."))
    if spec.kind.startswith("wireguard"):
        found.append(
            msg("{field} in the app shows a time of at most two minutes ago.", field="Latest handshake")
        )
    if spec.kind in _TUNNELS and system not in PHONES:
        found.append(
            msg(
                "Check once more in this program while it is switched on: the column Direct then shows what all"
                " your programs get."
            )
        )
    return tuple(found)


def limit_texts(spec: PathSpec, system: System, *, here: bool = False) -> tuple[Text, ...]:
    """What the way leaves open, the worst first; `here`: its server is a program on this computer."""
    if spec.kind == DIRECT_ID:
        return (_seen(),)
    if spec.kind == TRICKS_ID and spec.via is None:
        return (_seen(), msg("A filter can learn to see through such tricks at any time."))
    found: list[Text] = []
    if unchecked(spec):
        found.append(
            msg(
                "It does not check who answers. Somebody between you and the server could read along: do not log"
                " in anywhere, and ask for a way with a valid certificate."
            )
        )
    elif not encrypts_to_exit(spec) and spec.kind != "interface":
        found.append(_own_matter() if here else _seen())
        if not here and any(hop.kind in _UNSEALED and hop.fields.get("password") for hop in chain(spec)):
            found.append(msg("User name and password cross the line unencrypted."))
    found += _of_kind(spec, system)
    return tuple(found)


def _of_kind(spec: PathSpec, system: System) -> list[Text]:
    found: list[Text] = []
    if spec.kind in _FEW_PROGRAMS and not (spec.kind == "http" and system in PHONES):
        found.append(
            msg("Only the program that you set up goes through it; everything else stays on the direct line.")
        )
    if spec.kind == "tor":
        found.append(msg("Only this browser goes through Tor, and some services refuse Tor or ask for more."))
    else:
        found.append(msg("Whoever runs its server sees which services you open."))
    if spec.kind in _TUNNELS:
        found.append(
            msg(
                "When it ends by itself, programs go on directly without a word. Look at it from time to time."
            )
        )
    if spec.kind in ("wireguard", "wireguard_system") and not _carries_all(spec):
        found.append(msg("It carries only some addresses; the others go directly."))
    return found


def _carries_all(spec: PathSpec) -> bool:
    allowed = str(spec.fields.get("allowed_ips", ""))
    return not allowed.strip() or "0.0.0.0/0" in allowed


def _seen() -> Text:
    return msg("It hides nothing: your provider sees which services you open, as on the direct line.")


def _own_matter() -> Text:
    return msg("It leads to a program on this computer: what it hides is that program's own matter.")

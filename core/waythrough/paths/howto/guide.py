"""The guide of one way on one system, and what it is taken along as."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from typing import Final

from waythrough.model.path import PathSpec
from waythrough.paths.base import ConfigError
from waythrough.paths.exporting.conf import conf_of
from waythrough.paths.exporting.links import link_of
from waythrough.paths.howto import others, proxies, sing_box, tunnels
from waythrough.paths.howto.base import PHONES, Guide, Step, System, Take, Way
from waythrough.paths.howto.limits import limit_texts, test_texts
from waythrough.paths.howto.whole_file import whole_file
from waythrough.paths.importing.qr import make_code
from waythrough.paths.registry import on_this_computer
from waythrough.paths.sing_box import KINDS as SING_BOX_KINDS
from waythrough.verdict.words import msg

_Writer = Callable[[Way, System], Guide]
_WRITERS: Final[Mapping[str, _Writer]] = {
    "direct": others.direct,
    **dict.fromkeys(("socks5", "socks4a", "socks4"), proxies.socks),
    "http": proxies.http,
    "https": proxies.https,
    "tor": others.tor,
    "program": others.program,
    "ssh": others.ssh,
    "shadowsocks": sing_box.app,
    **dict.fromkeys(("wireguard", "wireguard_system"), tunnels.wireguard),
    **{kind.id: sing_box.app for kind in SING_BOX_KINDS},
    "openvpn": tunnels.openvpn,
    "interface": others.interface,
    "tricks": others.tricks,
}
_TUNNELS: Final = ("wireguard", "wireguard_system", "openvpn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What is taken along, with the secrets in it; `name` is what a file of it has to be called."""

    name: str
    content: bytes = field(repr=False)


def guide(
    spec: PathSpec, name: str, system: System, services: Sequence[str] = (), *, practice: bool = False
) -> Guide:
    """How to use a way; `name` is what it is called, `services` the names of what it opened.

    The servers of the `practice` network are on this computer and stand for servers elsewhere.
    """
    here = on_this_computer(spec) and not practice
    if here and system in PHONES:
        return others.elsewhere(system)
    way = Way(spec=spec, name=name, takes=frozenset(take for take in Take if _can(spec, take)))
    made = _WRITERS[spec.kind](way, system)
    if spec.via is not None:
        made = replace(made, steps=(_first_the_other(), *made.steps))
    return replace(made, test=test_texts(spec, services, system), limits=limit_texts(spec, system, here=here))


def take_along(spec: PathSpec, name: str, take: Take, system: System) -> Taken:
    """A way in one of the forms. Raises ConfigError when that form cannot say it."""
    match take:
        case Take.FILE:
            file = tunnels.PROFILE_FILE if spec.kind == "openvpn" else tunnels.TUNNEL_FILE
            return Taken(name=file, content=_file(spec))
        case Take.LINK:
            return Taken(name="way.txt", content=link_of(spec).encode())
        case Take.CODE:
            return Taken(name="way.png", content=make_code(_code_text(spec)))
        case Take.CONFIG:
            way = Way(spec=spec, name=name)
            content = whole_file(spec, name, phone=system in PHONES)
            return Taken(name=sing_box.config_name(way), content=content)


def _file(spec: PathSpec) -> bytes:
    if spec.kind == "openvpn" and spec.via is None:
        # User and password are typed into the app, so the profile alone is the file.
        fields = {key: value for key, value in spec.fields.items() if key not in ("user", "password")}
        return conf_of(replace(spec, fields=fields)).encode()
    return conf_of(spec).encode()


def _code_text(spec: PathSpec) -> str:
    return conf_of(spec) if spec.kind in _TUNNELS else link_of(spec)


def _can(spec: PathSpec, take: Take) -> bool:
    if spec.is_direct or (spec.via is not None and take in (Take.LINK, Take.CODE)):
        return False  # programs of others read no chain in one link
    try:
        if take is Take.CODE:
            text = _code_text(spec) if find_spec("segno") is not None else ""
            return bool(text) and len(text.encode()) <= _MOST_IN_A_CODE
        if take is Take.CONFIG:
            return bool(whole_file(spec, "way", phone=False))
        return bool(_file(spec) if take is Take.FILE else link_of(spec))
    except ConfigError:
        return False


_MOST_IN_A_CODE: Final = 1200
"""Bytes that a phone still reads from a screen; the largest codes hold more, and are too fine for cameras."""


def _first_the_other() -> Step:
    return Step(
        text=msg(
            "This way leads through another one. Set that up and switch it on first, in a program that carries"
            " everything."
        )
    )

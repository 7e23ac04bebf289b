"""Tunnels as files of their own: WireGuard and AmneziaWG as wg-quick reads them, OpenVPN as its profile."""

import re
from collections.abc import Collection

from waythrough.model.path import PathSpec
from waythrough.paths.base import ConfigError
from waythrough.paths.exporting.links import not_in_this_form, plain, server_text
from waythrough.verdict.clause import clause

_NAMES = (
    ("PrivateKey", "private_key"), ("Address", "address"), ("DNS", "dns"), ("MTU", "mtu"),
)  # fmt: skip
_PEER_NAMES = (
    ("PublicKey", "public_key"), ("PresharedKey", "preshared_key"), ("AllowedIPs", "allowed_ips"),
    ("PersistentKeepalive", "keepalive"),
)  # fmt: skip


def file_name(name: str, spec: PathSpec, taken: Collection[str]) -> str:
    """What the file of a tunnel is called: its name, as far as file systems take it; `taken` in lower case."""
    stem = re.sub(r"[^\w-]+", "-", name).strip("-")[:40] or "way"
    ending = ".ovpn" if spec.kind == "openvpn" else ".conf"
    numbered = (f"{stem}{number or ''}{ending}" for number in (0, *range(2, len(taken) + 3)))
    return next(each for each in numbered if each.lower() not in taken)


def conf_of(spec: PathSpec) -> str:
    """The file of one tunnel. Raises ConfigError for ways that have none."""
    if spec.via is not None:
        raise not_in_this_form()
    if spec.kind == "openvpn" and not spec.fields.get("user"):
        return plain(spec, "profile")
    if spec.kind not in ("wireguard", "wireguard_system"):
        raise not_in_this_form() if spec.kind == "openvpn" else _no_conf()
    lines = ["[Interface]"]
    if spec.name:
        lines.append(f"# Name = {spec.name}")
    lines += [f"{shown} = {plain(spec, name)}" for shown, name in _NAMES if plain(spec, name)]
    lines += plain(spec, "amnezia").splitlines()
    lines += ["", "[Peer]"]
    lines += [f"{shown} = {plain(spec, name)}" for shown, name in _PEER_NAMES if plain(spec, name)]
    lines.append(f"Endpoint = {server_text(spec)}")
    if more := plain(spec, "more_peers"):
        lines += ["", *more.splitlines()]
    return "\n".join(lines) + "\n"


def _no_conf() -> ConfigError:
    what = clause("only WireGuard and OpenVPN ways can be written as .conf")
    return ConfigError("path.no_conf", what, todo="export it with --format toml")

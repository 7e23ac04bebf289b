"""A whole sing-box file for one way: with a door for programs of a computer, or as a VPN on a phone."""

import json
from typing import Final

from waythrough.model.path import PathSpec
from waythrough.paths.exporting.sing_box import outbounds_of

LOCAL_PORT: Final = 2080
"""Where programs of the computer find the way: the port that sing-box's own examples use."""
_NAMES: Final = "names"
_LOCAL: Final = "local"


def whole_file(spec: PathSpec, tag: str, *, phone: bool) -> bytes:
    """The file. Raises ConfigError for ways that sing-box cannot carry whole.

    Names are asked through the way, over TLS, so that nothing of them is seen on the line; only the way's own
    server is looked up by the system.
    """
    outbounds, endpoints = outbounds_of(spec, tag)
    for endpoint in endpoints:
        _carry_all(endpoint)
    door: dict[str, object] = {"type": "mixed", "listen": "127.0.0.1", "listen_port": LOCAL_PORT}
    if phone:
        door = {"type": "tun", "address": ["172.19.0.1/30", "fdfe:dcba:9876::1/126"], "auto_route": True}
        door["strict_route"] = True
    rules: list[dict[str, object]] = [{"action": "sniff"}, {"protocol": "dns", "action": "hijack-dns"}]
    whole: dict[str, object] = {
        "log": {"level": "warn"},
        "dns": {
            "servers": [
                {"type": "tls", "tag": _NAMES, "server": "1.1.1.1", "detour": tag},
                {"type": "local", "tag": _LOCAL},
            ],
            "final": _NAMES,
        },
        "inbounds": [door],
        "outbounds": outbounds,
        "endpoints": endpoints,
        "route": {
            "rules": rules if phone else rules[:1],
            "final": tag,
            "default_domain_resolver": _LOCAL,
            "auto_detect_interface": True,
        },
    }
    kept = {key: value for key, value in whole.items() if value}
    return f"{json.dumps(kept, ensure_ascii=False, indent=2)}\n".encode()


def _carry_all(endpoint: dict[str, object]) -> None:
    """A tunnel that does not say what it carries takes everything; sing-box wants that said."""
    peers = endpoint.get("peers")
    for peer in peers if isinstance(peers, list) else ():
        peer.setdefault("allowed_ips", ["0.0.0.0/0", "::/0"])

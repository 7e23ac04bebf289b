"""vpn:// keys of Amnezia: Base64 of Qt's compressed JSON, with the files of the tunnels inside."""

import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from waythrough.paths.importing.data import parse_json
from waythrough.paths.importing.openvpn import looks_like_profile, read_profile
from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.values import Draft, from_base64
from waythrough.paths.importing.wireguard_conf import read_conf

_MOST: Final = 1_000_000
"""Bytes of the JSON: a key with certificates has 20,000."""


def read_amnezia(text: str) -> Draft:
    """The first tunnel of a key that is known here. Raises ConfigError."""
    value = parse_json(_unpacked(text.partition("://")[2].partition("#")[0].strip()))
    if not isinstance(value, Mapping):
        raise refusal("path.bad_json")
    name = value.get("description")
    for config in _configs(value):
        filled = config.replace("$PRIMARY_DNS", _text(value, "dns1") or "1.1.1.1")
        filled = filled.replace("$SECONDARY_DNS", _text(value, "dns2") or "1.0.0.1")
        if "[Interface]" in filled:
            return read_conf(filled, str(name or ""))
        if looks_like_profile(filled):
            return read_profile(filled, str(name or ""))
    raise refusal("path.unsupported")


def _unpacked(coded: str) -> str:
    data = from_base64(coded)
    if not data.startswith(b"{"):
        try:
            inflate = zlib.decompressobj()
            data = inflate.decompress(data[4:], _MOST)  # four bytes of length stand before what zlib knows
        except zlib.error as error:
            raise refusal("path.bad_base64") from error
        if inflate.unconsumed_tail:
            raise refusal("path.too_large")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise refusal("path.bad_base64") from error


def _configs(value: Mapping[str, object]) -> Iterator[str]:
    containers = value.get("containers")
    for container in containers[:20] if isinstance(containers, list) else ():
        for protocol in container.values() if isinstance(container, Mapping) else ():
            last = protocol.get("last_config") if isinstance(protocol, Mapping) else None
            if isinstance(last, str):
                inner = parse_json(last) if last.lstrip().startswith("{") else {"config": last}
                config = inner.get("config") if isinstance(inner, Mapping) else None
                if isinstance(config, str):
                    yield config


def _text(value: Mapping[str, object], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""

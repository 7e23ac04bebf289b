"""The least that each kind of sing-box needs, to be varied by tests."""

from types import MappingProxyType

from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret

UUID = Secret("2dd61d93-75d8-4da4-ac0e-6aece7eac365")
WORD = Secret("a-word")
REALITY = "jNXHt1yRo0vDuchQlIP6Z0ZvjT3KtzVI-T4E7RoLJS0"
LEAST: dict[str, dict[str, FieldValue]] = {
    "vless": {"uuid": UUID},
    "vmess": {"uuid": UUID},
    "trojan": {"password": WORD},
    "hysteria2": {},
    "tuic": {"uuid": UUID},
    "anytls": {"password": WORD},
    "shadowtls": {"password": WORD, "method": "2022-blake3-aes-128-gcm", "inner_password": WORD},
    "singbox": {},
}
RAW = Secret('{"type": "tuic", "server": "raw.test", "server_port": 8443, "tls": {"enabled": true}}')


def way(kind_id: str, **changes: FieldValue) -> PathSpec:
    fields: dict[str, FieldValue] = {"host": "far.test", "port": 443, **LEAST[kind_id]}
    if kind_id == "singbox":
        fields = {"outbound": RAW}
    return PathSpec(id="x", kind=kind_id, fields=MappingProxyType({**fields, **changes}))

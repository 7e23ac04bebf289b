"""Outline: the JSON and YAML that dynamic keys lead to; the keys themselves (ssconf://) are addresses to be fetched."""

from collections.abc import Mapping

from waythrough.paths.importing.data import parse_yaml
from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.shadowsocks import escaped_prefix, server_from_map, shadowsocks_draft
from waythrough.paths.importing.values import Draft, read_link, server_of


def read_ssconf(text: str) -> Draft:
    """An ssconf:// link: always refused, for what it leads to is not in it. Raises ConfigError."""
    host = read_link(text).server
    server_of(host, 443)
    raise refusal("path.needs_fetch")


def web_address(text: str) -> str:
    """The https:// address that an ssconf:// link stands for; other addresses as they are."""
    scheme, _, rest = text.strip().partition("://")
    return f"https://{rest}" if scheme.lower() == "ssconf" else text.strip()


def looks_like_outline(text: str) -> bool:
    """Whether a YAML text is a configuration of Outline."""
    return any(line.startswith(("transport:", "$type:")) for line in text.splitlines())


def read_outline_json(value: Mapping[str, object]) -> Draft:
    """The flat JSON form. Raises ConfigError."""
    return server_from_map(value)


def read_outline_yaml(text: str) -> Draft:
    """The YAML form, as far as it is one server of Shadowsocks. Raises ConfigError."""
    value = parse_yaml(text)
    transport = value.get("transport", value) if isinstance(value, Mapping) else value
    if isinstance(transport, str):
        raise refusal("path.needs_fetch" if transport.startswith("ssconf://") else "path.unsupported")
    if isinstance(transport, Mapping) and transport.get("$type") == "tcpudp":
        transport = transport.get("tcp")
    if not isinstance(transport, Mapping):
        raise refusal("path.bad_yaml")
    if transport.get("$type", "shadowsocks") != "shadowsocks":
        raise refusal("path.unsupported")
    endpoint = transport.get("endpoint") or transport.get("address")
    if not isinstance(endpoint, str):
        # a server behind another one, or inside a WebSocket
        raise refusal("path.unsupported")
    host, port = server_of(endpoint)
    login = str(transport.get("cipher") or ""), str(transport.get("secret") or "")
    prefix = transport.get("prefix")
    return shadowsocks_draft(
        {"host": host, "port": port},
        login,
        name="",
        prefix=escaped_prefix(prefix if isinstance(prefix, str) else ""),
    )

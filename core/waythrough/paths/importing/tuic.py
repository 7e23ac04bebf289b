"""tuic:// links of version 5: a UUID and a password; the tokens of version 4 are told as what they are."""

from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.transports import sni_of
from waythrough.paths.importing.values import (
    Draft,
    alpn_of,
    decoded,
    optional_secret,
    read_link,
    server_of,
    uuid_of,
)

_CONGESTION = frozenset({"", "cubic", "new_reno", "bbr"})


def read_tuic(text: str) -> Draft:
    """A link of TUIC. Raises ConfigError."""
    link = read_link(text)
    user, _, password = decoded(link.login).partition(":")
    if link.options.get("version") == "4" or (not user and link.option("token")):
        raise refusal("path.old_tuic")
    host, port = server_of(link.server, 443)
    return Draft(
        kind="tuic",
        name=link.name,
        fields={
            "host": host,
            "port": port,
            "uuid": uuid_of(user),
            "password": optional_secret(password or link.option("password")),
            "congestion": congestion_of(link.option("congestion_control", "congestion_controller")),
            "alpn": alpn_of(link.option("alpn")),
            "sni": sni_of(link.option("sni")),
            "insecure": link.flag("allow_insecure", "allowinsecure", "insecure"),
        },
    )


def congestion_of(text: str) -> str:
    """A known way of sharing the line. Raises ConfigError."""
    name = text.lower().replace("-", "_")
    if name not in _CONGESTION:
        raise refusal("path.bad_congestion")
    return name

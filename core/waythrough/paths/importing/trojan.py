"""trojan:// links: a password, TLS unless told otherwise, and the transports of V2Ray."""

from waythrough.paths.importing.transports import outer_of
from waythrough.paths.importing.values import Draft, decoded, read_link, secret_of, server_of


def read_trojan(text: str) -> Draft:
    """A trojan:// link. Raises ConfigError."""
    link = read_link(text)
    host, port = server_of(link.server, 443)
    fields, cautions = outer_of(link.option, link.flag, link.options, security="tls").fields()
    return Draft(
        kind="trojan",
        name=link.name,
        fields={"host": host, "port": port, "password": secret_of(decoded(link.login)), **fields},
        cautions=cautions,
    )

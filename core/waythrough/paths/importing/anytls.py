"""anytls:// links: a password before the server, TLS always."""

from waythrough.paths.importing.cautions import UNUSED
from waythrough.paths.importing.transports import FINGERPRINTS, sni_of
from waythrough.paths.importing.values import Draft, alpn_of, decoded, read_link, secret_of, server_of


def read_anytls(text: str) -> Draft:
    """A link of AnyTLS. Raises ConfigError."""
    link = read_link(text)
    host, port = server_of(link.server, 443)
    browser = link.option("fp").lower()
    known = browser if browser in FINGERPRINTS else ""
    return Draft(
        kind="anytls",
        name=link.name,
        fields={
            "host": host,
            "port": port,
            "password": secret_of(decoded(link.login) or link.option("password")),
            "sni": sni_of(link.option("sni", "peer")),
            "alpn": alpn_of(link.option("alpn")),
            "insecure": link.flag("insecure", "allowinsecure", "allow_insecure"),
            "fingerprint": known,
        },
        cautions=(UNUSED,) if browser != known else (),
    )

"""vless:// links, as Xray and its relatives share them (XTLS/Xray-core discussion 716)."""

from waythrough.paths.importing.transports import flow_of, outer_of
from waythrough.paths.importing.values import Draft, decoded, read_link, server_of, uuid_of


def read_vless(text: str) -> Draft:
    """A vless:// link. Raises ConfigError."""
    link = read_link(text)
    host, port = server_of(link.server, 443)
    fields, cautions = outer_of(link.option, link.flag, link.options).fields()
    encryption = link.option("encryption")
    return Draft(
        kind="vless",
        name=link.name,
        fields={
            "host": host,
            "port": port,
            "uuid": uuid_of(decoded(link.login)),
            "flow": flow_of(link.option("flow")),
            "encryption": "" if encryption == "none" else encryption,
            **fields,
        },
        cautions=cautions,
    )

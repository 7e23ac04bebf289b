"""Real certificates for the lab's servers: one public authority, and the one of the interceptor."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

from .spec import Internet, Paper, Papers, Site

FOREIGN = "National Trust Authority"


def issue(internet: Internet, directory: Path) -> Papers:
    """Write roots and certificates for everything in an internet that speaks TLS."""
    public = trustme.CA(organization_name="Lab Public Authority")
    foreign = trustme.CA(organization_name=FOREIGN)
    root, foreign_root = directory / "root.pem", directory / "foreign.pem"
    public.cert_pem.write_to_path(str(root))
    foreign.cert_pem.write_to_path(str(foreign_root))
    chains: dict[str, str] = {}
    for site in internet.sites:
        if site.tls:
            authority = foreign if site.paper is Paper.FOREIGN else public
            chains[site.address] = _write(directory, site.address, _leaf(authority, site))
    for resolver in internet.resolvers:
        if resolver.doh_name:
            leaf = public.issue_cert(resolver.doh_name, resolver.address)
            chains[resolver.address] = _write(directory, resolver.address, leaf)
    return Papers(root=str(root), foreign_root=str(foreign_root), chains=chains)


def _leaf(authority: trustme.CA, site: Site) -> trustme.LeafCert:
    names: Iterable[str] = site.names
    if site.paper is Paper.EXPIRED:
        now = datetime.now(UTC)
        begin, end = now - timedelta(days=90), now - timedelta(days=2)
        return authority.issue_cert(*names, not_before=begin, not_after=end)
    return authority.issue_cert(*names)


def _write(directory: Path, name: str, leaf: trustme.LeafCert) -> str:
    path = directory / f"{name}.pem"
    leaf.private_key_and_cert_chain_pem.write_to_path(str(path))
    return str(path)

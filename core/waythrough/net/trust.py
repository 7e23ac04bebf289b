"""Which certificate authorities count: one shared TLS context for the public roots, one for the system's."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final, Self

import certifi

import waythrough_resources
from waythrough.model.errors import WaythroughError
from waythrough.model.failure import CERT_FAILURES
from waythrough.model.network import NetworkProfile
from waythrough.net.base import Dialer, DialError
from waythrough.net.deadline import Patience
from waythrough.net.tls import open_tls
from waythrough.verdict.clause import clause

# Where distributions keep their bundle when the TLS library was built for another place.
USUAL_BUNDLES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


def private_file(name: str) -> str:
    """The shipped file of a service's own authority."""
    return f"{waythrough_resources.ROOTS}/{name}.pem"


class Trust:
    """The trust anchors of one network profile; contexts are costly, so a run has one of each."""

    def __init__(
        self,
        *,
        roots: str = "",
        extra_roots: str = "",
        os_roots: str = "",
        private_roots: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """PEM files as in NetworkProfile. Raises WaythroughError."""
        self._os_roots = os_roots
        self._private_roots = private_roots
        self._private: dict[str, ssl.SSLContext] = {}
        self._hosts: dict[str, str] = {}
        self._roots = tuple(path for path in (roots or certifi.where(), extra_roots) if path)
        self.public: Final = self._of_public()

    @classmethod
    def from_profile(cls, profile: NetworkProfile) -> Self:
        """The trust that a profile describes. Raises WaythroughError when a file of it cannot be used."""
        return cls(
            roots=profile.trust_roots,
            extra_roots=profile.extra_roots,
            os_roots=profile.os_roots,
            private_roots=profile.private_roots,
        )

    def name_private(self, hosts: Mapping[str, str]) -> None:
        """From now on the authority named with a host counts for it, besides the public ones, and for no other host.

        Raises WaythroughError when its file cannot be used.
        """
        for name in set(hosts.values()) - set(self._private):
            context = self._of_public()
            _load(
                context, self._private_roots.get(name) or str(waythrough_resources.path(private_file(name)))
            )
            self._private[name] = context
        self._hosts = dict(hosts)

    def context_for(self, host: str) -> ssl.SSLContext:
        """The authorities that may vouch for a host: the public ones, and its own where it has one."""
        name = self._hosts.get(host)
        return self._private[name] if name else self.public

    def _of_public(self) -> ssl.SSLContext:
        context = _context()
        for path in self._roots:
            _load(context, path)
        return context

    @cached_property
    def chain_only(self) -> ssl.SSLContext:
        """The public roots for a handshake under another name than the host's own: does a name alone slow it down?

        The chain is verified as ever; `open_tls` compares the certificate with the host that it is told to expect.
        """
        context = self._of_public()
        context.check_hostname = False
        return context

    @cached_property
    def pem(self) -> bytes:
        """The public roots as PEM, for a library with a store of its own."""
        roots = self.public.get_ca_certs(binary_form=True)
        return "".join(ssl.DER_cert_to_PEM_cert(each) for each in roots).encode("ascii")

    @cached_property
    def system(self) -> ssl.SSLContext:
        """The operating system's store, for handshakes and nothing else. Raises WaythroughError."""
        context = _context()
        if self._os_roots:
            _load(context, self._os_roots)
            return context
        context.load_default_certs()
        if not context.cert_store_stats()["x509_ca"]:
            bundle = next((path for path in USUAL_BUNDLES if Path(path).is_file()), None)
            if bundle is not None:
                _load(context, bundle)
        return context


def roots_dated() -> str:
    """The ISO date of the bundled public roots, "" when they bear none."""
    parts = certifi.__version__.split(".")[:3]
    return (
        "-".join(part.zfill(2) for part in parts) if len(parts) == 3 and all(map(str.isdigit, parts)) else ""
    )


async def os_trusts(
    dialer: Dialer, host: str, port: int, server_name: str, trust: Trust, patience: Patience
) -> bool | None:
    """Whether the operating system's store accepts the certificate that the public roots refused.

    Makes one more verified handshake over `dialer` and closes it: no byte of HTTP is sent. None when that
    handshake ended for another reason than the certificate.
    """
    try:
        stream = await dialer.dial(host, port, patience)
    except DialError:
        return None
    outcome = await open_tls(stream, server_name, trust.system, patience)
    if outcome.stream is not None:
        outcome.stream.abort()
        return True
    assert outcome.failure is not None
    return False if outcome.failure.kind in CERT_FAILURES else None


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # verifies chain and name
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _load(context: ssl.SSLContext, path: str) -> None:
    with _named(path):
        context.load_verify_locations(cafile=path)


@contextmanager
def _named(path: str) -> Iterator[None]:
    try:
        yield
    except ssl.SSLError as error:
        raise WaythroughError(
            "trust.bad_roots",
            clause("“{name}” holds no certificates in PEM form", name=Path(path).name),
            todo="name a file with certificates in PEM form",
        ) from error
    except OSError as error:
        raise WaythroughError(
            "trust.no_roots",
            clause(
                "the certificate file “{name}” cannot be read: {strerror}",
                name=Path(path).name,
                strerror=error.strerror,
            ),
            todo="check its name and its permissions",
        ) from error

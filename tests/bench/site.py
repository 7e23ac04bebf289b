"""Two thousand TLS sites in one nginx on loopback, each with a name and a certificate of its own."""

import contextlib
import datetime
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BODY_BYTES = 2048
_START = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
_END = datetime.datetime(2120, 1, 1, tzinfo=datetime.UTC)
Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Site:
    """Where the sites are served, their names, and the file of the authority to trust."""

    folder: Path
    port: int
    names: tuple[str, ...]

    @property
    def ca(self) -> str:
        return str(self.folder / "ca.pem")

    @property
    def curl_config(self) -> Path:
        """Every name with an address of its own, as the engine gets them."""
        return self.folder / "curl.conf"

    @property
    def curl_shared_config(self) -> Path:
        """The least work for curl: one address that stands for all names."""
        return self.folder / "curl-shared.conf"


@contextlib.contextmanager
def serving(folder: Path, count: int) -> Iterator[Site]:
    """nginx with `count` sites; ends with the context."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    site = Site(folder, port, tuple(f"site{number}.bench.test" for number in range(count)))
    folder.chmod(0o755)  # nginx gives up root and still has to read the page
    _write_certificates(site)
    (folder / "html").mkdir()
    (folder / "html" / "index.html").write_bytes(b"<title>bench</title>".ljust(BODY_BYTES, b"."))
    (folder / "nginx.conf").write_text(_nginx_config(site), encoding="ascii")
    site.curl_config.write_text(_curl_config(site), encoding="ascii")
    site.curl_shared_config.write_text(_curl_shared_config(site), encoding="ascii")
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "errors")]
    with subprocess.Popen(command) as process:
        try:
            _wait(port, process)
            yield site
        finally:
            process.terminate()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("nginx did not start")


def _nginx_config(site: Site) -> str:
    listen = f"listen 127.0.0.1:{site.port} ssl"
    servers = "\n".join(
        f"server {{ {listen}; server_name {name};"
        f" ssl_certificate certs/{name}.pem; ssl_certificate_key certs/key.pem; }}"
        for name in site.names
    )
    return f"""\
daemon off; worker_processes 1; worker_cpu_affinity 01; pid {site.folder}/pid; error_log {site.folder}/errors warn;
events {{ worker_connections 2048; }}
http {{
access_log off; keepalive_timeout 0; root {site.folder}/html; default_type text/html;
server_names_hash_max_size 16384; server_names_hash_bucket_size 128;
ssl_protocols TLSv1.3; ssl_ecdh_curve X25519; ssl_session_tickets on;
{servers}
}}
"""


def _curl_config(site: Site) -> str:
    blocks = (
        f'resolve = "{name}:{site.port}:127.0.0.1"\n' + _curl_options(site) + _curl_target(site, name)
        for name in site.names
    )
    return "parallel\n" + "next\n".join(blocks)


def _curl_shared_config(site: Site) -> str:
    targets = "".join(_curl_target(site, name) for name in site.names)
    return f'parallel\nconnect-to = "::127.0.0.1:{site.port}"\n' + _curl_options(site) + targets


def _curl_options(site: Site) -> str:
    return f'http1.1\nno-progress-meter\ncacert = "{site.ca}"\nwrite-out = "%{{http_code}}\\n"\n'


def _curl_target(site: Site, name: str) -> str:
    return f'url = "https://{name}:{site.port}/"\noutput = "/dev/null"\n'


def _write_certificates(site: Site) -> None:
    """A root, an intermediate and a leaf for each name; leaves share one key, which nobody checks."""
    root_key, middle_key, leaf_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    root = _certificate("Bench root", root_key, "Bench root", root_key, authority=True)
    middle = _certificate("Bench intermediate", middle_key, "Bench root", root_key, authority=True)
    (site.folder / "ca.pem").write_bytes(_pem(root))
    folder = site.folder / "certs"
    folder.mkdir()
    (folder / "key.pem").write_bytes(
        leaf_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    for name in site.names:
        leaf = _certificate(name, leaf_key, "Bench intermediate", middle_key, authority=False)
        (folder / f"{name}.pem").write_bytes(_pem(leaf) + _pem(middle))


def _certificate(name: str, key: Key, issuer: str, signer: Key, *, authority: bool) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_START)
        .not_valid_after(_END)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    return builder.sign(signer, hashes.SHA256())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)

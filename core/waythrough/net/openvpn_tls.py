"""TLS inside OpenVPN's control channel: who the server is, by the profile's own authority."""

import ssl
import tempfile
from pathlib import Path
from typing import Final

from waythrough.model.failure import Failure, FailureKind
from waythrough.wire.openvpn_profile import Profile, ProfileError

_OLD_TLS: Final = ("1.0", "1.1")


def tls_of(profile: Profile, passphrase: str = "") -> ssl.SSLContext | None:
    """What a profile's server is verified by; None where that cannot be done here. Raises ProfileError.

    There is no name to compare: OpenVPN trusts whoever the profile's authority vouches for. Its usual level of
    strength ("legacy") is OpenSSL's level 1, below that of Python.
    """
    ca, cert, key = profile.block("ca"), profile.block("cert"), profile.block("key")
    oldest = profile.option("tls-version-min")
    if not ca or "pkcs12" in profile.blocks or (oldest and oldest[0] in _OLD_TLS):
        return None
    if "ENCRYPTED" in key and not passphrase:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.set_ciphers("DEFAULT:@SECLEVEL=1")
    try:
        context.load_verify_locations(cadata=ca)
        if cert and key:
            _load_own(context, f"{cert}{profile.block('extra-certs')}", key, passphrase)
    except (ssl.SSLError, ValueError) as error:
        raise ProfileError("a certificate or key in the profile is damaged") from error
    return context


def _load_own(context: ssl.SSLContext, cert: str, key: str, passphrase: str) -> None:
    """The client's own certificate. OpenSSL takes it from files only, which are gone again at once."""
    with tempfile.TemporaryDirectory(prefix="waythrough-") as folder:  # mode 0700
        path = Path(folder, "own.pem")
        path.touch(mode=0o600)
        path.write_text(f"{key}\n{cert}", encoding="ascii", errors="replace")
        context.load_cert_chain(path, password=lambda: passphrase)


def wrong_name(profile: Profile, tls: ssl.SSLObject) -> Failure | None:
    """Whether the server's certificate is for another name than the profile asks for ("verify-x509-name")."""
    wanted = profile.option("verify-x509-name")
    if not wanted or (len(wanted) > 1 and wanted[1] not in ("name", "name-prefix")) or len(wanted) == 1:
        return None  # a whole subject has as many spellings as OpenVPN had versions: the program compares it
    own = dict(tls.getpeercert() or {}).get("subject", ())
    name = next((str(pair[1]) for part in own for pair in part if pair[0] == "commonName"), "")
    fits = name.startswith(wanted[0]) if wanted[1] == "name-prefix" else name == wanted[0]
    return None if fits else Failure(kind=FailureKind.CERT_NAME_MISMATCH)

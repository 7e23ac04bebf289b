import gc
import ssl
import tempfile
from pathlib import Path

import pytest
import trustme

from waythrough.net.openvpn_tls import tls_of
from waythrough.wire.openvpn_profile import ProfileError, parse_profile

AUTHORITY = trustme.CA(key_type=trustme.KeyType.ECDSA)
LEAF = AUTHORITY.issue_cert("client.test", key_type=trustme.KeyType.ECDSA)
CA = AUTHORITY.cert_pem.bytes().decode()
CERT = LEAF.cert_chain_pems[0].bytes().decode()
KEY = LEAF.private_key_pem.bytes().decode()


def profile(**blocks: str) -> str:
    names = {name.replace("_", "-"): text for name, text in blocks.items()}
    return "remote vpn.test\n" + "".join(f"<{name}>\n{text}\n</{name}>\n" for name, text in names.items())


def test_the_profiles_authority_is_the_only_one() -> None:
    context = tls_of(parse_profile(profile(ca=CA, cert=CERT, key=KEY)))
    assert context is not None
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert len(context.get_ca_certs()) == 1


@pytest.mark.parametrize(
    "text",
    [
        profile(),
        profile(ca=CA, pkcs12="AAAA"),
        profile(ca=CA) + "tls-version-min 1.0\n",
        profile(ca=CA, cert=CERT, key="-----BEGIN ENCRYPTED PRIVATE KEY-----"),
    ],
)
def test_where_it_cannot_be_done_it_is_left_out(text: str) -> None:
    assert tls_of(parse_profile(text)) is None


@pytest.mark.parametrize(
    "text",
    [profile(ca="x"), profile(ca=CA, cert="x", key=KEY), profile(ca=CA, cert=CERT, key="ENCRYPTED x")],
)
def test_what_is_damaged_is_refused(text: str) -> None:
    with pytest.raises(ProfileError, match="damaged"):
        tls_of(parse_profile(text), "word")


def test_no_file_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    tls_of(parse_profile(profile(ca=CA, cert=CERT, key=KEY)))
    gc.collect()
    assert list(tmp_path.iterdir()) == []

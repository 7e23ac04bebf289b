import base64

import pytest

from waythrough.model.way_word import WayWord
from waythrough.net.ssh_host_keys import FAMILIES, HostKeys

KEY = b"the key"
LINE = "ssh.test {} " + base64.b64encode(KEY).decode()
PINNED = "SHA256:" + "a" * 43


def test_a_pinned_fingerprint_counts_alone() -> None:
    for pinned in (PINNED, PINNED + "="):
        keys = HostKeys(pinned=pinned, known=LINE.format("ssh-ed25519")).of("ssh.test", 22)
        assert keys.judge(PINNED, b"any") is None
        assert keys.judge("SHA256:other", KEY) is WayWord.HOST_KEY_CHANGED
        assert keys.algorithms == tuple(name for family in FAMILIES for name in family)


def test_what_the_users_own_ssh_knows_counts_else() -> None:
    keys = HostKeys(known=LINE.format("ssh-ed25519"))
    assert keys.of("ssh.test", 22).judge(PINNED, KEY) is None
    assert keys.of("ssh.test", 22).judge(PINNED, b"other") is WayWord.HOST_KEY_CHANGED
    assert keys.of("new.test", 22).judge(PINNED, KEY) is WayWord.HOST_KEY_UNKNOWN
    assert HostKeys().of("ssh.test", 22).judge(PINNED, KEY) is WayWord.HOST_KEY_UNKNOWN


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("ssh-ed25519", ("ssh-ed25519",)),
        ("ssh-rsa", ("rsa-sha2-512", "rsa-sha2-256")),
        ("ecdsa-sha2-nistp384", ("ecdsa-sha2-nistp384",)),
        ("ssh-dss", tuple(name for family in FAMILIES for name in family)),  # nobody signs with it any more
    ],
)
def test_the_server_is_asked_for_the_key_that_is_known(kind: str, asked: tuple[str, ...]) -> None:
    assert HostKeys(known=LINE.format(kind)).of("ssh.test", 22).algorithms == asked

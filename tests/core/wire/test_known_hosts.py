import base64
import hmac

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waythrough.wire.known_hosts import known_keys

ONE, TWO = b"first key", b"second key"
A, B = (base64.b64encode(key).decode() for key in (ONE, TWO))


def hashed(name: str) -> str:
    salt = bytes(range(20))
    made = hmac.digest(salt, name.encode(), "sha1")
    return f"|1|{base64.b64encode(salt).decode()}|{base64.b64encode(made).decode()}"


@pytest.mark.parametrize(
    ("patterns", "host", "port", "known"),
    [
        ("ssh.test", "ssh.test", 22, True),
        ("SSH.test", "ssh.test", 22, True),
        ("ssh.test,192.0.2.1", "192.0.2.1", 22, True),
        ("[ssh.test]:2222", "ssh.test", 2222, True),
        ("[ssh.test]:2222", "ssh.test", 22, False),
        ("[ssh.test]:2222", "ssh.test", 2223, False),
        ("[2001:db8::1]:2222", "2001:db8::1", 2222, True),
        ("2001:db8::1", "2001:db8::1", 22, True),
        ("*.test", "ssh.test", 22, True),
        ("*.test,!ssh.test", "ssh.test", 22, False),
        ("!ssh.test,*.test", "ssh.test", 22, False),
        ("ssh.tes?", "ssh.test", 22, True),
        ("ssh.testing", "ssh.test", 22, False),
        (hashed("ssh.test"), "ssh.test", 22, True),
        (hashed("[ssh.test]:2222"), "ssh.test", 2222, True),
        (hashed("other.test"), "ssh.test", 22, False),
        ("|1|no-base64|AAAA", "ssh.test", 22, False),
        ("|1|AAAA", "ssh.test", 22, False),
    ],
)
def test_a_server_is_found_as_ssh_finds_it(patterns: str, host: str, port: int, known: bool) -> None:
    found = known_keys(f"{patterns} ssh-ed25519 {A} comment", host, port)
    assert found.vouches_for(ONE) is known
    assert found.denies(TWO) is known
    assert not found.vouches_for(TWO)
    assert found.kinds == ({"ssh-ed25519"} if known else set())


def test_a_key_under_the_name_alone_may_vouch_but_not_accuse() -> None:
    found = known_keys(f"ssh.test ssh-rsa {A}", "ssh.test", 2222)
    assert found.vouches_for(ONE)
    assert not found.denies(TWO)


def test_a_revoked_key_is_never_good() -> None:
    text = f"ssh.test ssh-rsa {A}\n@revoked * ssh-rsa {A}\n@revoked other.test ssh-rsa {B}"
    found = known_keys(text, "ssh.test", 22)
    assert not found.vouches_for(ONE)
    assert found.denies(ONE)
    assert found.revoked == {ONE}
    assert known_keys(f"@revoked ssh.test ssh-rsa {A}", "ssh.test", 2222).denies(ONE)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "# ssh.test ssh-rsa AAAA",
        "#ssh.test ssh-rsa AAAA",
        "ssh.test ssh-rsa",
        "ssh.test ssh-rsa no-base64!",
        f"@cert-authority *.test ssh-rsa {B}",
        "@revoked",
    ],
)
def test_other_lines_count_for_nothing(line: str) -> None:
    found = known_keys(f"{line}\nssh.test ssh-rsa {A}\r\n{line}", "ssh.test", 22)
    assert found.trusted == ((ONE, "ssh-rsa"),)
    assert not found.revoked


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(text: str) -> None:
    assert not known_keys(text, "ssh.test", 22).vouches_for(ONE)
    assert known_keys(f"{text.strip()}\nssh.test ssh-rsa {A}", "ssh.test", 22).vouches_for(ONE)

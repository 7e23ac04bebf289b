import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough.model.secret import MASK
from waythrough.paths.base import ConfigError
from waythrough.paths.importing.base import UNSUPPORTED, excerpt, is_scheme, rejected


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("socks5://me:pass@192.0.2.1:1080", "socks5://••••@192.0.2.1:1080"),
        ("HTTPS://me:pass@proxy.test:443/", "https://••••@proxy.test:443/"),
        ("socks5://me:pass@[2001:db8::1]:1080", "socks5://••••@[2001:db8::1]:1080"),
        ("socks5://me:p@ss@192.0.2.1:1080", "socks5://••••"),
        ("ss://YWVzOnBhc3M@192.0.2.1:8388", "ss://••••"),
        ("secret://whatever", MASK),
        ("192.0.2.1:1080:me:pass", MASK),
        ("pass", MASK),
        ("", MASK),
    ],
)
def test_a_line_is_shown_as_far_as_it_is_surely_not_secret(line: str, shown: str) -> None:
    assert excerpt(line) == shown


@given(st.text(min_size=6, max_size=30).filter(lambda text: text.strip() == text))
def test_a_password_is_never_shown(password: str) -> None:
    for line in (f"socks5://me:{password}", f"http://{password}@", f"{password}", f"h.test:1:me:{password}"):
        shown = excerpt(line)
        assert password not in shown or password in MASK or password in "socks5://http://"


def test_schemes_of_other_tools_are_known_as_such() -> None:
    assert is_scheme("vless")
    assert is_scheme("socks5")
    assert not is_scheme("gopher")
    assert all(UNSUPPORTED.values())


def test_a_refusal_keeps_the_words_of_its_error() -> None:
    shown = rejected(3, "x", ConfigError("path.x", "it is so", todo="do this"))
    assert (shown.line, shown.excerpt, shown.reason, shown.todo, shown.message_id) == (
        3, "x", "it is so", "do this", "path.x",
    )  # fmt: skip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough.paths.hosts import is_host, to_host


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("Proxy.Test", "proxy.test"),
        ("192.0.2.1", "192.0.2.1"),
        ("[2001:DB8::1]", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("faß.example", "xn--fa-hia.example"),  # IDNA 2003 would have gone to fass.example
        ("例え.example", "xn--r8jz45g.example"),
        ("localhost", "localhost"),
        ("my_proxy.lan", "my_proxy.lan"),
    ],
)
def test_hosts_come_to_one_form(text: str, host: str) -> None:
    assert to_host(text) == host
    assert is_host(host)
    assert to_host(host) == host


NO_HOSTS = (
    "", "a..b", "-a.test", "a b", "a/b", "192.0.2.300", "1.2.3", "[proxy.test]", "a" * 300, "user@host", "host:80",
    "\u202eevil.test", "xn--.ü",
)  # fmt: skip


@pytest.mark.parametrize("text", NO_HOSTS)
def test_what_is_no_host_is_refused(text: str) -> None:
    assert not is_host(text)
    with pytest.raises(ValueError, match="not a host"):
        to_host(text)


@given(st.text(max_size=40))
def test_any_text_is_a_host_or_refused(text: str) -> None:
    try:
        host = to_host(text)
    except ValueError:
        return
    assert is_host(host)
    assert to_host(host) == host

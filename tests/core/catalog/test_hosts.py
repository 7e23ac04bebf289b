import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough.catalog.hosts import HostError, host, is_address, web_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Example.ORG", "example.org"),
        ("example.org.", "example.org"),
        (" example.org ", "example.org"),
        ("müller.de", "xn--mller-kva.de"),
        ("faß.de", "xn--fa-hia.de"),
        ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("例え。テスト", "xn--r8jz45g.xn--zckzah"),
        ("_dmarc.example.org", "_dmarc.example.org"),
        ("192.0.2.7", "192.0.2.7"),
        ("[2001:DB8::0001]", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("localhost", "localhost"),
    ],
)
def test_host(text: str, expected: str) -> None:
    assert host(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", ".", "..", "a..b", "-a.org", "a-.org", "a b", "a\tb.org", "a\x00.org", "a" * 64 + ".org",
        "a." * 127 + "org",
        "300.1.1.1", "1.2.3", "0x7f.1", "ex ample.org", "exa\\mple.org", "a/b", "a@b.org", "fe80::1%eth0", "[::1",
        "ａ⁄b.org",
    ],
)  # fmt: skip
def test_no_host(text: str) -> None:
    with pytest.raises(HostError):
        host(text)


@pytest.mark.parametrize(
    ("text", "url", "name", "port"),
    [
        ("example.org", "https://example.org/", "example.org", 443),
        ("example.org:8443", "https://example.org:8443/", "example.org", 8443),
        ("example.org/news?id=1#top", "https://example.org/news?id=1", "example.org", 443),
        ("http://example.org", "http://example.org/", "example.org", 80),
        ("HTTPS://Example.org:443/A%20b", "https://example.org/A%20b", "example.org", 443),
        ("http://example.org:443/", "http://example.org:443/", "example.org", 443),
        ("hxxps://example[.]org/x[.]y", "https://example.org/x%5B.%5Dy", "example.org", 443),
        ("hXXp://example(.)org", "http://example.org/", "example.org", 80),
        (
            "https://пример.рф/путь",
            "https://xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C",
            "xn--e1afmkfd.xn--p1ai",
            443,
        ),
        ("2001:db8::1", "https://[2001:db8::1]/", "2001:db8::1", 443),
        ("http://[2001:db8::1]:8080/a", "http://[2001:db8::1]:8080/a", "2001:db8::1", 8080),
        ("192.0.2.1:8080", "https://192.0.2.1:8080/", "192.0.2.1", 8080),
        (
            "example.org/go?to=http://other.org",
            "https://example.org/go?to=http://other.org",
            "example.org",
            443,
        ),
    ],
)
def test_web_address(text: str, url: str, name: str, port: int) -> None:
    found = web_address(text)
    assert (found.url, found.host, found.port) == (url, name, port)
    assert web_address(found.url).url == found.url


def test_the_name_that_people_know_is_kept() -> None:
    assert web_address("https://пример.рф/").shown == "пример.рф"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("ftp://example.org/", '"ftp"'),
        ("javascript:alert(1)", '"javascript"'),
        ("mailto:a@example.org", '"mailto"'),
        ("https://user:secret@example.org/", "password"),
        ("https://", "no web address"),
        ("https://:443/", "no web address"),
        ("https://example.org:0/", "no web address"),
        ("https://example.org:99999/", "no web address"),
        ("https://[::1/", "no web address"),
        ("two words", "spaces"),
        ("https://example.org/a\x07b", "control"),
        ("example.org/" + "a" * 3000, "longer"),
        ("", "spaces"),
    ],
)
def test_no_web_address(text: str, part: str) -> None:
    with pytest.raises(HostError, match=part):
        web_address(text)


def test_a_secret_is_not_repeated_in_the_refusal() -> None:
    with pytest.raises(HostError) as caught:
        web_address("https://user:hunter2@example.org/")
    assert "hunter2" not in str(caught.value)


@given(st.text(max_size=80))
def test_any_text_gives_an_ascii_url_or_a_refusal(text: str) -> None:
    try:
        found = web_address(text)
    except HostError:
        return
    assert found.url.isascii()
    assert found.url.startswith(("http://", "https://"))
    assert 0 < found.port < 65536
    assert host(found.host) == found.host
    assert web_address(found.url).url == found.url


def test_is_address() -> None:
    assert is_address("::1")
    assert is_address("127.0.0.1")
    assert not is_address("example.org")

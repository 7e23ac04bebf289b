"""Web addresses taken apart, the good and the bad."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough.net.url import Url, normal_host, split_url


@pytest.mark.parametrize(
    ("text", "url", "authority"),
    [
        ("https://site.test", Url("https", "site.test", 443, "/"), "site.test"),
        (" HTTP://Site.Test:8080/a?b=c#d ", Url("http", "site.test", 8080, "/a?b=c"), "site.test:8080"),
        ("https://site.test:443/", Url("https", "site.test", 443, "/"), "site.test"),
        ("https://site.test./", Url("https", "site.test", 443, "/"), "site.test"),
        ("https://user:secret@site.test/", Url("https", "site.test", 443, "/"), "site.test"),
        ("http://[2001:DB8::1]:81/x", Url("http", "2001:db8::1", 81, "/x"), "[2001:db8::1]:81"),
        ("http://[fe80::1%eth0]/", Url("http", "fe80::1%eth0", 80, "/"), "[fe80::1]"),
        ("http://192.0.2.1/", Url("http", "192.0.2.1", 80, "/"), "192.0.2.1"),
        ("https://straße.test/", Url("https", "xn--strae-oqa.test", 443, "/"), "xn--strae-oqa.test"),
        (
            "https://مثال.إختبار/",
            Url("https", "xn--mgbh0fb.xn--kgbechtv", 443, "/"),
            "xn--mgbh0fb.xn--kgbechtv",
        ),
        ("https://a_b.site-x.test/", Url("https", "a_b.site-x.test", 443, "/"), "a_b.site-x.test"),
        (
            "https://site.test/ä b?ü=%20",
            Url("https", "site.test", 443, "/%C3%A4%20b?%C3%BC=%20"),
            "site.test",
        ),
        ("https://site.test?q", Url("https", "site.test", 443, "/?q"), "site.test"),
    ],
)
def test_parts(text: str, url: Url, authority: str) -> None:
    assert split_url(text) == url
    assert url.authority == authority


@pytest.mark.parametrize(
    "text",
    [
        "",
        "site.test",
        "ftp://site.test/",
        "https://",
        "https:///path",
        "https://site.test:0/",
        "https://site.test:65536/",
        "https://site.test:x/",
        "https://[::1/",
        "https://[zz::1]/",
        "https://si te.test/",
        "https://site..test/",
        "https://.site.test/",
        "https://site.test\x00/",
        "https://" + "a" * 64 + ".test/",
        "https://" + "abc." * 70 + "test/",
        "https://\u2026.test/",
    ],
)
def test_what_is_no_address_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w+"):
        split_url(text)


@given(st.text(max_size=60))
def test_any_text_is_split_into_safe_parts_or_refused(text: str) -> None:
    try:
        url = split_url("https://" + text)
    except ValueError:
        return
    assert url.host.isascii()
    assert url.target.isascii()
    assert url.target.startswith("/")
    assert not set(url.host + url.target) & set(" \r\n\t\0")
    assert split_url(f"{url.scheme}://{url.authority}{url.target}") == url._replace(
        host=url.host.partition("%")[0]
    )


def test_host_alone() -> None:
    assert normal_host("SITE.test.") == "site.test"
    assert normal_host("2001:DB8::0001") == "2001:db8::1"

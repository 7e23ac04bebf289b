import pytest

from waythrough.verdict.alt_svc import h3_port


@pytest.mark.parametrize(
    ("header", "port"),
    [
        ('h3=":443"; ma=86400', 443),
        ('h3-29=":8443", h3=":443"; ma=1, h2=":9"', 443),
        ('H3 = ":50781"', 50781),
        ('h3="other.test:443", h3=":444"', 444),
        ('h3="other.test:443"', None),
        ('h3=":0"', None),
        ('h3=":99999"', None),
        ('h3-29=":443"', None),
        ("clear", None),
        ("", None),
    ],
)
def test_only_an_offer_of_the_same_host_counts(header: str, port: int | None) -> None:
    assert h3_port(header) == port

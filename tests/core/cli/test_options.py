import click
import pytest

from waythrough.cli.options import Resolver


@pytest.mark.parametrize("text", ["9.9.9.9", "9.9.9.9:53", "::1", "[::1]", "[2001:db8::1]:5353"])
def test_a_name_server_is_an_address_with_or_without_a_port(text: str) -> None:
    assert Resolver().convert(text, None, None) == text


@pytest.mark.parametrize("text", ["", "nine", "9.9.9", "9.9.9.9:0", "9.9.9.9:70000", "9.9.9.9:x", "[::1]:x"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="no name server"):
        Resolver().convert(text, None, None)

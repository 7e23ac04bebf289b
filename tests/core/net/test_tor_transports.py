"""Which program speaks which transport, and what is to be installed where there is none."""

import sys
from pathlib import Path

import pytest

from tests.core.net.test_programs import program
from waythrough.net import programs
from waythrough.net.tor_transports import (
    TransportMissingError,
    TransportProgram,
    find_tor,
    transport_programs,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="made executable by its mode")


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(programs, "_SYSTEM", ())


def test_those_that_tor_browser_brings_along(tmp_path: Path) -> None:
    tor = program(tmp_path / "tor", "tor")
    lyrebird = program(tmp_path / "tor" / "pluggable_transports", "lyrebird")
    found = transport_programs(frozenset({"obfs4", "webtunnel", "meek_lite"}), tor)
    assert found == (TransportProgram(path=lyrebird, transports=("meek_lite", "obfs4", "webtunnel")),)


def test_a_transport_may_have_a_program_of_its_own(tmp_path: Path) -> None:
    tor = program(tmp_path, "tor")
    lyrebird, snowflake = program(tmp_path, "lyrebird"), program(tmp_path, "snowflake-client")
    found = transport_programs(frozenset({"obfs4", "snowflake"}), tor)
    assert {each.path for each in found} == {lyrebird, snowflake}
    assert transport_programs(frozenset(), tor) == ()


@pytest.mark.parametrize(
    ("transport", "package"),
    [("obfs4", "obfs4proxy"), ("webtunnel", "lyrebird"), ("snowflake", "snowflake-client"), ("other", "")],
)
def test_the_package_is_named(tmp_path: Path, transport: str, package: str) -> None:
    with pytest.raises(TransportMissingError) as caught:
        transport_programs(frozenset({transport}), program(tmp_path, "tor"))
    assert caught.value.package == package


def test_no_tor() -> None:
    assert find_tor() is None

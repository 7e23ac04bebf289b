"""One practice network for all journeys of a worker, and a home for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import Program, Served, serving


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A practice network in another process, as in another terminal."""
    place = tmp_path_factory.mktemp("served")
    with serving(Program(place), place / "practice") as network:
        yield network


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The command with an empty home."""
    home = tmp_path / "own-home"
    home.mkdir()
    return Program(home)

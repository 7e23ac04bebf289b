"""The world of the table, and a folder of its own for what ways write down."""

import tempfile
from collections.abc import Iterator

import pytest

from tests.leak.world import World, world


@pytest.fixture(scope="module")
def net() -> Iterator[World]:
    with world() as built:
        yield built


@pytest.fixture(autouse=True)
def _own_files(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """With a short name: sockets of programs live there, and their names have room for 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="way-") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield

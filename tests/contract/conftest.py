"""The world of the table, and a folder of its own for what ways write down."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.leak.world import World, world


@pytest.fixture(scope="module")
def net() -> Iterator[World]:
    with world() as built:
        yield built


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

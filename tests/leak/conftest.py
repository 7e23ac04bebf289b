"""One world serves all tests of a module: each watches from its own beginning."""

from collections.abc import Iterator

import pytest

from tests.leak.world import World, world


@pytest.fixture(scope="module")
def net() -> Iterator[World]:
    with world() as built:
        yield built

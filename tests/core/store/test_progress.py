"""Long work can be ended up to its last step, and not at it."""

import pytest

from waythrough.store.progress import StoppedError, silent, stoppable


def test_it_ends_only_while_something_is_left_to_do() -> None:
    told: list[tuple[int, int]] = []
    stop = [False]
    tell = stoppable(lambda done, of: told.append((done, of)), lambda: stop[0])
    tell(0, 2)
    stop[0] = True
    with pytest.raises(StoppedError):
        tell(1, 2)
    tell(2, 2)
    assert told == [(0, 2), (2, 2)]


def test_work_that_nobody_follows_is_never_ended() -> None:
    stoppable(silent, lambda: False)(1, 2)

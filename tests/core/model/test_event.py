from typing import get_args

from waythrough.model import event
from waythrough.model.event import Event, NetworkChecked, Progress
from waythrough.model.plain import from_plain, to_plain


def test_the_union_is_closed_over_every_event_of_the_module() -> None:
    here = {
        each for each in vars(event).values() if isinstance(each, type) and each.__module__ == event.__name__
    }
    assert set(get_args(Event)) == here
    assert len(here) == 10


def test_events_become_json_types_and_come_back() -> None:
    for told in (
        Progress(done=1, total=4, bytes_used=10, seconds_left=None, elapsed=1.0),
        NetworkChecked(verdicts=(), masks=False),
    ):
        assert from_plain(type(told), to_plain(told)) == told

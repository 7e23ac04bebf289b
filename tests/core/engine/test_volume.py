"""The order of neutral objects; the course of a survey is tested in whole runs (test_volumes.py)."""

from hypothesis import given
from hypothesis import strategies as st

from waythrough.engine.volume import nearest
from waythrough.probe.volume import Source

ADDRESSES = st.tuples(*[st.integers(0, 3)] * 4).map(lambda parts: ".".join(map(str, parts)))


def test_objects_near_the_target_are_compared_with_first() -> None:
    far, near, unknown = (
        Source(url=f"https://{name}.test/", address=address)
        for name, address in (("far", "9.9.9.9"), ("near", "203.0.113.30"), ("unknown", ""))
    )
    assert nearest((far, unknown, near), "203.0.113.7") == (near, far, unknown)
    assert nearest((far, near), "") == (far, near)


@given(st.lists(ADDRESSES, max_size=6), ADDRESSES)
def test_none_is_lost(addresses: list[str], target: str) -> None:
    sources = [Source(url=f"https://{number}.test/", address=each) for number, each in enumerate(addresses)]
    assert sorted(nearest(sources, target), key=str) == sorted(sources, key=str)

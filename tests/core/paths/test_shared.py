from waythrough.model.path import DIRECT
from waythrough.paths.shared import Shared


def test_what_is_shared_is_made_once() -> None:
    shared = Shared([DIRECT])
    made = shared.one(dict, dict)
    assert shared.one(dict, dict) is made
    assert shared.one(list, list) == []
    assert Shared().one(dict, dict) is not made
    assert shared.ways == (DIRECT,)

import copy
import pickle

import pytest

from waythrough.model.secret import MASK, Secret


def test_only_reveal_gives_it_out() -> None:
    secret = Secret("hunter2")
    assert secret.reveal() == "hunter2"
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>20}", repr({"a": secret})]
    assert all("hunter2" not in each for each in shown)
    assert all(MASK in each for each in shown)


def test_it_compares_by_value_and_never_with_the_plain_text() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2


@pytest.mark.parametrize("take", [pickle.dumps, copy.deepcopy])
def test_it_leaves_the_process_by_no_back_door(take: object) -> None:
    with pytest.raises(TypeError):
        take(Secret("hunter2"))  # type: ignore[operator]


def test_it_has_no_dictionary_to_look_into() -> None:
    assert not hasattr(Secret("hunter2"), "__dict__")

"""A question beside the GUI thread: answered, failed, given up before it begins and in its middle."""

import asyncio
import threading

import pytest

from waythrough_desktop.bridge.asking import Asking, GivenUpError


async def answer() -> str:
    await asyncio.sleep(0)
    return "the answer"


async def fail() -> str:
    raise ValueError("no answer")


def test_the_answer_or_the_error_comes_back() -> None:
    assert Asking(answer)() == "the answer"
    with pytest.raises(ValueError, match="no answer"):
        Asking(fail)()


def test_what_was_given_up_before_is_never_asked() -> None:
    asking = Asking(fail)
    asking.give_up()
    with pytest.raises(GivenUpError):
        asking()


def test_what_is_given_up_in_its_middle_cleans_up() -> None:
    begun, cleaned = threading.Event(), threading.Event()
    ends: list[GivenUpError] = []

    async def hang() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.set()

    def body() -> None:
        try:
            asking()
        except GivenUpError as error:
            ends.append(error)

    asking = Asking(hang)
    thread = threading.Thread(target=body)
    thread.start()
    assert begun.wait(10)
    asking.give_up()
    thread.join(10)
    assert cleaned.is_set()
    assert len(ends) == 1
    asking.give_up()  # nothing is left to be given up

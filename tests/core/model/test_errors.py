from waythrough.model.errors import WaythroughError


def test_the_sentence_says_what_happened_and_what_to_do() -> None:
    error = WaythroughError("x.y", "the file is gone", still_works="the rest", todo="choose another one")
    assert str(error) == "the file is gone; choose another one"
    assert (error.message_id, error.what, error.still_works, error.todo) == (
        "x.y",
        "the file is gone",
        "the rest",
        "choose another one",
    )


def test_nothing_to_do_is_not_mentioned() -> None:
    assert str(WaythroughError("x.y", "the file is gone")) == "the file is gone"

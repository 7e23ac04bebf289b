from waythrough.model.step import Purpose, Step


def test_steps_and_purposes_are_their_own_words() -> None:
    for kind in (Step, Purpose):
        assert all(str(each) == each.value == each.name.lower() for each in kind)

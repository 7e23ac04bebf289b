from tests.core.paths.howto.ways import EVERYWHERE, some, words
from waythrough.model.secret import Secret
from waythrough.paths.howto.guide import guide


def test_secrets_stand_in_values_that_are_marked_and_never_in_words() -> None:
    for spec in some():
        secrets = {value.reveal() for value in spec.fields.values() if isinstance(value, Secret)}
        secrets = {each for each in secrets if len(each) > 5}
        for system in EVERYWHERE:
            made = guide(spec, "Berlin", system)
            assert not [each for each in secrets if each in words(made) or each in repr(made)]
            open_values = [v.text for s in (*made.steps, *made.also) for v in s.values if not v.secret]
            assert not [each for each in secrets if each in open_values]

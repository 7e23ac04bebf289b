import pytest

from waythrough.model.platform import FlowKind, Platform, Role, Target

TARGET = Target(role=Role.WEB, flow=FlowKind.WEB, host="a.test", port=443, url="https://a.test/")


@pytest.mark.parametrize(
    ("language", "name"), [("en", "News"), ("fa", "خبر"), ("fa_IR", "خبر"), ("de", "News"), ("de_DE", "News")]
)
def test_a_name_in_the_language_its_base_or_english(language: str, name: str) -> None:
    platform = Platform(id="news", names={"en": "News", "fa": "خبر"}, targets=(TARGET,))
    assert platform.name(language) == name
    assert platform.name() == "News"


def test_a_target_is_known_by_its_role_and_place() -> None:
    assert TARGET.key == "web:a.test:443"


def test_a_rule_is_not_seen_live_unless_somebody_says_so() -> None:
    assert not TARGET.rule.seen_live

"""The notices that ship are usable as they are written."""

from waythrough.catalog.notice_list import bundled_notices
from waythrough.catalog.profile import default_profile
from waythrough.model.notice import Place


def test_every_notice_can_be_found() -> None:
    notices = bundled_notices()
    assert len({each.id for each in notices}) == len(notices) > 10
    for each in notices:
        assert each.pattern == each.pattern.lower()
        assert len(each.pattern) > (3 if each.where is Place.ISSUER else 6), each.id
        assert each.own_side is not bool(each.countries), each.id
        assert all(len(code) == 2 and code.islower() for code in each.countries)
    assert {each.where for each in notices} == set(Place)


def test_the_profile_knows_them() -> None:
    assert default_profile().notices == bundled_notices()

"""Whose side a notice is on."""

import pytest

from waythrough.model.notice import Notice, Place, Scope


@pytest.mark.parametrize("scope", list(Scope))
def test_devices_and_employers_are_on_the_users_side(scope: Scope) -> None:
    found = Notice(id="a", scope=scope, where=Place.BODY, pattern="words").own_side
    assert found is (scope in (Scope.PRODUCT, Scope.COMPANY))

from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.cli.helpers import home_in
from waythrough.cli.wishes import language_of, open_home
from waythrough.store.settings import General, Preferences, load_settings

PERSIAN = Preferences(general=General(language="fa"))


@pytest.mark.parametrize(
    ("asked", "preferences", "environment", "spoken"),
    [
        ("ru", PERSIAN, {"LANG": "ar_EG.UTF-8"}, "ru"),
        ("", PERSIAN, {"LANG": "ar_EG.UTF-8"}, "fa"),
        ("", Preferences(), {"LC_ALL": "fa_IR.UTF-8", "LANG": "en_GB"}, "fa_IR.UTF-8"),
        ("", Preferences(), {"LANG": "C"}, "en"),
        ("", Preferences(), {}, "en"),
    ],
)
def test_the_nearest_wish_wins(
    asked: str, preferences: Preferences, environment: dict[str, str], spoken: str
) -> None:
    assert language_of(asked, preferences, environment) == spoken


def test_consent_is_remembered(tmp_path: Path) -> None:
    home = home_in(tmp_path)
    assert not home.preferences.consent.given
    home.record_consent()
    assert load_settings(home.dirs.settings).consent.given


def test_the_home_is_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYTHROUGH_HOME", str(tmp_path / "portable"))
    home = open_home()
    assert home.dirs.settings.parent == tmp_path / "portable"
    assert home == replace(home, preferences=Preferences())

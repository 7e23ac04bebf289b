"""Where files lie."""

from pathlib import Path

from waythrough.store.dirs import HOME_VARIABLE, portable_dirs, user_dirs


def test_one_folder_for_everything(tmp_path: Path) -> None:
    dirs = user_dirs({HOME_VARIABLE: str(tmp_path / "w")})
    assert dirs == portable_dirs(tmp_path / "w")
    places = (dirs.settings, dirs.ways, dirs.history, dirs.platforms, dirs.logs, dirs.cache)
    assert all(tmp_path in place.parents for place in places)
    assert len(set(places)) == len(places)
    assert not (tmp_path / "w").exists()


def test_the_places_of_the_system() -> None:
    dirs = user_dirs({})
    assert dirs.settings.name == "settings.toml"
    assert "waythrough" in str(dirs.settings)
    assert dirs.history.is_absolute()


def test_a_relative_folder_is_made_absolute() -> None:
    assert portable_dirs(Path("here")).config.is_absolute()

from pathlib import Path

import pytest

from tests.core.cli.helpers import home_in
from waythrough.cli.asked import user_catalog
from waythrough.cli.browsing import bring, listed, origins, short
from waythrough.model.errors import WaythroughError
from waythrough.store.settings import load_settings


def test_a_list_keeps_the_order_of_the_catalogue(tmp_path: Path) -> None:
    found = listed(user_catalog(home_in(tmp_path)), "news", None)
    assert len(found) > 5
    assert {platform.category for platform in found} == {"news"}
    with pytest.raises(WaythroughError, match="there is no category"):
        listed(user_catalog(home_in(tmp_path)), "newz", None)


def test_a_file_of_no_use_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("http://\n", "utf-8")
    home = home_in(tmp_path)
    with pytest.raises(WaythroughError, match="line 1"):
        bring(home, file, save=True, lang="")
    assert not home.dirs.platforms.exists()


def test_the_short_list_is_kept_in_the_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = home_in(tmp_path)
    short(home, ("signal", "signal", "bbc"), reset=False, lang="fa")
    assert load_settings(home.dirs.settings).checks.short_list == ("signal", "bbc")
    assert "سیگنال" in capsys.readouterr().out
    with pytest.raises(WaythroughError, match="tor-project may be dangerous"):
        short(home, ("tor-project",), reset=False, lang="")


def test_each_platform_says_where_it_comes_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home, file = home_in(tmp_path), tmp_path / "mine.txt"
    file.write_text("https://a.example/\nnonsense\n", "utf-8")
    home.dirs.platforms.mkdir(parents=True)
    (home.dirs.platforms / "kept.txt").write_text("https://b.example/\n", "utf-8")
    catalog, comes_from = origins(home, (file,))
    assert comes_from == {"a-example": "mine.txt", "b-example": "kept by you"}
    assert {"a-example", "b-example", "telegram"} <= {each.id for each in catalog}
    assert "mine.txt, line 2, left out" in capsys.readouterr().err

"""Settings: kept, migrated, never lost."""

import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough.model.run import Depth
from waythrough.store import settings
from waythrough.store.dirs import StoreError, portable_dirs
from waythrough.store.keyring import Ring, forget, hold
from waythrough.store.seal import Seal
from waythrough.store.settings import (
    CONSENT_VERSION,
    Checks,
    Consent,
    General,
    Preferences,
    Safety,
    Theme,
    View,
    Window,
    load_settings,
    run_settings,
    save_settings,
    with_consent,
)

ALL = Preferences(
    consent=Consent(version=1, at="2026-11-22T08:00:00Z"),
    general=General(language="fa", country="ir", remember_runs=False),
    checks=Checks(short_list=("telegram", "x"), depth=Depth.QUICK, local_dns=True),
    window=Window(theme=Theme.DARK, view=View.DETAILED, text_size=125),
)


def test_defaults_without_a_file(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "settings.toml") == Preferences()
    assert not Preferences().consent.given


def test_kept_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    save_settings(path, ALL)
    assert load_settings(path) == ALL
    assert path.read_text(encoding="utf-8").startswith("version = 1")
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@given(
    st.builds(
        Preferences,
        general=st.builds(General, language=st.text(max_size=8), country=st.text(max_size=3)),
        checks=st.builds(Checks, short_list=st.lists(st.text(max_size=9), max_size=4).map(tuple)),
        window=st.builds(Window, theme=st.sampled_from(Theme), text_size=st.integers(50, 200)),
    )
)
def test_whatever_is_kept_comes_back(
    tmp_path_factory: pytest.TempPathFactory, preferences: Preferences
) -> None:
    path = tmp_path_factory.mktemp("s") / "settings.toml"
    save_settings(path, preferences)
    assert load_settings(path) == preferences


def test_comments_and_keys_of_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(
        '# mine\nversion = 1\nof_tomorrow = [1]\n[window]\ntheme = "dark" # night\nspare = 3\n', "utf-8"
    )
    loaded = load_settings(path)
    assert loaded.window.theme is Theme.DARK
    save_settings(path, replace(loaded, window=replace(loaded.window, text_size=150)))
    text = path.read_text(encoding="utf-8")
    assert all(
        part in text for part in ("# mine", "of_tomorrow = [1]", "spare = 3", "# night", "text_size = 150")
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[window]\ntheme = "pink"', "window.theme"),
        ("[window]\ntext_size = true", "window.text_size"),
        ('[checks]\nshort_list = "telegram"', "checks.short_list"),
        ("[checks]\nshort_list = [1]", "checks.short_list"),
        ("general = 3", "general"),
    ],
)
def test_what_is_not_understood_stands_at_its_default_and_is_named(
    tmp_path: Path, text: str, problem: str
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text, "utf-8")
    loaded = load_settings(path)
    assert loaded == Preferences()
    assert loaded.problems == (problem,)
    save_settings(path, loaded)
    assert load_settings(path).problems == ()


def test_a_section_that_is_none_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("window = 3\n", "utf-8")
    save_settings(path, ALL)
    assert load_settings(path) == ALL


@pytest.mark.parametrize(
    ("content", "message_id"),
    [(b"[window", "settings.not_toml"), (b"\xff", "settings.not_toml"), (b"version = 2", "settings.newer")],
)
def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path, content: bytes, message_id: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    for attempt in (lambda: load_settings(path), lambda: save_settings(path, ALL)):
        with pytest.raises(StoreError) as caught:
            attempt()
        assert caught.value.message_id == message_id
    assert path.read_bytes() == content


def test_an_older_file_is_migrated_on_its_raw_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(data: dict[str, Any]) -> None:
        data["general"] = {"language": data.pop("lang")}

    steps: dict[int, Callable[[dict[str, Any]], None]] = {0: rename}
    monkeypatch.setattr(settings, "MIGRATIONS", MappingProxyType(steps))
    path = tmp_path / "settings.toml"
    path.write_text('version = 0\nlang = "fa"\nspare = 1\n', "utf-8")
    loaded = load_settings(path)
    assert loaded.general.language == "fa"
    save_settings(path, loaded)
    text = path.read_text(encoding="utf-8")
    assert "version = 1" in text
    assert "lang =" not in text
    assert "spare = 1" in text


def test_consent() -> None:
    agreed = with_consent(Preferences(), 1_795_339_200.0)
    assert agreed.consent == Consent(version=CONSENT_VERSION, at="2026-11-22T09:20:00Z")
    assert agreed.consent.given
    assert not replace(agreed, consent=replace(agreed.consent, version=CONSENT_VERSION - 1)).consent.given


def test_the_snapshot_for_a_run() -> None:
    snapshot = run_settings(ALL, "en")
    assert (snapshot.language, snapshot.country, snapshot.local_dns) == ("fa", "ir", True)
    assert run_settings(Preferences(), "ru").language == "ru"


def test_under_the_lock_lists_cannot_be_read_and_the_look_can(tmp_path: Path) -> None:
    dirs = portable_dirs(tmp_path)
    known = Preferences(
        consent=Consent(version=1, services=("telegram",), ways=("way-one",)),
        general=General(language="fa", country="ir"),
        checks=Checks(short_list=("telegram",), ways_off=("way-two",)),
        safety=Safety(neutral=True, sensitive=True),
    )
    dirs.settings.write_text("# mine\n[window]\nother = 1\n", "utf-8")
    save_settings(dirs.settings, known)
    hold(dirs, Ring(Seal(bytes(32))))
    try:
        save_settings(dirs.settings, known)
        text = dirs.settings.read_text("utf-8")
        assert load_settings(dirs.settings) == known
    finally:
        forget(dirs)
    for word in ("telegram", "way-", '"ir"', "sensitive"):
        assert word not in text
    assert "# mine" in text
    locked = load_settings(dirs.settings)
    assert (locked.general.language, locked.safety.neutral) == ("fa", True)
    assert locked.checks == Checks()
    assert locked.problems == ()
    with pytest.raises(StoreError, match="locked"):
        save_settings(dirs.settings, locked)
    assert dirs.settings.read_text("utf-8") == text

import sys

import pytest

from waythrough.cli.window import has_display, open_window
from waythrough.model.errors import WaythroughError


@pytest.fixture(autouse=True)
def _no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("waythrough.cli.window.find_spec", lambda _name: None)
    with pytest.raises(WaythroughError, match=r"pip install waythrough\[desktop\]"):
        open_window()


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there is always a display")
def test_without_a_display_it_says_what_to_type() -> None:
    assert not has_display()
    with pytest.raises(WaythroughError, match="waythrough check"):
        open_window()


def test_a_display_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert has_display()

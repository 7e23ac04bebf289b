import json
import stat
from pathlib import Path

import pytest

from waythrough.cli.main import run

pytestmark = pytest.mark.usefixtures("own_home")
LINK = "socks5h://me:word-7@proxy.example:1080"


@pytest.fixture
def office(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["paths", "add", "Office", LINK]) == 0
    assert run(["paths", "add", "Far", "trojan://word-8@host.example:443"]) == 0
    capsys.readouterr()


@pytest.mark.usefixtures("office")
def test_the_steps_show_values_and_hide_passwords(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["paths", "howto", "Office", "--system", "windows"]) == 0
    shown = capsys.readouterr().out
    assert "Hostname: proxy.example" in shown
    assert "Password: ••••" in shown
    assert "word-7" not in shown
    assert "your provider sees" in shown
    assert run(["paths", "howto", "Office", "--system", "windows", "--show-secrets"]) == 0
    assert "Password: word-7" in capsys.readouterr().out


@pytest.mark.usefixtures("office")
def test_what_the_steps_ask_for_is_handed_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["paths", "howto", "Far", "--system", "android"]) == 0
    assert "paths howto Far --take code --output ." in capsys.readouterr().out
    assert run(["paths", "howto", "Far", "--take", "link"]) == 0
    handed = capsys.readouterr()
    assert handed.out == "trojan://word-8@host.example:443?security=tls&type=tcp#Far\n"
    assert "passwords and keys are in it" in handed.err
    assert run(["paths", "howto", "Far", "--take", "config", "--output", str(tmp_path)]) == 0
    file = tmp_path / "waythrough-sing-box.json"
    assert json.loads(file.read_bytes())["route"]["final"] == "Far"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.usefixtures("office")
def test_what_cannot_be_said_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["paths", "howto", "Nobody"]) == 2
    assert "no way is called" in capsys.readouterr().err
    assert run(["paths", "howto", "Far", "--take", "file"]) == 2
    assert run(["paths", "howto", "Far", "--take", "code"]) == 2
    assert "--output way.png" in capsys.readouterr().err
    assert run(["paths", "howto", "Far", "--output", "x"]) == 2

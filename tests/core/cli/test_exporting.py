import json
import stat
from pathlib import Path

import pytest

from tests.core.paths.importing.corpus.tunnels import CONF, OVPN
from waythrough.cli.main import run
from waythrough.paths.importing.recognise import recognised

pytestmark = pytest.mark.usefixtures("own_home")


@pytest.fixture
def ways(own_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "ways.txt"
    file.write_text("trojan://word-7@host.example:443#One\ninterface://tun0#Two\n", "utf-8")
    assert run(["paths", "import", str(file)]) == 0


@pytest.mark.usefixtures("ways")
def test_links_go_to_standard_output_with_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["paths", "export"]) == 0
    shown = capsys.readouterr()
    assert [spec.kind for spec in recognised(shown.out, "x").specs] == ["trojan", "interface"]
    assert "passwords and keys are in it" in shown.err


@pytest.mark.usefixtures("ways")
def test_a_file_is_for_its_owner_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form, name in (("qr", "code.png"), ("toml", "ways.toml"), ("sing-box", "box.json")):
        file = tmp_path / name
        assert run(["paths", "export", "One", "--format", form, "--output", str(file)]) == 0
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        (spec,) = recognised(file.read_bytes(), name).specs
        assert (spec.kind, spec.name) == ("trojan", "One")
    assert "word-7" not in capsys.readouterr().out


@pytest.mark.usefixtures("ways")
def test_what_a_form_cannot_say_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["paths", "export", "--format", "sing-box"]) == 1
    shown = capsys.readouterr()
    assert "“Two” is left out" in shown.err
    assert [each["tag"] for each in json.loads(shown.out)["outbounds"]] == ["One"]
    assert run(["paths", "export", "Two", "--format", "conf"]) == 2
    assert run(["paths", "export", "One", "--format", "qr"]) == 2
    assert run(["paths", "export", "Nobody"]) == 2


def test_nothing_can_be_written_where_nothing_is_kept() -> None:
    assert run(["paths", "export"]) == 2


@pytest.fixture
def tunnels(own_home: Path, tmp_path: Path) -> None:
    for name, text in (
        ("berlin.conf", CONF),
        ("Berlin.ovpn", OVPN),
        ("x.txt", "socks5://host.example:1080\n"),
    ):
        (tmp_path / name).write_text(text, "utf-8")
        assert run(["paths", "import", str(tmp_path / name)]) == 0


@pytest.mark.usefixtures("tunnels")
def test_tunnels_go_into_a_file_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["berlin", "Berlin"]
    capsys.readouterr()
    for more in ([], ["--output", str(tmp_path / "all.conf")]):
        assert run(["paths", "export", *names, "--format", "conf", *more]) == 2
        shown = capsys.readouterr()
        assert "a file of its own" in shown.err
        assert shown.out == ""
    assert not (tmp_path / "all.conf").exists()
    folder = tmp_path / "files"
    for _ in range(2):
        assert run(["paths", "export", *names, "--format", "conf", "--output", str(folder)]) == 0
    assert sorted(each.name for each in folder.iterdir()) == ["Berlin.ovpn", "berlin.conf"]
    assert (folder / "Berlin.ovpn").read_text("utf-8") == OVPN
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}


@pytest.mark.usefixtures("tunnels")
def test_one_tunnel_beside_ways_that_have_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["paths", "export", "berlin", "SOCKS5 1", "--format", "conf"]) == 1
    shown = capsys.readouterr()
    assert "only WireGuard and OpenVPN ways can be written as .conf" in shown.err
    assert shown.out.startswith("[Interface]")
    assert run(["paths", "export", "berlin", "--format", "conf", "--output", str(tmp_path / "one.conf")]) == 0
    assert (tmp_path / "one.conf").is_file()


@pytest.mark.usefixtures("ways")
def test_a_code_is_for_one_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["paths", "export", "--format", "qr", "--output", str(tmp_path / "code.png")]) == 2
    assert "name one way" in capsys.readouterr().err
    assert not (tmp_path / "code.png").exists()

import json
import stat
from pathlib import Path

import pytest

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

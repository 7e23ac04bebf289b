import signal
from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.cli.helpers import Nets
from tests.e2e.program import PATIENCE, Program, serving
from waythrough.catalog.profile import load_network
from waythrough.cli.drive import drive
from waythrough.cli.exits import Exit
from waythrough.cli.practising import Practice, differences, practise, serve_network
from waythrough.model.errors import WaythroughError
from waythrough.model.run import Depth, Run, RunPlan
from waythrough.model.verdict import Confidence, Label
from waythrough.practice.truth import Table, Truth


@pytest.fixture(scope="module")
def run(nets: Nets) -> Run:
    return drive(nets.net.profile, RunPlan(platforms=nets.platforms("quillpad"), depth=Depth.QUICK), [])


def _truth(truth: Truth) -> Table:
    return {("quillpad", "direct"): truth}


def test_what_was_made_and_what_was_found_are_compared(run: Run, nets: Nets) -> None:
    right = nets.net.truth["quillpad", "direct"]
    assert differences(run, nets.net.truth) == []
    (line,) = differences(run, _truth(replace(right, works=True)))
    assert line.startswith("Wrong: quillpad over direct is server_fault")
    assert len(differences(run, _truth(replace(right, label=Label.OK)))) == 1


def test_how_sure_it_must_be_depends_on_the_depth(run: Run, nets: Nets) -> None:
    found = run.cell("quillpad", "direct").verdict.confidence
    other = next(each for each in Confidence if each is not found)
    sure = _truth(replace(nets.net.truth["quillpad", "direct"], confidence=other))
    assert differences(run, sure) == []
    assert len(differences(replace(run, depth=Depth.STANDARD), sure)) == 1


@pytest.mark.usefixtures("own_home")
def test_another_result_than_the_one_that_was_made_is_a_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("waythrough.cli.practising.differences", lambda *_: ["Wrong: so"])
    asked = Practice(platforms=("chirper",), portal=True, depth="quick", quiet=True, keep=False)
    assert practise(asked) is Exit.BUG
    assert capsys.readouterr().err == "Wrong: so\n"


def test_ctrl_c_ends_a_practice_run_like_any_other(tmp_path: Path) -> None:
    process = Program(tmp_path).start("practice", "openatlas")
    assert process.stderr is not None
    for line in process.stderr:
        if "Works" in line:
            process.send_signal(signal.SIGINT)
            break
    out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "The check was stopped early" in out


def test_it_serves_until_ctrl_c_and_tidies_up(tmp_path: Path) -> None:
    folder = tmp_path / "serve"
    with serving(Program(tmp_path), folder) as served:
        assert load_network(served.folder / "network.toml").practice
        assert len(served.ways()) == 10
    assert not folder.exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WaythroughError, match="cannot be started"):
        serve_network(tmp_path / "file" / "serve", portal=False)


def test_a_file_of_the_user_is_in_the_way(tmp_path: Path) -> None:
    own = tmp_path / "paths.toml"
    own.write_text("# mine\n", "utf-8")
    with pytest.raises(WaythroughError, match=r"paths\.toml” was not made by the practice network"):
        serve_network(tmp_path, portal=False)
    assert list(tmp_path.iterdir()) == [own]
    assert own.read_text("utf-8") == "# mine\n"

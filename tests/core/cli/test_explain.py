import json
from pathlib import Path

import pytest

from tests.core.cli.helpers import home_in, sample_run
from waythrough.cli.explain import load_run, pick, pick_way
from waythrough.cli.main import run
from waythrough.model.errors import WaythroughError
from waythrough.report.document import make_document
from waythrough.report.to_json import to_json
from waythrough.store.history import History
from waythrough.verdict.words import translator

KNOWN = {"direct": ("direct", "Direct"), "id-1": ("id-1", "Office proxy")}


@pytest.mark.parametrize("word", ["id-1", "Office proxy", "office PROXY"])
def test_a_way_is_meant_by_id_or_name(word: str) -> None:
    assert pick(word, KNOWN, "way") == "id-1"


def test_a_misspelt_name_gets_a_suggestion() -> None:
    with pytest.raises(WaythroughError, match="did you mean “Office proxy”"):
        pick("Ofice proxy", KNOWN, "way")
    with pytest.raises(WaythroughError, match="it has “Direct” and “Office proxy”"):
        pick("zzz", KNOWN, "way")


def test_the_beginning_of_one_name_is_enough() -> None:
    assert pick("off", KNOWN, "way") == pick("Office pr…", KNOWN, "way") == "id-1"
    with pytest.raises(WaythroughError, match="“o” may mean “Office proxy”, “Oslo”"):
        pick("o", {**KNOWN, "id-2": ("z-2", "Oslo")}, "way")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("socks5 1", "p-5d10"),  # what the program calls it, in reports too
        ("SOCKS5 2", "p-91c2"),
        ("https proxy", "p-7f3a"),
        ("Berlin", "p-7f3a"),
        ("مستقیم", "direct"),
        ("direct", "direct"),
    ],
)
def test_a_way_is_found_by_what_a_report_calls_it(word: str, meant: str) -> None:
    assert pick_way(word, sample_run(), translator("fa")) == meant


def test_every_way_is_named_where_none_fits() -> None:
    with pytest.raises(WaythroughError) as refused:
        pick_way("zzz", sample_run(), translator("en"))
    assert all(f"“{info.name}”" in refused.value.todo for info in sample_run().paths)


def test_a_report_without_names_says_that_they_are_replaced() -> None:
    with pytest.raises(WaythroughError, match="--include-names keeps them") as refused:
        pick_way("Ali", make_document(sample_run()).run, translator("en"))
    assert "this check has no way “Ali”" in str(refused.value)
    with pytest.raises(WaythroughError) as named:
        pick_way("Ali", sample_run(), translator("en"))
    assert "--include-names" not in str(named.value)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "report.json"
    file.write_bytes(to_json(make_document(sample_run())))
    return file


@pytest.mark.usefixtures("own_home")
def test_a_cell_of_a_report_is_told_from_words_to_wire(
    report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", str(report), "WhatsApp"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("WhatsApp is blocked on this network\n")
    for part in ("Step by step", "What was seen", "verdict   sni_filtering confirmed 3/3", "tls.sni_matrix"):
        assert part in shown


def test_a_run_is_a_file_an_id_or_the_last(report: Path, tmp_path: Path) -> None:
    history = home_in(tmp_path).dirs.history
    with History(history) as kept:
        kept.finish(sample_run())
    assert load_run("last", history) == load_run(sample_run().id, history) == sample_run()
    assert load_run(str(report), history).id == sample_run().id
    with pytest.raises(WaythroughError, match=r"there is no file “gone\.json”"):
        load_run("gone.json", history)
    with pytest.raises(WaythroughError, match="no check"):
        load_run("20010101", history)


@pytest.mark.usefixtures("own_home")
def test_a_cell_that_is_not_there(report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.json"
    other.write_text("{}")
    assert run(["explain", str(other), "x"]) == 2
    assert run(["explain", str(report), "nothing"]) == 2
    told = capsys.readouterr().err
    assert "not a Waythrough report" in told
    assert "this check has no service “nothing”" in told


@pytest.mark.usefixtures("own_home")
def test_a_cell_as_json_has_words_purposes_and_what_was_heard(
    report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", str(report), "proton", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    cell = told["cell"]
    assert (cell["platform_id"], cell["path_id"]) == ("proton", "direct")
    assert cell["words"]["findings"][0].startswith("The newer kind of connection (QUIC)")
    assert {"heard", "leg", "family"} <= set(cell["targets"][0])
    assert told["purposes"]["target"] == "The service itself"

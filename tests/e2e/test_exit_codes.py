"""What every script may rely on: one exit code for each kind of end, and one sentence for each mistake."""

from pathlib import Path

import pytest

from tests.e2e.program import Program, Served, serving


def test_0_when_everything_opens(program: Program, served: Served) -> None:
    ended = program("check", "openatlas", *served.network, "--depth", "quick", "-q", "--no-history")
    assert (ended.code, ended.err) == (0, "")
    assert "It opens directly" in ended.out


def test_1_when_something_opens_by_no_way(program: Program, served: Served) -> None:
    ended = program("check", "openatlas", "quillpad", *served.network, "--depth", "quick", "-q")
    assert (ended.code, ended.err) == (1, "")
    assert "Quillpad" in ended.out


def test_2_with_one_sentence_for_a_mistake(program: Program) -> None:
    ended = program("check", "telegrm")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "Error: no service is called “telegrm”; did you mean “telegram”?\n"


def test_2_without_consent_to_a_real_network(program: Program) -> None:
    ended = program("check", "telegram")
    assert (ended.code, ended.out) == (2, "")
    assert "a check contacts Telegram, and whoever runs your network can see that; give --yes" in ended.err


def test_2_for_a_real_service_on_the_practice_network(program: Program, served: Served) -> None:
    ended = program("check", "telegram", *served.network)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "Error: Telegram is not on the practice network, which has only invented services;"
        " give --catalog with its file platforms.toml.\n"
    )


def test_2_where_the_practice_network_has_ended(program: Program) -> None:
    ended = program("check", "--network", program.home / "network.toml")
    assert ended.code == 2
    assert "is `waythrough practice --serve` still running?\n" in ended.err


def test_2_with_the_place_of_a_misspelt_key(program: Program) -> None:
    file = program.home / "mine.toml"
    file.write_text(
        '[[platform]]\nid = "mine"\nnaems = { en = "Mine" }\n[[platform]]\nid = "other"\nnames = { en = "O" }\n'
        'targets = [{ role = "web", flow = "web", url = "https://o.example/" }]\n',
        "utf-8",
    )
    ended = program("check", "mine", "--catalog", file, "--yes")
    assert ended.code == 2
    assert "mine.toml, line 3, left out" in ended.err
    assert "did you mean “names”?\n" in ended.err


def test_2_without_a_display(program: Program) -> None:
    ended = program()
    assert (ended.code, ended.out) == (2, "")
    assert "waythrough check" in ended.err


def test_3_behind_a_sign_in_page(program: Program, tmp_path: Path) -> None:
    with serving(program, tmp_path / "portal", "--portal") as portal:
        ended = program("check", "openatlas", *portal.network, "--depth", "quick", "-q")
        ways = program("check", *portal.network, "--paths", portal.paths, "--depth", "quick", "-q")
    assert ended.code == ways.code == 3, ended.told
    assert "This network wants you to sign in first" in ended.out


def test_practice_behind_a_sign_in_page_is_0_when_that_is_what_was_found(program: Program) -> None:
    ended = program("practice", "quillpad", "--portal", "--depth", "quick", "-q", "--no-history")
    assert (ended.code, ended.err) == (0, "")
    assert "This network wants you to sign in first" in ended.out


@pytest.mark.long
def test_practice_is_0_when_every_result_is_as_it_was_made(program: Program) -> None:
    report = program.home / "report.html"
    ended = program("practice", "quillpad", "playfield", "--depth", "quick", "--output", report, "-q")
    assert (ended.code, ended.err) == (0, "")
    assert "Practice network" in ended.out
    assert "<html" in report.read_text("utf-8")

import json
from pathlib import Path

import pytest

from waythrough.cli.main import run

pytestmark = pytest.mark.usefixtures("own_home")

UUID = "2dd61d93-75d8-4da4-ac0e-6aece7eac365"
MAIL = f"""Hello my friend,
vless://{UUID}@host.example:443?security=tls&allowInsecure=1#One
and here is the old one: socks5://me:word-7@host.example:1080
vless://x@host.example:443
"""


@pytest.fixture
def mail(tmp_path: Path) -> str:
    file = tmp_path / "mail.txt"
    file.write_text(MAIL, "utf-8")
    return str(file)


def kept(capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert run(["paths", "list"]) == 0
    return capsys.readouterr().out


def test_what_is_understood_is_kept_and_the_rest_is_told(
    mail: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["paths", "import", mail]) == 1
    shown = capsys.readouterr()
    assert "VLESS server" in shown.out
    assert "certificate is not checked" in shown.out
    assert "Line 4, left out: its user id (UUID) is not whole" in shown.out
    assert "Kept: 2" in shown.out
    for secret in (UUID, "word-7", "host.example", "me:"):
        assert secret not in shown.out + shown.err
    assert "One" in kept(capsys)


def test_programs_read_the_same(mail: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["paths", "import", mail, "--dry-run", "--format", "json"]) == 1
    out = capsys.readouterr().out
    value = json.loads(out)
    assert [set(each) for each in value["imported"]] == [{"line", "kind", "name", "summary", "warnings"}] * 2
    assert [(each["line"], each["kind"], each["name"]) for each in value["imported"]] == [
        (2, "vless", "One"), (3, "socks5", "SOCKS5 1"),
    ]  # fmt: skip
    assert value["rejected"] == [{"line": 4, "reason": "its user id (UUID) is not whole"}]
    assert "word-7" not in out
    assert "No way is kept yet" in kept(capsys)


def test_the_exit_code_says_how_much_was_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.txt"
    for text, code in (
        ("socks5://h.example:1\n", 0),
        ("nonsense\n", 2),
        ("", 2),
        ("h.example:2\nnonsense\n", 1),
    ):
        file.write_text(text, "utf-8")
        assert run(["paths", "import", str(file)]) == code
    assert run(["paths", "import", str(tmp_path / "none.txt")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_what_is_kept_already_is_told_and_kept_once(mail: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["paths", "import", mail])
    capsys.readouterr()
    assert run(["paths", "import", mail]) == 1
    assert "it is kept already as “One”" in capsys.readouterr().out
    assert kept(capsys).count("VLESS") == 1


def test_names_that_are_taken_are_numbered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.txt"
    for port in (1, 2):
        file.write_text(f"socks5://h.example:{port}#Berlin\n", "utf-8")
        assert run(["paths", "import", str(file)]) == 0
    out = kept(capsys)
    assert "Berlin 2" in out


def test_everything_can_be_put_behind_a_kept_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["paths", "add", "Office", "socks5://office.example:1080"])
    file = tmp_path / "x.txt"
    file.write_text("socks5://a.example:1\nsocks5://b.example:1 -> http://c.example:3128\n", "utf-8")
    assert run(["paths", "import", str(file), "--via", "Office"]) == 0
    assert kept(capsys).count("through Office") == 2
    assert run(["paths", "import", str(file), "--via", "Nobody"]) == 2


def test_the_line_is_used_for_an_address_only_when_somebody_agrees(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["paths", "import", "--url", "ssconf://keys.example/a"]) == 2
    told = capsys.readouterr().err
    assert "over the line itself" in told
    assert "--through" in told
    assert run(["paths", "import", "--url", "http://keys.example/a", "--yes"]) == 2
    assert "https" in capsys.readouterr().err
    assert run(["paths", "import", "--url", "https://keys.example/a", "--through", "Nobody"]) == 2


@pytest.mark.parametrize("words", [[], ["a", "--url", "https://x.example"], ["a", "--through", "x"]])
def test_words_that_contradict_each_other_are_refused(words: list[str]) -> None:
    assert run(["paths", "import", *words]) == 2


def test_an_empty_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "empty.txt"
    file.write_text("\n", "utf-8")
    assert run(["paths", "import", str(file)]) == 2
    assert "there is nothing in it (empty.txt)" in capsys.readouterr().err


def test_the_front_of_a_chain_is_told_when_it_is_kept_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.txt"
    file.write_text("socks5://a.example:1 -> http://b.example:3128\n", "utf-8")
    assert run(["paths", "import", str(file)]) == 0
    assert "because others go through them: 1" in capsys.readouterr().out


def test_a_kept_way_is_the_front_of_a_chain_that_begins_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["paths", "add", "Office", "socks5://a.example:1"])
    file = tmp_path / "x.txt"
    file.write_text("socks5://a.example:1 -> http://b.example:3128\n", "utf-8")
    assert run(["paths", "import", str(file)]) == 0
    assert "others go through them" not in capsys.readouterr().out
    out = kept(capsys)
    assert "through Office" in out
    assert out.count("SOCKS5") == 1

"""Nothing private leaves with a problem report: planted secrets of every kind are looked for in it."""

import getpass
import traceback
from pathlib import Path

import pytest

from waythrough.paths.importing.links import parse_spec
from waythrough.report.document import private_words
from waythrough.report.problem import Problem, fault_lines, problem_text

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
HOST, PASSWORD, OWN, MAC = "my-own-host.example", "word-7-word", "198.51.100.77", "02:00:5e:10:20:30"
UNIX, WINDOWS = "/home/" + "farid", "C:\\Users\\" + "farid"


def planted() -> tuple[str, ...]:
    return (
        KEY,
        HOST,
        PASSWORD,
        OWN,
        MAC,
        "2001:db8::77",
        str(Path.home()),
        UNIX,
        WINDOWS,
    )


def trace() -> str:
    words = " ".join(planted())
    try:
        raise ValueError(f"cannot dial {words}")
    except ValueError as error:
        text = "".join(traceback.format_exception(error))
    frame = f'  File "{UNIX}/src/waythrough/net/tcp.py", line 7, in dial'
    return f'{text}{frame}\n    dial("{words}")\nOSError: {words}\n'


def test_planted_secrets_are_nowhere() -> None:
    way = parse_spec(f"socks5://me-myself:{PASSWORD}@{HOST}:1080")
    told = f"I use {HOST} with {PASSWORD} from {OWN}, {MAC}, 2001:db8::77, see {Path.home()}/x and {UNIX}/y"
    problem = Problem(told=told, facts={"System": "Linux"}, fault=trace())
    text = problem_text(problem, private=(*private_words([way]), KEY))
    assert [each for each in planted() if each in text] == []
    assert "farid" not in text
    assert "me-myself" not in text
    assert "What happened" in text


def test_a_fault_tells_where_and_what_kind_and_nothing_of_its_data() -> None:
    lines = fault_lines(trace())
    assert "  waythrough/net/tcp.py, line 7, in dial" in lines
    assert lines[-1] == "OSError: [hidden]"
    assert "ValueError: [hidden]" in lines
    assert not any("dial(" in line or "cannot" in line for line in lines)


def test_the_name_of_the_user_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "parvaneh")
    text = problem_text(Problem(told="parvaneh@laptop said so", facts={}))
    assert "parvaneh" not in text


def test_mail_addresses_are_taken_out() -> None:
    told = "Ask (mina.r+x@post.example) or me@mail.example.org, at 5 o'clock @home."
    text = problem_text(Problem(told=told, facts={}))
    assert "Ask ([mail]) or [mail], at 5 o'clock @home." in text

"""Ten proxies of which three work, one opens TLS, one wants a password; and what a support desk makes of the report."""

import json
import re
import socket
from contextlib import ExitStack
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import waythrough_resources
from tests.e2e.program import Ended, Program, Served, write
from waythrough.model.verdict import Label

WORKING = {"Berlin", "Vienna", "Toronto"}
ASKED = ("openatlas", "chirper", "friendbook")


@dataclass(frozen=True, slots=True)
class Story:
    """What came of the run, and what must not be in it."""

    ended: Ended
    record: dict[str, Any]
    page: str
    secrets: tuple[str, ...]
    program: Program


@pytest.fixture(scope="module")
def story(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Story:
    program = Program(tmp_path_factory.mktemp("home"))
    entries = served.ways("berlin", "vienna", "toronto", "free proxy", "tallinn", "riga")
    with ExitStack() as stack:
        closed = [_closed_port(stack) for _ in range(4)]
        own = [
            f'[[path]]\nid = "gone-{port}"\nname = "Gone {port}"\nkind = "socks5"\nhost = "127.0.0.1"\nport = {port}\n'
            for port in closed
        ]
        ways = write(program.home, "ways.toml", [*entries.values(), *own])
        common = ("check", *ASKED, *served.network, "--paths", ways, "--depth", "quick")
        ended = program(*common, "--output", program.home / "report.json", "--include-names")
    page = program.home / "report.html"
    assert program("history", "show", "--output", page).code == 0
    entry = served.ways("toronto")["toronto"]
    secrets = ("leaf-7", "maple", *(_host(each) for each in entries.values()))
    assert "leaf-7" in entry
    record = json.loads((program.home / "report.json").read_text("utf-8"))
    return Story(ended, record, page.read_text("utf-8"), secrets, program)


def _closed_port(stack: ExitStack) -> int:
    """A port of this machine on which nobody listens, kept from others until the end."""
    sock = stack.enter_context(socket.socket())
    sock.bind(("127.0.0.1", 0))
    port: int = sock.getsockname()[1]
    return port


def _host(entry: str) -> str:
    found = re.search(r'^host = "(.*)"', entry, re.MULTILINE)
    assert found
    return found[1]


def _names(record: dict[str, Any]) -> dict[str, str]:
    return {path["id"]: path["name"] for path in record["paths"]}


def test_the_right_one_is_recommended(story: Story) -> None:
    assert story.ended.code == 0, story.ended.told
    names, advice = _names(story.record), story.record["recommendation"]
    assert len(names) == 11
    assert advice["advice"] == "one_way_opens_all"
    assert {names[path] for path in advice["cover"]} <= WORKING
    for choice in advice["choices"]:
        assert {names[choice["first"]], names[choice["second"]]} <= WORKING | {"Direct"}
    best = names[advice["cover"][0]]
    assert f"Use {best} – it opens all 3 services" in story.ended.out


def test_the_dangerous_one_is_named(story: Story) -> None:
    advice = story.record["recommendation"]
    assert [_names(story.record)[path] for path in advice["unsafe"]] == ["Free proxy"]
    assert "Do not use Free proxy: it opens your safe lines" in story.ended.out
    unsafe = [cell for cell in story.record["cells"] if cell["path_id"] in advice["unsafe"]]
    assert {cell["verdict"]["label"] for cell in unsafe} == {Label.TLS_MITM}


def test_each_dead_one_says_why(story: Story) -> None:
    stages = {path["name"]: path["stage"] for path in story.record["paths"] if path["usable"] is False}
    assert stages.pop("Tallinn (wants a password)") == "auth"
    assert len(stages) == 5
    assert set(stages.values()) == {"connect"}
    assert "wrong or missing user name or password" in story.ended.out


def test_json_holds_what_a_support_desk_needs(story: Story) -> None:
    jsonschema.validate(story.record, json.loads(waythrough_resources.read_text("schema/report-1.json")))
    assert story.record["run"]["practice"] is True
    assert len(story.record["cells"]) == 33
    for cell in story.record["cells"]:
        verdict = cell["verdict"]
        assert verdict["rule_id"]
        assert verdict["confidence"] in {"confirmed", "likely", "none"}
        if cell["status"] == "done":
            known = {seen["id"] for seen in cell["observations"]}
            assert known, cell["platform_id"]
            assert known & set(verdict["evidence"])
        else:
            assert cell["reason"]


def test_html_holds_what_a_support_desk_needs(story: Story) -> None:
    text = unescape(re.sub(r"<[^>]+>", " ", story.page))
    for platform in ("Open Atlas", "Chirper", "FriendBook"):
        assert platform in text
    assert "opens all 3 services" in text
    assert "wrong or missing user name or password" in text
    assert story.record["run"]["id"] in text
    assert "sni_filtering" in text  # the technical part, for whoever answers
    assert "<script" not in story.page
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", story.page)


def test_no_secret_and_no_server_of_a_way_leaves(story: Story) -> None:
    record = json.dumps(story.record)
    told = {"terminal": story.ended.told, "json": record, "html": story.page}
    told["history"] = story.program("explain", "last", "Chirper", "Toronto").out
    for name, text in told.items():
        for secret in story.secrets:
            assert secret not in text, f"{secret} in {name}"
    assert "Toronto" not in story.page  # names of ways only when they are asked for
    kept = [file for file in story.program.home.rglob("*") if file.is_file() and file.name != "ways.toml"]
    assert [file for file in kept if b"leaf-7" in file.read_bytes()] == []


def test_the_report_reads_the_same_from_its_file(story: Story) -> None:
    file = story.program.home / "report.json"
    again = story.program("explain", file, "chirper", "Free proxy")
    assert again.code == 0, again.err
    assert "not safe" in again.out
    assert Path(file).is_file()

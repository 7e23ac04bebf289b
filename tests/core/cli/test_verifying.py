import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.cli.helpers import Nets
from waythrough.cli.drive import drive
from waythrough.cli.main import run
from waythrough.cli.verifying import Outcome, findings, one_by_one, unmet
from waythrough.model.observation import HttpDetail
from waythrough.model.platform import PassRule, Platform
from waythrough.model.run import Depth, RunPlan

PAGE = HttpDetail(
    method="GET",
    url="https://a.example/",
    status=302,
    headers=(("server", "nginx"),),
    body=b"<title>Hello</title>",
    body_bytes=20,
    title="Hello",
    validated=True,
)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (PassRule(), []),
        (PassRule(status=((200, 200), (204, 299))), ["status 302 came, status 200, 204-299 is due"]),
        (PassRule(text=("Bye",)), ["the page (“Hello”) does not hold “Bye”"]),
        (PassRule(headers=(("server", "Caddy"),)), ["the header server: Caddy is missing"]),
        (PassRule(min_bytes=1000), ["20 bytes came, 1,000 are due"]),
        (PassRule(text=("Hello",), headers=(("server", "NGINX"),), min_bytes=20), []),
    ],
)
def test_what_a_page_misses_is_named(rule: PassRule, told: list[str]) -> None:
    assert [str(each) for each in unmet(rule, PAGE)] == told


def _with_rule(platform: Platform, rule: PassRule) -> Platform:
    return replace(platform, targets=tuple(replace(target, rule=rule) for target in platform.targets))


def test_every_target_is_tried_by_itself(nets: Nets) -> None:
    (both,) = nets.platforms("clipstream")
    alone = one_by_one((both,))
    assert [platform.id for platform in alone] == ["clipstream/0", "clipstream/1"]
    assert all(len(platform.targets) == 1 and platform.targets[0].rule.seen_live for platform in alone)


def test_a_rule_holds_or_is_to_be_changed_or_was_not_tried(nets: Nets) -> None:
    (good,) = nets.platforms("openatlas")
    (cut,) = nets.platforms("chirper")
    platforms = (
        _with_rule(good, replace(good.targets[0].rule, seen_live=False)),
        replace(_with_rule(good, PassRule(text=("Something else",))), id="wrong"),
        cut,
    )
    run_ = drive(nets.net.profile, RunPlan(platforms=one_by_one(platforms), depth=Depth.QUICK), [])
    holds, change, cut_off = findings(platforms, run_, "direct")
    assert (holds.outcome, str(holds.advice)) == (Outcome.HOLDS, "set seen_live = true")
    assert change.outcome is Outcome.CHANGE
    assert "does not hold “Something else”" in str(change.advice)
    assert cut_off.outcome is Outcome.NOT_TRIED


def test_the_command_says_what_to_change(
    nets: Nets, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["platforms", "verify", "openatlas", *nets.options, "-q"]) == 0
    shown = capsys.readouterr().out
    assert "openatlas web:openatlas.example" in shown
    assert "the rule holds: nothing to change" in shown
    assert (
        run(["platforms", "verify", "chirper", *nets.options, "--path", nets.net.links["berlin"], "-q"]) == 0
    )
    two = ["--path", "a.example:1080", "--path", "b.example:1080"]
    assert run(["platforms", "verify", "chirper", *nets.options, *two]) == 2
    assert not (own_home / "history.sqlite3").exists()


@pytest.mark.usefixtures("own_home")
@pytest.mark.parametrize("language", ["fa", "ru"])
def test_what_came_of_a_rule_is_in_the_language_of_the_reader(
    language: str, nets: Nets, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["platforms", "verify", "quillpad", "openatlas", *nets.options, "-q", "--lang", language]
    assert run(arguments) == 1
    shown = capsys.readouterr().out.replace("Welcome to Quillpad", "")
    assert "openatlas web:openatlas.example" in shown
    assert re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", shown) is None

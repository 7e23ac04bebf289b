"""kill -9 in the middle of a real check: what was told is kept, the next start works, and the check goes on."""

import json
import random
import signal

import pytest

from tests.e2e.program import PATIENCE, Program, Served, write

SERVICES = ("openatlas", "postbird", "askwise", "flicker", "parceltrack", "quillpad")
pytestmark = [pytest.mark.slow, pytest.mark.long]


def _told_until_killed(program: Program, served: Served, seed: int) -> set[tuple[str, str]]:
    """The cells that a check told until it was killed."""
    process = program.start(
        "check", *SERVICES, *served.network, "--kept", "--depth", "quick", "--format", "jsonl", "-q",
    )  # fmt: skip
    assert process.stdout is not None
    dice, told = random.Random(seed), set[tuple[str, str]]()
    wanted = dice.randint(1, 15)
    for line in process.stdout:
        told |= _cells(line)
        if len(told) >= wanted:
            process.send_signal(signal.SIGKILL)
            break
    for line in process.stdout.read().splitlines():  # what was told and not read yet
        told |= _cells(line)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == -signal.SIGKILL
    return told


def _cells(line: str) -> set[tuple[str, str]]:
    try:
        event = json.loads(line)
    except ValueError:
        return set()  # cut off by the kill
    if event.get("event") != "cell_finished":
        return set()
    return {(event["cell"]["platform_id"], event["cell"]["path_id"])}


@pytest.mark.parametrize("seed", range(4))
def test_what_was_told_is_kept_and_the_check_goes_on(program: Program, served: Served, seed: int) -> None:
    ways = write(program.home, "given.toml", [*served.ways("berlin", "toronto", "zurich").values()])
    assert program("paths", "import", ways).code == 0
    told = _told_until_killed(program, served, seed)
    listed = program("history", "list")
    assert "cut short" in listed.out
    kept = json.loads(program("history", "show", "last", "--format", "json").out)
    assert told <= {(each["platform_id"], each["path_id"]) for each in kept["cells"]}

    rest = program("check", "--network", served.folder / "network.toml", "--continue", "-q")
    assert rest.code in {0, 1}, rest.told
    whole = json.loads(program("history", "show", "last", "--format", "json").out)
    assert len(whole["cells"]) == len(SERVICES) * 4
    assert whole["run"]["interrupted"] is False
    assert program("check", "--network", served.folder / "network.toml", "--continue").code == 2

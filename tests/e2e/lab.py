"""The program inside a world of the lab: its files, and a process that lives in the client."""

import json
import subprocess
from pathlib import Path

import tomlkit

from tests.e2e.program import Program
from tests.lab.world import Lab

NOT_IN_FILES = frozenset({"private_roots"})  # the messengers' own authorities come with the program


def network_file(lab: Lab, folder: Path) -> Path:
    """The network file of a world: what such a file can say of it."""
    file = folder / "network.toml"
    told = {key: value for key, value in lab.profile.items() if key not in NOT_IN_FILES}
    file.write_text(tomlkit.dumps({"name": "lab", **told}), "utf-8")
    return file


def start_in_client(lab: Lab, program: Program, *arguments: object) -> "subprocess.Popen[str]":
    """A check that runs inside the client."""
    with lab.client():  # the process is born there and stays
        return program.start("check", "--network", network_file(lab, program.home), "--yes", *arguments)


def cells_of(report: Path) -> dict[tuple[str, str], dict[str, object]]:
    """The cells of a report by the names of platform and way."""
    found = json.loads(report.read_text("utf-8"))
    assert found["run"]["interrupted"] is False
    ways = {path["id"]: path["name"] for path in found["paths"]}
    return {(cell["platform_id"], ways[cell["path_id"]]): cell for cell in found["cells"]}

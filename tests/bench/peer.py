"""Another program's words beside ours in the laboratory: python -m tests.bench.peer FOLDER [--only ID,ID]

The program is dpi-detector (github.com/Runnin4ik/dpi-detector, MIT); FOLDER is a checkout of it, its packages must be
installed (httpx, rich, PyYAML). It looks at every page of a scenario over the direct line of the same world, with
the line's own resolver. Its test for private addresses is told which addresses are public here; nothing else of it is
changed. It knows no ways and gives no verdict where it says only how a connection ended, so three things are counted:
whether it is right on "opens", whether one of its accusing words fell on an honest trouble, and cells without a word.

Ours are read from artifacts/lab.json: run `dev.py lab` first.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.lab.matrix.known import chosen
from tests.lab.scenario import DIRECT, Scenario, Variant
from tests.lab.world import world

OURS = Path(__file__).resolve().parents[2] / "artifacts" / "lab.json"
SIDE_BY_SIDE = 4
PATIENCE_S = 90.0
ACCUSING = frozenset({"TLS DPI", "TLS MITM", "TLS BLOCK", "ISP PAGE", "DNS FAKE", "BLOCKED", "TCP16-20"})
"""Words that its legend explains as interference; TCP RST and red REDIR it leaves open."""

# Runs inside the program's folder; the addresses of the laboratory count as public, as our profile says of them.
RUNNER = """
import asyncio, json, sys
import utils.network as network, core.tls_scanner as scanner, cli.runners as runners
genuine = network.get_fake_ip_type
told = lambda address: None if address and address.startswith(("203.0.113.", "198.51.100.")) else genuine(address)
scanner.get_fake_ip_type = runners.get_fake_ip_type = told
row = runners.build_domain_row
def keep(entry):
    found = {key: entry[key][0] for key in ("http_res", "t12_res", "t13v4_res")}
    sys.stderr.write("ROW " + json.dumps({"host": entry["domain"], **found}) + "\\n")
    return row(entry)
runners.build_domain_row = keep
asyncio.run(runners.run_domains_test(asyncio.Semaphore(20), set(), sys.argv[1:]))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What it said of one page. `opens` by TLS (by HTTP for a plain page), None where it said nothing."""

    scenario: str
    platform: str
    opens: bool | None
    words: tuple[str, ...]
    truth: bool
    honest: bool

    @property
    def accuses(self) -> bool:
        return bool(ACCUSING & set(self.words))


def ask(folder: Path, scenario: Scenario) -> list[Word]:
    """The program's words on every direct cell of a scenario that is one page and not masked."""
    truths = scenario.truths(paths=False)
    rows = [row for row in scenario.platforms if row.url and truths[row.id, DIRECT].works is not None]
    hosts = {row.id: urlsplit(row.url).hostname or "" for row in rows}
    if not rows:
        return []
    with world(scenario, seed=1) as lab, lab.client(files=True):
        argv = [sys.executable, "-W", "ignore", "-c", RUNNER, *hosts.values()]
        done = subprocess.run(
            argv, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    said = {
        found["host"]: found
        for line in done.stderr.splitlines()
        if line.startswith("ROW ")
        for found in [json.loads(line[4:])]
    }
    return [
        _word(scenario, row.id, said.get(hosts[row.id]), row.url, truths[row.id, DIRECT].works is True)
        for row in rows
    ]


def _word(scenario: Scenario, platform: str, said: dict[str, str] | None, url: str, truth: bool) -> Word:
    legs = ("http_res",) if url.startswith("http:") else ("t13v4_res", "t12_res")
    colours = [said[leg] for leg in legs] if said else []
    return Word(
        scenario=scenario.id,
        platform=platform,
        opens=any(each.startswith("[green]") for each in colours) if said else None,
        words=tuple(dict.fromkeys(re.sub(r"\[[^\]]*\]", "", each) for each in colours)),
        truth=truth,
        honest=scenario.honest,
    )


def main(arguments: Sequence[str]) -> int:
    """Ask the program in every scenario and print both words side by side."""
    parser = argparse.ArgumentParser(prog="dev.py bench peer", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    asked = parser.parse_args(arguments)
    ours = _ours()
    scenarios = [
        each
        for each in chosen(tuple(one for one in asked.only.split(",") if one))
        if Variant.ALONE in each.variants
    ]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        words = [word for found in pool.map(lambda one: ask(asked.folder, one), scenarios) for word in found]
    for word in words:
        label, works = ours.get((word.scenario, word.platform), ("not measured", None))
        print(
            f"{word.scenario:34} {word.platform:10} truth {word.truth!s:5} | it {word.opens!s:5}"
            f" {', '.join(word.words) or '-':22} | we {works!s:5} {label}"
        )
    _sum_up(words, ours)
    return 0


def _sum_up(words: Sequence[Word], ours: dict[tuple[str, str], tuple[str, bool | None]]) -> None:
    both = [word for word in words if (word.scenario, word.platform) in ours]
    honest = [word for word in both if word.honest]
    right = sum(word.opens is word.truth for word in both)
    we = sum(ours[word.scenario, word.platform][1] is word.truth for word in both)
    silent = sum(word.opens is None for word in both)
    print(f"\n{len(both)} direct cells: opens or not right, it {right}, we {we}; without a word, it {silent}")
    print(f"{len(honest)} of them honest: accusing words, it {sum(word.accuses for word in honest)}")


def _ours() -> dict[tuple[str, str], tuple[str, bool | None]]:
    if not OURS.is_file():
        return {}
    told: dict[str, Any] = json.loads(OURS.read_text(encoding="utf-8"))
    return {
        (each["job"]["scenario"], cell["platform"]): (cell["label"], cell["works"])
        for each in told["worlds"]
        if each["job"]["kind"] == "clean" and each["job"]["variant"] == Variant.ALONE
        for cell in each["cells"]
        if cell["way"] == DIRECT
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

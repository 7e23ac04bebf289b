"""The files by which a check in another terminal uses a practice network that is being served."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import tomlkit

from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import FlowKind, Platform, Target
from waythrough.paths.importing.paths_file import format_file

Table = dict[str, object]

NETWORK_FILE = "network.toml"
CATALOGUE_FILE = "platforms.toml"
PATHS_FILE = "paths.toml"
HEAD = "# Made by `waythrough practice --serve`; good for as long as that runs.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeFiles:
    """Where the files were written; `remove` takes them away again."""

    network: Path
    catalogue: Path
    paths: Path

    def remove(self) -> None:
        """Delete the files; those already gone are no error."""
        for file in (self.network, self.catalogue, self.paths):
            file.unlink(missing_ok=True)


def write_files(
    folder: Path, profile: NetworkProfile, platforms: Iterable[Platform], paths: Iterable[PathSpec]
) -> PracticeFiles:
    """Write network, catalogue and paths file, readable by the owner only.

    The folder is made when it is missing. Raises OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = PracticeFiles(
        network=folder / NETWORK_FILE, catalogue=folder / CATALOGUE_FILE, paths=folder / PATHS_FILE
    )
    _write(files.network, tomlkit.dumps(network_table(profile)))
    _write(files.catalogue, tomlkit.dumps({"platform": [platform_table(each) for each in platforms]}))
    _write(files.paths, format_file(paths))
    return files


def network_table(profile: NetworkProfile) -> Table:
    """A profile as the keys of a network file."""
    plan = profile.address_plan
    return {
        "name": profile.name,
        "practice": profile.practice,
        "resolvers": list(profile.resolvers),
        "doh": list(profile.doh),
        "trust_roots": profile.trust_roots,
        "os_roots": profile.os_roots,
        "canaries": [{"url": c.url, "status": c.status, "text": c.text} for c in profile.canaries],
        "neutral_hosts": list(profile.neutral_hosts),
        "domestic_hosts": list(profile.domestic_hosts),
        "controls": list(profile.controls),
        "address_plan": {"public": [str(n) for n in plan.public], "bogon": [str(n) for n in plan.bogon]},
    }


def platform_table(platform: Platform) -> Table:
    """A platform as one [[platform]] of a catalogue file."""
    return {
        "id": platform.id,
        "category": platform.category,
        "names": dict(platform.names),
        "targets": [_target(target) for target in platform.targets],
    }


def _target(target: Target) -> Table:
    table: Table = {"role": target.role.value, "flow": target.flow.value}
    if target.flow is FlowKind.WEB:
        return table | {
            "url": target.url,
            "rule": {"text": list(target.rule.text), "seen_live": target.rule.seen_live},
        }
    return table | {
        "host": target.host,
        "port": target.port,
        "tls": target.tls,
        "send": target.send.decode("latin-1"),
        "expect": target.expect.decode("latin-1"),
    }


def _write(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8", newline="\n") as stream:
        file.chmod(0o600)  # also where an older file lay
        stream.write(HEAD + text)

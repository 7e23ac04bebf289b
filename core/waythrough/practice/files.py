"""The files by which a check in another terminal uses a practice network that is being served."""

import contextlib
import errno
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

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
    """Where the files were written; `remove` takes them away again. `made`: device and number of each file."""

    network: Path
    catalogue: Path
    paths: Path
    made: Mapping[Path, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}), repr=False)

    def remove(self) -> None:
        """Delete the files; those that are gone, or that somebody else has put in their place, are let be."""
        for file, identity in self.made.items():
            with contextlib.suppress(FileNotFoundError):
                if _identity(file.lstat()) == identity:
                    file.unlink()


def write_files(
    folder: Path, profile: NetworkProfile, platforms: Iterable[Platform], paths: Iterable[PathSpec]
) -> PracticeFiles:
    """Write network, catalogue and paths file, readable by the owner only.

    The folder is made when it is missing. A file that was left over from an earlier time is replaced; any other
    file of such a name is its owner's: FileExistsError, and nothing is written. Raises OSError.
    """
    import tomlkit  # only what writes such files waits for it

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = PracticeFiles(
        network=folder / NETWORK_FILE, catalogue=folder / CATALOGUE_FILE, paths=folder / PATHS_FILE
    )
    texts = {
        files.network: tomlkit.dumps(network_table(profile)),
        files.catalogue: tomlkit.dumps({"platform": [platform_table(each) for each in platforms]}),
        # Without ids each reader makes its own: such ways never stand for others that somebody keeps.
        files.paths: format_file(paths, ids=False),
    }
    for left in [file for file in texts if _is_left_over(file)]:
        left.unlink()
    made: dict[Path, tuple[int, int]] = {}
    try:
        for file, text in texts.items():
            made[file] = _write(file, text)
    except OSError:
        replace(files, made=made).remove()
        raise
    return replace(files, made=made)


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
        "quic_hosts": list(profile.quic_hosts),
        "port_hosts": list(profile.port_hosts),
        "nobody": profile.nobody,
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


def _is_left_over(file: Path) -> bool:
    """Whether an earlier practice network left this file. Raises FileExistsError when it is somebody's own."""
    if not os.path.lexists(file):
        return False
    if file.is_file() and not file.is_symlink():
        with file.open("rb") as stream:
            if stream.read(len(HEAD)) == HEAD.encode():
                return True
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(file))


def _write(file: Path, text: str) -> tuple[int, int]:
    """Make a file that was not there, readable by its owner only; its identity."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(HEAD + text)
            return _identity(os.fstat(stream.fileno()))
    except OSError:  # a full disk: half of it would be read as the whole
        file.unlink(missing_ok=True)
        raise


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino

"""Watching with the real engine, the practice network served by a process of its own, as the internet is elsewhere.

So what is measured is what a person's window takes: nothing of the servers lives in it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.e2e.program import Program, serving
from waythrough.catalog.catalog import Catalog
from waythrough.catalog.import_lists import import_text
from waythrough.catalog.profile import load_network
from waythrough.paths.importing.paths_file import parse_file
from waythrough.practice.files import CATALOGUE_FILE, NETWORK_FILE, PATHS_FILE
from waythrough.store.dirs import portable_dirs
from waythrough.store.settings import Monitoring
from waythrough_desktop import networks
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.bridge.keeping import RunKeeping
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Network, Session
from waythrough_desktop.shell import Shell
from waythrough_desktop.wiring import Wiring


@contextmanager
def served(folder: Path) -> Iterator[Network]:
    """The practice network in another process; to this one it is a network like any other."""
    home = folder.with_name(f"{folder.name}-home")
    home.mkdir()
    with serving(Program(home), folder) as there:
        yield _network(there.folder)


def _network(folder: Path) -> Network:
    rows = import_text((folder / CATALOGUE_FILE).read_text(encoding="utf-8"), CATALOGUE_FILE).platforms
    ways = parse_file((folder / PATHS_FILE).read_text(encoding="utf-8"), PATHS_FILE).specs
    profile = replace(load_network(folder / NETWORK_FILE), practice=False)  # practice is not watched
    return Network(profile=profile, platforms=tuple(rows), paths=tuple(ways))


def watching(network: Network, folder: Path) -> Wiring:
    """A window that watches this network every hour and keeps each run in its history."""
    session = Session(network, networks.describe)
    memory = Memory(portable_dirs(folder))
    memory.give_consent(session)
    memory.change(lambda known: replace(known, monitoring=Monitoring(hours=1, wait_when_metered=False)))
    keeping = RunKeeping(networks.open_engine, memory.dirs.history, lambda: True, session)
    wiring = Wiring(Shell(), session, Catalog.bundled(), Bridge(keeping.open), memory, keeping)
    wiring.window.show()
    return wiring

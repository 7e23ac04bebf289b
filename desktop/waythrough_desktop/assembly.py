"""Puts catalogue, settings, engine and window together; importing this loads most of the program."""

from waythrough.catalog.catalog import Catalog
from waythrough.store.dirs import Dirs, user_dirs
from waythrough_desktop import networks
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.bridge.keeping import RunKeeping
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Session
from waythrough_desktop.shell import Shell
from waythrough_desktop.wiring import Wiring


def make_wiring(shell: Shell, dirs: Dirs | None, practice: bool) -> Wiring:
    """The window of a shell with everything connected."""
    memory = Memory(dirs or user_dirs())
    catalog = memory.lists.widen(Catalog.bundled())
    memory.problems += memory.lists.problems
    start = networks.PRACTICE_TO_COME if practice else networks.real_network(catalog, memory)
    session = Session(start, networks.describe)
    keeping = RunKeeping(
        networks.open_engine, memory.dirs.history, lambda: memory.preferences.general.remember_runs, session
    )
    wiring = Wiring(shell, session, catalog, Bridge(keeping.open), memory, keeping)
    wiring.effort.look(shell.background, memory.dirs.history)
    if practice:
        wiring.enter_practice()
    else:
        wiring.resume.look()
    shell.background.run(networks.warm_up, lambda _nothing: None, lambda _error: None)
    return wiring

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.desktop.invented import describe
from waythrough.catalog.catalog import Catalog
from waythrough.catalog.profile import default_profile
from waythrough.model.network import NetworkProfile
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.run import Depth
from waythrough.paths.importing.links import parse_spec
from waythrough.store.dirs import portable_dirs
from waythrough_desktop.app import Peeked, peek
from waythrough_desktop.presenters.consent import consent_state, first_state, news_state
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.services import ServicesPresenter
from waythrough_desktop.presenters.session import Network, Session

CATALOG = Catalog.bundled()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def session_of(memory: Memory, *, practice: bool = False) -> Session:
    profile = NetworkProfile(practice=practice)
    network = Network(profile=profile, platforms=memory.services(CATALOG), paths=memory.ways)
    return Session(network, describe)


def test_a_new_user_has_the_short_list_and_has_agreed_to_nothing(home: Path) -> None:
    memory = Memory(portable_dirs(home))
    assert memory.services(CATALOG) == CATALOG.short_list()
    assert not memory.consent_given
    assert memory.ways == ()
    assert not home.exists()


def test_what_is_chosen_is_there_the_next_time(home: Path) -> None:
    memory = Memory(portable_dirs(home))
    session = session_of(memory)
    services = ServicesPresenter(session, CATALOG)
    assert services.add_own("news.example.org/page") == ""
    session.choose(session.platforms[-2:])
    session.add([parse_spec("Office=socks5://me:pass@198.51.100.7:1080")])
    memory.follow(session, CATALOG)
    memory.keep_view(True)
    memory.give_consent(session)
    again = Memory(portable_dirs(home))
    assert [each.id for each in again.services(CATALOG)] == [each.id for each in session.platforms]
    assert [way.name for way in again.ways] == ["Office"]
    assert again.consent_given
    assert again.detailed


def test_practice_leaves_no_trace(home: Path) -> None:
    memory = Memory(portable_dirs(home))
    session = session_of(memory, practice=True)
    session.add([parse_spec("socks5://198.51.100.7:1080")])
    memory.follow(session, CATALOG)
    assert not home.exists()


def test_a_damaged_file_is_told_and_never_written_over(home: Path) -> None:
    home.mkdir()
    settings, ways = home / "settings.toml", home / "ways.toml"
    settings.write_text("not [ toml", encoding="utf-8")
    ways.write_bytes(b"\xff\xfe")
    memory = Memory(portable_dirs(home))
    assert len(memory.problems) == 2
    session = session_of(memory)
    session.add([parse_spec("socks5://198.51.100.7:1080")])
    memory.follow(session, CATALOG)
    memory.give_consent(session)
    assert settings.read_text(encoding="utf-8") == "not [ toml"
    assert ways.read_bytes() == b"\xff\xfe"
    assert memory.consent_given  # for as long as the window is open


def test_an_address_that_cannot_be_used_is_told_why(home: Path) -> None:
    services = ServicesPresenter(session_of(Memory(portable_dirs(home))), CATALOG)
    assert "only http and https pages can be tested" in services.add_own("ftp://example.org")
    assert "no service is called" in services.add_own("telegramm")


def test_search_and_short_list(home: Path) -> None:
    session = session_of(Memory(portable_dirs(home)))
    services = ServicesPresenter(session, CATALOG)
    assert services.search("wiki")
    assert not services.search("zzzz no such thing")
    assert services.search("")
    session.choose([])
    services.use_short_list()
    assert session.platforms == CATALOG.short_list()


def test_a_second_window_loses_no_way_of_the_first(home: Path) -> None:
    first, second = Memory(portable_dirs(home)), Memory(portable_dirs(home))
    one, two = session_of(first), session_of(second)
    one.add([parse_spec("Berlin=socks5://198.51.100.7:1080")])
    first.follow(one, CATALOG)
    two.add([parse_spec("Vienna=socks5://198.51.100.8:1080")])
    second.follow(two, CATALOG)
    assert [way.name for way in Memory(portable_dirs(home)).ways] == ["Berlin", "Vienna"]
    one.remove(one.paths[0].id)
    first.follow(one, CATALOG)
    assert [way.name for way in Memory(portable_dirs(home)).ways] == ["Vienna"]


def test_a_second_window_keeps_the_settings_of_the_first(home: Path) -> None:
    first, second = Memory(portable_dirs(home)), Memory(portable_dirs(home))
    first.give_consent(session_of(first))
    second.keep_view(True)
    again = Memory(portable_dirs(home))
    assert again.consent_given
    assert again.detailed


def test_what_came_since_the_consent_is_asked_for_anew(home: Path) -> None:
    memory = Memory(portable_dirs(home))
    session = session_of(memory)
    assert not memory.agreed_to(session)
    memory.give_consent(session)
    assert Memory(portable_dirs(home)).agreed_to(session)
    session.choose(session.platforms[:1])
    assert memory.agreed_to(session)
    way = parse_spec("Office=socks5://198.51.100.7:1080")
    session.add([way])
    assert memory.news(session) == ((), (way.id,))
    state = news_state(session, *memory.news(session))
    assert state.again
    assert state.seen[0].startswith("New since you agreed:")
    assert "server of your" in state.seen[1]
    assert "198.51.100.7" not in " ".join((*state.hosts, *state.seen))
    assert (state.warnings, state.hosts, state.services) == ((), (), ())
    session.add([replace(way, id="quiet", private=True)])
    assert "can burn it" in news_state(session, *memory.news(session)).warnings[0]


def test_a_program_of_ones_own_is_asked_for_once(home: Path) -> None:
    memory = Memory(portable_dirs(home))
    session = session_of(memory)
    memory.give_consent(session)
    fields: dict[str, FieldValue] = {"command": "my-proxy {port}", "proxy": "socks5"}
    session.add([PathSpec(id="p", kind="program", name="Mine", fields=MappingProxyType(fields))])
    warnings = news_state(session, *memory.news(session)).warnings
    assert len(warnings) == 1
    assert "can do whatever you can" in warnings[0]
    assert "my-proxy" not in warnings[0]
    memory.give_consent(session)
    session.add([parse_spec("Office=socks5://198.51.100.7:1080")])
    assert news_state(session, *memory.news(session)).warnings == ()


def test_the_cost_of_a_thorough_check_is_asked_for_once(home: Path) -> None:
    memory = Memory(portable_dirs(home))
    session = Session(Network(profile=default_profile(), platforms=CATALOG.short_list()), describe)
    memory.give_consent(session)
    assert not memory.preferences.consent.thorough
    session.measure(depth=Depth.THOROUGH)
    assert not memory.agreed_to(session)
    state = news_state(session, *memory.news(session))
    assert (state.again, state.seen, state.hosts) == (True, (), ())
    assert "A thorough check: up to about" in state.warnings[0]
    memory.give_consent(session)
    assert Memory(portable_dirs(home)).agreed_to(session)
    session.measure(depth=Depth.QUICK)
    memory.give_consent(session)
    assert Memory(portable_dirs(home)).preferences.consent.thorough


def test_what_is_asked_tells_hosts_time_and_data(home: Path) -> None:
    session = Session(Network(profile=default_profile(), platforms=CATALOG.short_list()), describe)
    state = consent_state(session)
    assert state.amount.startswith(f"{len(state.hosts)} hosts · about ")
    assert state.amount.endswith("\u00a0MB")
    fewer = first_state(session, session.platforms[:1])
    assert len(fewer.hosts) < len(state.hosts)
    assert fewer.services == (session.platforms[0].id,)
    assert first_state(session, ()).amount == ""


def test_language_and_colours_are_there_for_the_next_window(home: Path) -> None:
    memory = Memory(portable_dirs(home))
    memory.keep_language("fa")
    memory.keep_theme("dark")
    assert peek(portable_dirs(home).settings) == Peeked("fa", "dark")
    memory.keep_theme("system")
    memory.keep_language("")
    assert peek(portable_dirs(home).settings) == Peeked("", "system")

"""The open window follows the file of ways, and loses nothing that was done in it."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from tests.desktop.conftest import MakeWiring
from waythrough.paths.importing.links import parse_spec
from waythrough.store.ways import add_ways, change_way, load_ways, remove_way, save_ways
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.wiring import Wiring

OFFICE = parse_spec("Office=socks5://me:secret@198.51.100.7:1080")
SECOND = parse_spec("Second=http://198.51.100.8:3128")


def names(wiring: Wiring) -> list[str]:
    return [way.name for way in wiring.session.paths]


def with_office(make_wiring: MakeWiring) -> Wiring:
    wiring = make_wiring(with_ways=False)
    wiring.session.add([OFFICE])
    wiring.memory.give_consent(wiring.session)
    return wiring


def test_what_the_command_line_adds_and_removes_is_seen(
    qtbot: QtBot, make_wiring: MakeWiring, memory: Memory
) -> None:
    wiring = with_office(make_wiring)
    add_ways(memory.dirs.ways, [SECOND])
    qtbot.waitUntil(lambda: names(wiring) == ["Office", "Second"])
    assert len(memory.news(wiring.session)[1]) == 1, "nothing of it is contacted before a word"
    remove_way(memory.dirs.ways, "Office")
    qtbot.waitUntil(lambda: names(wiring) == ["Second"])
    remove_way(memory.dirs.ways, "Second")
    qtbot.waitUntil(lambda: names(wiring) == [])


def test_another_server_under_the_same_name_is_agreed_to_anew(
    make_wiring: MakeWiring, memory: Memory
) -> None:
    wiring = with_office(make_wiring)
    assert not memory.news(wiring.session)[1]
    other = parse_spec("socks5://198.51.100.99:1080")
    change_way(memory.dirs.ways, replace(OFFICE, fields=other.fields))
    wiring.ways_file.look()
    assert wiring.session.paths[0].fields == other.fields
    assert memory.news(wiring.session)[1] == (OFFICE.id,)


def test_what_was_done_here_stays_when_the_file_could_not_take_it(
    make_wiring: MakeWiring, memory: Memory
) -> None:
    wiring = with_office(make_wiring)
    place = memory.dirs.ways
    whole = place.read_bytes()
    place.write_bytes(whole + b"\n[[path]]\nno = 'way'\n")
    wiring.ways_file.look()
    assert names(wiring) == ["Office"]
    wiring.session.add([SECOND])
    assert b"Second" not in place.read_bytes(), "a file that is not understood is not written over"
    save_ways(place, [OFFICE, parse_spec("Third=http://198.51.100.9:3128")])
    wiring.ways_file.look()
    assert sorted(names(wiring)) == ["Office", "Second", "Third"]
    assert sorted(way.name for way in load_ways(place).specs) == ["Office", "Second", "Third"]


def test_its_own_writing_changes_nothing(qtbot: QtBot, make_wiring: MakeWiring) -> None:
    wiring = with_office(make_wiring)
    with qtbot.assertNotEmitted(wiring.session.changed, wait=50):
        wiring.ways_file.look()


def test_practice_keeps_its_own_ways_meanwhile(make_wiring: MakeWiring, memory: Memory) -> None:
    wiring = make_wiring(practice=True)
    before = wiring.session.paths
    add_ways(memory.dirs.ways, [SECOND])
    wiring.ways_file.look()
    assert wiring.session.paths == before
    assert [way.name for way in memory.ways] == ["Second"]

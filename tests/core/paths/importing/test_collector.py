from waythrough.paths.importing.base import Imported, Rejected
from waythrough.paths.importing.cautions import EXPIRED
from waythrough.paths.importing.collector import MOST, Collector
from waythrough.paths.importing.reasons import refusal
from waythrough.paths.importing.values import Draft


def test_names_that_are_given_twice_are_numbered() -> None:
    found = Collector()
    for port in (1, 2, 3):
        found.line(port, f"socks5://h.test:{port}#Berlin", "")
    found.line(4, "socks5://h.test:4", "")
    items = [each for each in found.result() if isinstance(each, Imported)]
    assert [each.spec.name for each in items] == ["Berlin", "Berlin 2", "Berlin 3", ""]
    assert [each.name for each in items] == ["Berlin", "Berlin 2", "Berlin 3", "SOCKS5 1"]


def test_the_same_way_is_taken_once_and_told_with_its_first_line() -> None:
    found = Collector()
    assert found.line(2, "socks5://h.test:1#a", "")
    assert not found.line(7, "socks5://h.test:1#b", "")
    _, again = found.result()
    assert isinstance(again, Rejected)
    assert (again.line, again.message_id, "line 2" in again.reason) == (7, "path.twice", True)


def test_what_holds_for_a_whole_text_is_told_of_each_way() -> None:
    found = Collector("http")
    found.cautions = (EXPIRED,)
    found.line(1, "h.test:9", "")
    (item,) = found.result()
    assert isinstance(item, Imported)
    assert (item.spec.kind, item.warnings) == ("http", (EXPIRED,))


def test_drafts_are_checked_and_errors_kept() -> None:
    found = Collector()
    found.draft(1, refusal("path.bad_key"), "")
    found.draft(2, Draft(kind="socks5", fields={"host": "h.test"}), "")
    found.draft(3, Draft(kind="carrier pigeon", fields={}), "")
    ids = [each.message_id for each in found.result() if isinstance(each, Rejected)]
    assert ids == ["path.bad_key", "path.missing_field", "path.unsupported"]


def test_there_is_an_end() -> None:
    found = Collector()
    for number in range(MOST + 5):
        found.refuse(number, refusal("path.bad_key"), "")
    items = found.result()
    assert found.full
    assert len(items) == MOST + 1
    assert {each.message_id for each in items if isinstance(each, Rejected)} == {
        "path.bad_key",
        "path.too_many",
    }

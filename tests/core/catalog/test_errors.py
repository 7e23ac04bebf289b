from waythrough.catalog.errors import CatalogError, nearest, suggestion
from waythrough.model.errors import WaythroughError


def test_an_error_tells_where_and_what_to_do() -> None:
    error = CatalogError(
        "bad_port", "a port is a number", file="a.toml", line=3, key="targets[0].port", hint="mend it"
    )
    assert isinstance(error, WaythroughError)
    assert error.message_id == "catalog.bad_port"
    assert str(error) == "a.toml, line 3: a port is a number; mend it"
    assert (error.problem, error.hint, error.key) == ("a port is a number", "mend it", "targets[0].port")
    assert error.still_works


def test_a_fault_of_the_whole_file_has_no_line() -> None:
    assert str(CatalogError("x", "it is empty", file="a.toml")) == "a.toml: it is empty"


def test_nearest_is_best_first_and_keeps_the_spelling() -> None:
    assert nearest("telegrm", ["Telegram", "tele", "signal"])[0] == "Telegram"
    assert nearest("zzz", ["Telegram"]) == ()


def test_suggestion_falls_back_to_a_short_list() -> None:
    assert suggestion("hots", ["host", "port"]) == 'did you mean "host"?'
    assert suggestion("hostt", ["host", "hosts", "port"]) == 'did you mean "host" or "hosts"?'
    assert suggestion("qqq", ["host", "port"]) == "known are host, port"
    assert suggestion("qqq", [f"word{n}" for n in range(99)]) == ""

from waythrough.model.path import DIRECT, DIRECT_ID, FieldValue, PathSpec
from waythrough.model.secret import Secret


def test_the_line_itself_is_a_way_of_its_own_kind() -> None:
    assert DIRECT.is_direct
    assert DIRECT.id == DIRECT_ID
    assert not PathSpec(id="x", kind="socks5").is_direct


def test_a_way_shows_no_field_by_accident() -> None:
    fields: dict[str, FieldValue] = {"host": "proxy.example", "user": "me", "password": Secret("hunter2")}
    spec = PathSpec(id="x", kind="socks5", name="mine", fields=fields, via=PathSpec(id="y", kind="socks5"))
    assert "proxy.example" not in repr(spec)
    assert "hunter2" not in repr(spec)
    assert "mine" in repr(spec)

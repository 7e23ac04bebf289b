from tests.core.paths.howto.ways import values, ways
from waythrough.model.path import PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.howto.base import System, Take
from waythrough.paths.howto.guide import guide, take_along
from waythrough.paths.importing.recognise import recognised


def test_the_file_of_a_tunnel_is_read_again_under_a_name_that_its_apps_take() -> None:
    spec = ways()["wireguard"]
    taken = take_along(spec, "خانه, a long name", Take.FILE, System.LINUX)
    (again,) = recognised(taken.content, taken.name).specs
    assert again.fields == spec.fields
    assert taken.name == "way.conf"
    assert "way.conf" in " ".join(values(guide(spec, "x", System.LINUX)))


def test_a_profile_carries_neither_user_nor_password() -> None:
    kept = ways()["openvpn"]
    spec = PathSpec(id="o", kind="openvpn", fields={**kept.fields, "user": "me", "password": Secret("pw-17")})
    taken = take_along(spec, "x", Take.FILE, System.WINDOWS)
    assert b"pw-17" not in taken.content
    assert {"me", "pw-17"} <= set(values(guide(spec, "x", System.WINDOWS)))

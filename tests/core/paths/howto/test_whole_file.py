import json

from tests.core.paths.howto.ways import ways
from waythrough.model.path import PathSpec
from waythrough.paths.howto.base import System, Take
from waythrough.paths.howto.guide import take_along


def test_the_whole_file_opens_a_door_on_computers_and_a_vpn_on_phones() -> None:
    spec = ways()["wireguard"]
    plain = PathSpec(id="w", kind="wireguard", fields={k: v for k, v in spec.fields.items() if k != "dns"})
    for kind, system in (("mixed", System.LINUX), ("tun", System.ANDROID)):
        whole = json.loads(take_along(plain, "Berlin", Take.CONFIG, system).content)
        assert [each["type"] for each in whole["inbounds"]] == [kind]
        assert whole["route"]["final"] == "Berlin"
        assert whole["endpoints"][0]["peers"][0]["allowed_ips"]

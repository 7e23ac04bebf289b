"""What a run knows of its resolvers before it sends anything."""

from dataclasses import replace

import pytest

from tests.core.engine.town import Authority, town
from waythrough.engine.engine import Engine
from waythrough.engine.names import line_facts, name_aids
from waythrough.model.network import FILTER_RESOLVERS, SYSTEM_RESOLVER
from waythrough.net.system import SystemNames


@pytest.mark.parametrize(
    ("server", "bare"),
    [("9.9.9.9", "9.9.9.9"), ("9.9.9.9:53", "9.9.9.9"), ("[2620:fe::fe]:53", "2620:fe::fe"), ("::1", "::1")],
)
async def test_the_address_of_a_server(authority: Authority, server: str, bare: str) -> None:
    async with town(authority) as here, Engine(here.profile) as engine:
        world = engine._world()
        world.profile = replace(world.profile, resolvers=(server,))
        assert line_facts(world).nameservers == (bare,)


async def test_whether_the_resolver_is_at_home_or_filters(authority: Authority) -> None:
    async with town(authority) as here, Engine(here.profile) as engine:
        world = engine._world()
        assert not line_facts(world).local_resolver, "the plan counts it as public"
        world.profile = replace(world.profile, resolvers=("192.168.1.1:53",))
        assert (line_facts(world).local_resolver, line_facts(world).filtering) == (True, False)
        world.profile = replace(world.profile, resolvers=(FILTER_RESOLVERS[0],))
        assert (line_facts(world).local_resolver, line_facts(world).filtering) == (False, True)


async def test_the_systems_own_server_is_known_by_its_configuration(authority: Authority) -> None:
    async with town(authority) as here, Engine(here.profile) as engine:
        world = engine._world()
        world.profile = replace(world.profile, resolvers=(SYSTEM_RESOLVER, "9.9.9.9"))
        world.system = SystemNames(hosts=frozenset({"a.test"}), nameservers=("fe80::1%eth0", "192.168.1.1"))
        known = line_facts(world)
        assert (known.nameservers, known.local_resolver, known.hosts_file) == (
            ("192.168.1.1",),
            True,
            frozenset({"a.test"}),
        )
        aids = name_aids(world)
        assert aids.raw is not None
        assert aids.raw.label == "udp:192.168.1.1"
        assert [each.label for each in aids.unchecked] == ["udp:192.168.1.1", "udp:9.9.9.9"]


async def test_a_line_without_a_known_server_has_fewer_aids(authority: Authority) -> None:
    async with town(authority) as here, Engine(here.profile) as engine:
        world = engine._world()
        assert name_aids(world).raw is None, "it is asked by our own client anyway"
        world.profile = replace(world.profile, resolvers=())
        world.system = SystemNames()
        assert name_aids(world).raw is None
        assert (name_aids(world).unchecked, line_facts(world).local_resolver) == ((), False)

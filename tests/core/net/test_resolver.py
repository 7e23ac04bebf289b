import subprocess
import sys

import pytest

from tests.core.net.resolvers import Table
from waythrough.model.errors import WaythroughError
from waythrough.model.network import NetworkProfile
from waythrough.net.deadline import Patience
from waythrough.net.resolver import FixedResolver, SystemResolver, make_resolvers
from waythrough.net.resolver_udp import UdpResolver
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust

PATIENCE = Patience(hard=5)


async def test_the_resolvers_of_the_default_profile() -> None:
    resolvers = make_resolvers(NetworkProfile(), TcpDialer(), Trust())
    assert isinstance(resolvers.line, SystemResolver)
    assert [resolver.label for resolver in resolvers.public] == ["udp:9.9.9.9", "udp:1.1.1.1"]
    assert [resolver.label for resolver in resolvers.doh] == ["doh:dns.quad9.net", "doh:cloudflare-dns.com"]
    await resolvers.aclose()


async def test_a_line_may_have_a_server_of_its_own() -> None:
    profile = NetworkProfile(resolvers=("127.0.0.1:5353", "system"), doh=())
    resolvers = make_resolvers(profile, TcpDialer(), Trust())
    assert isinstance(resolvers.line, UdpResolver)
    assert resolvers.line.port == 5353
    assert isinstance(resolvers.public[0], SystemResolver)
    await resolvers.aclose()


async def test_without_any_entry_the_system_is_asked() -> None:
    resolvers = make_resolvers(NetworkProfile(resolvers=(), doh=()), TcpDialer(), Trust())
    assert resolvers.line.label == "system"
    await resolvers.aclose()


def test_what_only_a_run_needs_is_not_imported_before() -> None:
    code = "import sys, waythrough.engine.engine; sys.exit(bool({'httpx', 'dns'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "profile",
    [
        NetworkProfile(resolvers=("dns.test",)),
        NetworkProfile(resolvers=("system", "9.9.9.9:x")),
        NetworkProfile(doh=("http://dns.test/dns-query",)),
        NetworkProfile(doh=("https:///dns-query",)),
    ],
)
async def test_what_is_no_resolver_is_refused_with_a_hint(profile: NetworkProfile) -> None:
    with pytest.raises(WaythroughError) as caught:
        make_resolvers(profile, TcpDialer(), Trust())
    assert caught.value.message_id == "network.bad_resolver"
    assert caught.value.todo


async def test_known_addresses_are_not_asked_for() -> None:
    table = Table({"other.test": ("192.0.2.9",)})
    resolver = FixedResolver({"dns.test": ("192.0.2.1",)}, table)
    assert (await resolver.resolve("DNS.test", PATIENCE)).detail.addresses == ("192.0.2.1",)
    assert table.asked == []
    assert (await resolver.resolve("other.test", PATIENCE)).detail.addresses == ("192.0.2.9",)
    await resolver.aclose()

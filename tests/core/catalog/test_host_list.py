from datetime import date
from urllib.parse import urlsplit

from waythrough.catalog.catalog import Catalog
from waythrough.catalog.host_list import bundled_hosts
from waythrough.catalog.hosts import host, is_address, web_address
from waythrough.model.network import WEB_PORTS, AddressPlan
from waythrough.model.platform import Sensitivity

HOSTS = bundled_hosts()


def test_canaries_are_plain_pages_of_unlike_owners() -> None:
    assert len(HOSTS.canaries) >= 2
    assert len({fact.operator for fact in HOSTS.canaries}) == len(HOSTS.canaries)
    for fact in HOSTS.canaries:
        assert fact.url == web_address(fact.url).url
        assert fact.url.startswith("http://"), "a portal shows itself in plain HTTP only"
        assert fact.text or fact.status == 204


def test_resolvers_are_public_addresses_of_unlike_operators() -> None:
    assert len({fact.operator for fact in HOSTS.resolvers}) == len(HOSTS.resolvers) >= 2
    for fact in HOSTS.resolvers:
        assert is_address(fact.address)
        assert AddressPlan().is_public(fact.address)


def test_doh_operators_are_of_several_jurisdictions() -> None:
    assert len({fact.jurisdiction for fact in HOSTS.doh}) >= 2
    assert len({fact.operator for fact in HOSTS.doh}) == len(HOSTS.doh)
    assert all(urlsplit(fact.url).scheme == "https" for fact in HOSTS.doh)


def test_neutral_hosts_are_of_unlike_operators() -> None:
    assert len({fact.operator for fact in HOSTS.neutral}) == len(HOSTS.neutral) >= 5
    assert all(host(fact.host) == fact.host for fact in HOSTS.neutral)


def test_neutral_hosts_for_quic_are_others_and_of_unlike_operators() -> None:
    assert len({fact.operator for fact in HOSTS.quic}) == len(HOSTS.quic) >= 3
    assert all(host(fact.host) == fact.host for fact in HOSTS.quic)
    assert not {fact.host for fact in HOSTS.quic} & {fact.host for fact in HOSTS.neutral}


def test_hosts_on_other_ports_are_of_unlike_operators_and_ports() -> None:
    entries = [fact.host.split(":") for fact in HOSTS.ports]
    assert len({fact.operator for fact in HOSTS.ports}) == len(HOSTS.ports) >= 3
    assert len({port for _, port in entries}) == len(entries)
    assert all(host(name) == name and int(port) not in WEB_PORTS for name, port in entries)


def test_large_objects_are_of_unlike_operators() -> None:
    assert len({fact.operator for fact in HOSTS.volume}) == len(HOSTS.volume) >= 2
    for fact in HOSTS.volume:
        assert fact.url == web_address(fact.url).url
        assert fact.url.startswith("https://")


def test_domestic_hosts_by_country() -> None:
    countries = [fact.country for fact in HOSTS.domestic]
    assert len(countries) >= 25
    assert countries == sorted(set(countries))
    for fact in HOSTS.domestic:
        assert len(fact.country) == 2
        assert fact.country.isupper()
        assert fact.hosts
        assert all(host(name) == name for name in fact.hosts)


def test_nothing_leaned_on_belongs_to_a_sensitive_platform() -> None:
    sensitive = {
        target.host
        for platform in Catalog.bundled()
        if platform.sensitivity is Sensitivity.SENSITIVE
        for target in platform.targets
    }
    leaned = [fact.host for fact in HOSTS.neutral] + [name for fact in HOSTS.domestic for name in fact.hosts]
    assert not sensitive & set(leaned)


def test_every_fact_has_its_reason_and_date() -> None:
    for fact in (
        *HOSTS.canaries,
        *HOSTS.resolvers,
        *HOSTS.doh,
        *HOSTS.neutral,
        *HOSTS.quic,
        *HOSTS.ports,
        *HOSTS.volume,
        *HOSTS.domestic,
    ):
        assert fact.reason
        assert fact.reviewed >= date(2026, 11, 22)

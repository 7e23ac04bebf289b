from base64 import b64encode

from tests.core.net.resolvers import Table, name_server, zone
from tests.core.wire.ech_configs import config, config_list
from waythrough.model.failure import FailureKind
from waythrough.net.deadline import Patience
from waythrough.net.resolver_udp import UdpResolver
from waythrough.net.service_record import ServiceOutcome, ask_service

PATIENT = Patience(soft=20.0, hard=30.0)
ECH = b64encode(config_list()).decode()
UNKNOWN = b64encode(config_list(config(version=0xFE0A))).decode()


async def asked(*records: str, name: str = "a.test") -> ServiceOutcome:
    table = {("a.test", "HTTPS"): records, ("b.test", "CNAME"): ("a.test",), ("c.test", "A"): ("192.0.2.1",)}
    async with name_server(zone(table)) as server:
        seen = await ask_service(UdpResolver("127.0.0.1", server.port), name, PATIENT)
    assert seen is not None
    return seen


async def test_the_preferred_record_with_a_key_is_taken() -> None:
    seen = await asked(f'2 . alpn="h2" ech="{ECH}"', '1 . alpn="h3,h2"', "0 elsewhere.test.")
    assert seen.failure is None
    assert seen.detail.alpn == ("h3", "h2")
    assert (seen.detail.found, seen.detail.ech, seen.detail.public_name) == (True, True, "cover.test")
    assert seen.ech == config_list()
    assert seen.key is not None
    assert seen.key.config_id == 7
    assert seen.bytes_received > seen.bytes_sent > 0


async def test_the_record_stands_at_the_end_of_the_aliases() -> None:
    assert (await asked('1 . alpn="h3"', name="b.test")).detail.alpn == ("h3",)


async def test_a_key_that_cannot_be_used_is_none() -> None:
    seen = await asked(f'1 . ech="{UNKNOWN}"')
    assert (seen.failure, seen.detail.found, seen.detail.ech, seen.ech) == (None, True, False, b"")


async def test_what_is_missing_is_told() -> None:
    for name, kind in (("c.test", FailureKind.NODATA), ("d.test", FailureKind.NXDOMAIN)):
        seen = await asked(name=name)
        assert seen.failure is not None
        assert seen.failure.kind is kind
        assert not seen.detail.found


async def test_a_resolver_without_records_is_not_asked() -> None:
    assert await ask_service(Table({}), "a.test", PATIENT) is None


async def test_silence_has_no_code() -> None:
    async with name_server(lambda _: []) as server:
        seen = await ask_service(UdpResolver("127.0.0.1", server.port), "a.test", Patience(hard=0.2))
    assert seen is not None
    assert seen.detail.rcode is None
    assert seen.failure is not None
    assert seen.failure.kind is FailureKind.TIMEOUT

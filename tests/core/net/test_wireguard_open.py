"""The ladder: what each kind of server makes it say."""

from typing import Any

import pytest

from tests.core.net.resolvers import Table
from tests.core.net.wireguard_server import QUICK, SHORT, running, spec
from waythrough.model.failure import FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.secret import Secret
from waythrough.model.tunnel import TunnelWord
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, Leg
from waythrough.net.datagram import UdpDialer
from waythrough.net.deadline import Patience
from waythrough.net.wireguard_open import Ladder
from waythrough.paths.wireguard import settings_of
from waythrough.wire.wireguard.amnezia import parse_amnezia

AMNEZIA = """
Jc = 2\nJmin = 5\nJmax = 9\nS1 = 3\nS2 = 4\nS3 = 5\nS4 = 6
H1 = 11-19\nH2 = 22\nH3 = 33\nH4 = 44\nI1 = <r 9>
"""


def words(legs: tuple[Leg, ...]) -> list[tuple[Stage | None, str]]:
    return [(leg.stage, leg.detail.reply_text) for leg in legs if isinstance(leg.detail, PathDetail)]


async def climb(
    port: int,
    patience: Patience = SHORT,
    resolver: Table | None = None,
    interface: str | None = None,
    **changes: Any,
) -> tuple[Leg, ...]:
    """Open and close; what was seen."""
    told: list[float] = []
    ladder = Ladder(
        settings=settings_of(spec(port, **changes)),
        datagrams=UdpDialer(interface=interface),
        resolver=resolver,
        patience=patience,
        hop=2,
        told=lambda share, doing: told.append(share),
    )
    end, legs = await ladder.climb()
    await end.tunnel.aclose()
    assert told == sorted(told)
    assert all(leg.hop == 2 for leg in legs)
    return legs


async def fails(port: int, **changes: Any) -> tuple[Leg, ...]:
    with pytest.raises(DialError) as caught:
        await climb(port, QUICK, **changes)
    assert caught.value.legs[-1].failure is not None
    return caught.value.legs


GOOD = [(Stage.DATA, TunnelWord.PING_ANSWERED), (Stage.DATA, TunnelWord.DNS_ANSWERED)]


async def test_a_good_server_answers_at_once() -> None:
    async with running() as server:
        legs = await climb(server.port)
    assert words(legs) == [(Stage.HANDSHAKE, TunnelWord.ANSWERED), *GOOD]
    assert not any(leg.failure for leg in legs)


async def test_amnezia_is_spoken_with_who_speaks_it() -> None:
    async with running(dress=parse_amnezia(AMNEZIA)) as server:
        assert words(await climb(server.port, amnezia=AMNEZIA))[0][1] == TunnelWord.ANSWERED
        legs = await fails(server.port)
    assert words(legs)[-1] == (Stage.HANDSHAKE, TunnelWord.SILENT)


async def test_the_name_of_the_server_is_looked_up_first() -> None:
    names = Table({"wg.test": ("127.0.0.1",)})
    async with running() as server:
        legs = await climb(server.port, resolver=names, host="wg.test")
        assert [leg.stage for leg in legs[:2]] == [Stage.RESOLVE, Stage.HANDSHAKE]
        legs = await fails(server.port, resolver=names, host="gone.test")
    assert [leg.stage for leg in legs] == [Stage.RESOLVE]


async def test_a_server_under_load_asks_for_a_cookie() -> None:
    async with running() as server:
        server.answers.needs_cookie = True
        assert words(await climb(server.port))[0] == (Stage.HANDSHAKE, TunnelWord.COOKIE)


async def test_silence_is_asked_three_ways() -> None:
    async with running(silent=True) as server:
        legs = await fails(server.port)
    assert words(legs) == [(Stage.HANDSHAKE, TunnelWord.SILENT)] * 3
    assert {leg.failure.kind for leg in legs if leg.failure} == {FailureKind.TIMEOUT}


async def test_another_port_may_help() -> None:
    async with running(deaf_ports=1) as server:
        legs = await climb(server.port, QUICK)
    assert [word for _, word in words(legs)][:2] == [TunnelWord.SILENT, TunnelWord.PORT_HELPED]


async def test_junk_may_help_and_goes_on() -> None:
    async with running(wants_junk=True) as server:
        legs = await climb(server.port, QUICK)
    assert [word for _, word in words(legs)][:3] == [
        TunnelWord.SILENT,
        TunnelWord.SILENT,
        TunnelWord.JUNK_HELPED,
    ]
    assert words(legs)[3:] == GOOD


async def test_another_preshared_key_is_told() -> None:
    async with running(psk=b"p" * 32) as server:
        legs = await fails(server.port)
    assert words(legs) == [(Stage.HANDSHAKE, TunnelWord.PSK_MISMATCH)]
    assert legs[-1].failure is not None
    assert legs[-1].failure.kind is FailureKind.PROXY_AUTH


async def test_something_else_at_the_port_is_a_bad_reply() -> None:
    async with running(says=b"220 ready") as server:
        legs = await fails(server.port)
    assert words(legs) == [(Stage.HANDSHAKE, TunnelWord.BAD_REPLY)]


async def test_a_closed_port_refuses() -> None:
    async with running() as server:
        port = server.port
    legs = await fails(port)
    assert words(legs) == [(Stage.HANDSHAKE, TunnelWord.ICMP_REFUSED)]
    assert legs[-1].failure is not None
    assert legs[-1].failure.kind is FailureKind.REFUSED


async def test_a_line_that_cannot_send_is_told() -> None:
    legs = await fails(9, interface="nosuch0")
    assert words(legs) == [(Stage.HANDSHAKE, TunnelWord.ICMP_UNREACHABLE)]


async def test_a_handshake_without_data_is_a_filtered_tunnel() -> None:
    async with running(drops_data=True) as server:
        legs = await fails(server.port)
    assert words(legs) == [
        (Stage.HANDSHAKE, TunnelWord.ANSWERED),
        (Stage.DATA, TunnelWord.PING_SILENT),
        (Stage.DATA, TunnelWord.DNS_SILENT),
        (Stage.DATA, TunnelWord.DATA_SILENT),
    ]


async def test_a_keepalive_shows_that_the_tunnel_carries() -> None:
    async with running(keepalives_only=True) as server:
        legs = await climb(server.port, QUICK)
    assert words(legs)[-1] == (Stage.DATA, TunnelWord.DATA_KEEPALIVE)


@pytest.mark.parametrize(
    ("manner", "word"), [("pings", TunnelWord.PING_SILENT), ("resolves", TunnelWord.DNS_SILENT)]
)
async def test_one_answer_is_enough(manner: str, word: TunnelWord) -> None:
    async with running(**{manner: False}) as server:
        legs = await climb(server.port)
    assert (Stage.DATA, word) in words(legs)
    assert not any(leg.failure for leg in legs)


async def test_without_anybody_to_ask_nothing_is_asked() -> None:
    async with running() as server:
        assert len(await climb(server.port, dns="")) == 1


async def test_further_servers_are_reached_too() -> None:
    async with running() as server:
        more = (
            f"[Peer]\nPublicKey = {spec(1).fields['public_key']}\nAllowedIPs = 10.9.0.0/16\nEndpoint = %s:1"
        )
        await climb(server.port, more_peers=Secret(more % "127.0.0.1"))
        legs = await fails(server.port, resolver=Table({}), more_peers=Secret(more % "gone.test"))
    assert legs[-1].stage is Stage.RESOLVE

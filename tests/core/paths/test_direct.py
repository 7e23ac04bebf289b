import pytest

from tests.core.net.resolvers import Table
from waythrough.model.path import DIRECT, PathSpec
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import ConfigError, Ground
from waythrough.paths.direct import DirectKind


async def test_the_line_lends_what_it_is_given() -> None:
    dialer, resolver = TcpDialer(), Table({})
    way = await DirectKind().open(DIRECT, Ground(dialer=dialer, resolver=resolver, trust=Trust()))
    assert way.dialer is dialer
    assert way.resolver is resolver
    assert way.hops == 0
    await way.aclose()


def test_the_line_hides_nothing_and_has_no_fields() -> None:
    kind = DirectKind()
    kind.check(DIRECT)
    assert not kind.encrypts(DIRECT)
    with pytest.raises(ConfigError):
        kind.check(PathSpec(id="direct", kind="direct", fields={"host": "x"}))

from types import MappingProxyType

import pytest

from tests.core.net.resolvers import Table
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.net.tcp import TcpDialer
from waythrough.net.trust import Trust
from waythrough.paths.base import ConfigError, Ground
from waythrough.paths.registry import check, kind, open_path

TRUST = Trust()


def spec(kind_id: str, **fields: FieldValue) -> PathSpec:
    return PathSpec(
        id="x", kind=kind_id, fields=MappingProxyType({"host": "proxy.test", "port": 3128, **fields})
    )


def test_only_tls_to_the_proxy_hides_something() -> None:
    assert kind("https").encrypts(spec("https"))
    assert not kind("http").encrypts(spec("http"))


@pytest.mark.parametrize("kind_id", ["http", "https"])
async def test_names_are_left_to_the_proxy_unless_asked_otherwise(kind_id: str) -> None:
    ground = Ground(dialer=TcpDialer(), resolver=Table({}), trust=TRUST)
    assert (await open_path(spec(kind_id), ground)).resolver is None
    assert (await open_path(spec(kind_id, local_dns=True), ground)).resolver is ground.resolver


@pytest.mark.parametrize(
    ("fields", "message_id"),
    [
        ({"user": "a:b", "password": Secret("x")}, "path.user_colon"),
        ({"password": Secret("x")}, "path.password_alone"),
        ({"host": "http://proxy.test"}, "path.bad_field"),
    ],
)
def test_bad_configuration_is_refused(fields: dict[str, FieldValue], message_id: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check(spec("http", **fields))
    assert caught.value.message_id == message_id

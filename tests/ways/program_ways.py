"""A program of the user's own that opens a local proxy: the client of shadowsocks-libev before its server."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from tests.ways import shadowsocks_servers
from tests.ways.programs import Place
from tests.ways.real import Fields, RealWay, Recipe
from waythrough.model.secret import Secret

METHOD = "aes-256-gcm"


@contextmanager
def _start(place: Place) -> Iterator[RealWay]:
    with shadowsocks_servers.running(METHOD, place) as server:

        def given(host: str, wrong: bool) -> Fields:
            config = {
                "server": host,
                "server_port": server.port,
                "local_address": "127.0.0.1",
                "method": METHOD,
                "password": "wrong-word" if wrong else server.password,
                "timeout": 60,
            }
            return {
                "command": "ss-local -c {config} -l {port}",
                "proxy": "socks5",
                "config": Secret(json.dumps(config)),
            }

        yield RealWay(kind="program", port=server.port, given=given, mute=True, pid=server.pid)


RECIPE = Recipe(name="program ss-local by ss-server", start=_start, needs=("ss-server", "ss-local"))

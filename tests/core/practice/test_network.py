import re
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.core.practice import raw
from waythrough.model.path import DIRECT_ID
from waythrough.paths import registry
from waythrough.practice import loopback
from waythrough.practice.network import PracticeNetwork, all_hosts, available_services
from waythrough.practice.thread import PracticeThread
from waythrough.practice.world import Answer

RIGHT = "200 right page"
DIRECT = {
    "postbird": f"{RIGHT}, answers",
    "chirper": "tls reset",
    "photogram": "tls silent",
    "friendbook": r"refused by 127\.10\.34\.34",
    "viewtube": "certificate untrusted",
    "bbn-news": "certificate untrusted",
    "inkwell": "nxdomain",
    "skylark": "refused by 127.*",
    "heron": "connect silent",
    "harbour": "403 notice",
    "radio-dawn": "403 notice",
    "valley-voice": "data reset",
    "cloudvault": "certificate untrusted",
    "clipstream": f"{RIGHT}, tls reset",
    "loopcast": "data reset",
    "streamhall": "451",
    "askwise": "403 challenge",
    "quillpad": "503",
    "parceltrack": "certificate expired",
    "playfield": r"refused by 0\.0\.0\.0",
    "pigeon": "data silent",
    "flicker": "tls reset",
}
THROUGH = {
    "postbird": f"{RIGHT}, answers",
    "clipstream": f"{RIGHT}, {RIGHT}",
    "askwise": "403 challenge",
    "quillpad": "503",
    "parceltrack": "certificate expired",
    "pigeon": "proxy: .*(0x02|0x5b|403).*",
}
WAYS = {
    "riga": "proxy: ConnectionRefusedError .*",
    "tallinn": "proxy: SOCKS5AuthError .*methods were rejected",
    "madrid": "proxy: HTTPError .*407: Proxy Authentication Required.*",
    "free-proxy": "certificate untrusted",
}
SILENT = {"photogram", "heron", "pigeon"}


def expected(platform: str, way: str) -> str:
    """What a plain client must see, as a pattern; told by hand, not by the code under test."""
    if way == DIRECT_ID:
        return DIRECT.get(platform, RIGHT)
    if way in WAYS and not (way == "free-proxy" and platform == "pigeon"):
        return WAYS[way]
    if (platform, way) == ("openatlas", "oslo"):
        return "403"
    return THROUGH.get(platform, RIGHT)


def seen(net: PracticeNetwork, platform_id: str, way: str) -> str:
    platform = next(each for each in net.platforms if each.id == platform_id)
    patience = raw.SHORT if way == DIRECT_ID and platform_id in SILENT else raw.PATIENT
    results = [raw.check(net, target, way, patience) for target in platform.targets]
    return results[0] if len(set(results)) == 1 and way in WAYS else ", ".join(results)


@pytest.mark.long
@pytest.mark.parametrize("many", [True, False], ids=["addresses", "one address"])
def test_every_cell_is_as_told(many: bool) -> None:
    if many and not loopback.many_addresses():
        pytest.skip("only 127.0.0.1 can be bound here")
    with PracticeThread(many_addresses=many) as net, ThreadPoolExecutor(48) as pool:
        cells = list(net.truth)
        results = list(pool.map(lambda cell: seen(net, *cell), cells))
    wrong = {
        cell: result
        for cell, result in zip(cells, results, strict=True)
        if not re.fullmatch(expected(*cell), result, re.DOTALL)
    }
    assert wrong == {}
    assert len(cells) == len(net.platforms) * (1 + len(net.paths))


def test_truth_and_raw_results_agree_on_what_works() -> None:
    with PracticeThread() as net:
        truth = net.truth
    for (platform, way), cell in truth.items():
        pattern = expected(platform, way)
        opens = set(pattern.split(", ")) <= {RIGHT, "answers"} or pattern == "403 challenge"
        if platform != "flicker" or way != DIRECT_ID:
            assert cell.works is opens, (platform, way)


async def test_it_starts_and_ends_in_the_loop_of_its_block() -> None:
    before = threading.active_count()
    async with PracticeNetwork() as net:
        assert net.profile.practice
        assert threading.active_count() == before
        where = net.profile.resolvers[0].split(":")
    with socket.socket(
        socket.AF_INET, socket.SOCK_DGRAM
    ) as again:  # the address is free as soon as the block ended
        again.bind((where[0], int(where[1])))


def test_several_run_side_by_side() -> None:
    with PracticeThread() as one, PracticeThread() as two:
        assert {*one.profile.resolvers}.isdisjoint(two.profile.resolvers)
        assert seen(one, "openatlas", "berlin") == seen(two, "openatlas", "berlin") == RIGHT


def test_a_start_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loopback, "LINE_RESOLVER", "192.0.2.1")  # nobody's own address (RFC 5737)
    with pytest.raises(OSError, match="assign"), PracticeThread(many_addresses=True):
        pass


def test_the_portal_holds_the_line() -> None:
    with PracticeThread(portal=True) as net:
        canaries = {raw.fetch(net, canary.url) for canary in net.profile.canaries}
        neutral = [host.rpartition(":") for host in net.profile.neutral_hosts]
        address = raw.resolve(net.profile.resolvers[0], neutral[0][0])
        with (
            raw.connect(address, int(neutral[0][2])) as sock,
            pytest.raises(raw.BrokenError, match="certificate untrusted"),
        ):
            raw.tls(sock, neutral[0][0])
        assert seen(net, "openatlas", "berlin").startswith("proxy: ConnectionRefusedError")
        assert {cell.label.value for cell in net.truth.values()} == {"captive_portal"}
    assert canaries == {"200 portal"}


def test_paths_can_be_opened_as_they_are_written() -> None:
    with PracticeThread() as net:
        for spec in net.paths:
            registry.check(spec)
        assert [spec.id for spec in net.paths] == list(net.links)
        assert "leaf-7" not in repr(net.paths)


def test_one_address_leaves_out_what_needs_two() -> None:
    few = {service.id for service in available_services(many=False)}
    gone = {service.id for service in available_services(many=True)} - few
    assert gone == {"viewtube", "bbn-news", "playfield"}
    left = available_services(many=False)
    assert not {host.answer for host in all_hosts(left)} & {Answer.NOTICE, Answer.SINKHOLE}


def test_hosts_are_named_once_and_reserved() -> None:
    names = [host.name for host in all_hosts()]
    assert len(names) == len(set(names))
    assert all(name.endswith(".example") for name in names)


def test_it_writes_the_files_for_another_terminal(tmp_path: Path) -> None:
    with PracticeThread() as net:
        files = net.write_files(tmp_path / "serve")
    assert files.network.exists()
    files.remove()
    assert list((tmp_path / "serve").iterdir()) == []

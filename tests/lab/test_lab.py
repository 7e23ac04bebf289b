"""The lab itself: worlds stay apart, change while they run, lose packets by seed, leave nothing behind."""

import asyncio
import os
import select
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from waythrough.model.verdict import Label

from . import netns, packets, raw
from .access import Losses
from .censor import ADDRESS_DROP, SNI_RST, SNI_SILENCE
from .honest import SERVER_DOWN
from .packets import TCP
from .raw import Saw
from .rules import Line
from .scenario import Scenario
from .standard import FINE, FINE_AT, ISP_RESOLVER, NEUTRAL, TARGET, TARGET_AT
from .world import Lab, world

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(bool(netns.why_not()), reason=netns.why_not() or "-"),
]
LOSSY = Line(loss=0.05, rtt=0.3)
END_S = 20.0


def _spaces() -> set[str]:
    """The network namespaces in which any process of this machine lives."""
    found: set[str] = set()
    for entry in Path("/proc").glob("[0-9]*/ns/net"):
        try:
            found.add(os.readlink(entry))
        except OSError:  # the process ended meanwhile
            continue
    return found


def test_what_looks_alike_from_inside_has_one_truth() -> None:
    alone = {one.id: one.truths(paths=False)["target", "direct"] for one in (ADDRESS_DROP, SERVER_DOWN)}
    assert alone["address_drop"] == alone["server_down"]


def test_nothing_outlives_a_world() -> None:
    descriptors = len(os.listdir("/proc/self/fd"))
    with world(SNI_RST, seed=1) as lab:
        with lab.client():
            inside = os.readlink(netns.OWN)
        home = Path(lab.papers.root).parent
        assert home.exists()
        assert inside != os.readlink(netns.OWN)
    assert not home.exists()
    assert len(os.listdir("/proc/self/fd")) == descriptors
    assert inside not in _spaces()


def test_a_killed_test_leaves_no_process() -> None:
    root = Path(__file__).resolve().parents[2]
    package = __name__.rpartition(".")[0]
    code = (
        "import sys, subprocess\n"
        f"sys.path[:0] = {[str(root), str(root / 'core')]!r}\n"
        f"from {package}.world import world\nfrom {package}.censor import SNI_RST\n"
        "with world(SNI_RST) as lab:\n"
        "    children = open('/proc/thread-self/children').read()\n"
        "    print(lab.papers.root, children, flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with tempfile.TemporaryDirectory() as place:
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "TMPDIR": place},
        )
        assert process.stdout is not None
        assert process.stdin is not None
        _, *children = process.stdout.readline().decode().split()
        handles = [os.pidfd_open(int(child)) for child in children]
        process.send_signal(signal.SIGKILL)
        process.wait(END_S)
        process.stdout.close()
        process.stdin.close()
        ended = [bool(select.select([handle], [], [], END_S)[0]) for handle in handles]
        for handle in handles:
            os.close(handle)
    assert ended == [True, True]


def test_worlds_side_by_side_do_not_meet() -> None:
    def look(lab: Lab) -> Saw:
        return lab.call_in_client(lambda: raw.handshake(TARGET_AT, TARGET, lab.papers.root))

    with ExitStack() as stack:
        labs = [stack.enter_context(world(one)) for one in (SNI_RST, SNI_SILENCE, ADDRESS_DROP, SERVER_DOWN)]
        with ThreadPoolExecutor(len(labs)) as pool:
            assert list(pool.map(look, labs)) == [Saw.RESET, Saw.SILENT, Saw.SILENT, Saw.SILENT]
        acted = [lab.counts()["sni"] + lab.counts()["address"] for lab in labs]
    assert acted == [1, 1, 1, 0]


def test_no_way_out() -> None:
    with world(SNI_RST) as lab, lab.client():
        assert {name for _, name in socket.if_nameindex()} == {"lo", "tun0"}
        assert raw.connect("192.0.2.1", 443, patience=0.3) is Saw.SILENT


def test_programs_run_inside_the_client() -> None:
    code = f"import socket; socket.create_connection(({FINE_AT!r}, 443), 5).close(); print('open')"
    with world(SNI_RST) as lab:
        done = lab.run_in_client([sys.executable, "-c", code])
    assert (done.returncode, done.stdout) == (0, "open\n"), done.stderr


async def test_an_event_loop_runs_inside_the_client() -> None:
    with world(SNI_RST, paths=True) as lab, lab.client():
        context = ssl.create_default_context(cafile=str(lab.profile["trust_roots"]))
        reader, writer = await asyncio.open_connection(FINE_AT, 443, ssl=context, server_hostname=FINE)
        writer.write(f"GET / HTTP/1.1\r\nHost: {FINE}\r\nConnection: close\r\n\r\n".encode())
        assert (await reader.read()).startswith(b"HTTP/1.1 200 OK\r\n")
        writer.close()
        await writer.wait_closed()
        with pytest.raises(ConnectionResetError):
            await asyncio.open_connection(TARGET_AT, 443, ssl=context, server_hostname=TARGET)


def test_a_stacked_line_lets_a_cell_stay_unclear_and_nothing_else() -> None:
    truth = SNI_RST.truths(paths=True, stacked=True)["target", "direct"]
    right = {label for label in Label if truth.allows(label)}
    assert right == {Label.SNI_FILTERING, Label.NETWORK_TROUBLE, Label.INCONCLUSIVE}
    assert truth.works is False


def test_the_cable_is_pulled_and_put_back_under_an_open_connection() -> None:
    with world(SNI_RST) as lab, lab.client(), raw.dial(FINE_AT, 80) as kept:
        lab.cable(False)
        assert raw.connect(FINE_AT, 443) is Saw.NO_ROUTE
        lab.cable(True)
        assert raw.connect(FINE_AT, 443) is Saw.OPEN
        kept.settimeout(END_S)
        kept.sendall(f"HEAD / HTTP/1.1\r\nHost: {FINE}\r\n\r\n".encode())
        assert kept.recv(12) == b"HTTP/1.1 301"


def test_the_line_and_the_rules_change_while_it_runs() -> None:
    with world(SNI_RST) as lab, lab.client():
        lab.line(Line(loss=1.0))
        assert raw.connect(FINE_AT, 443, patience=0.3) is Saw.SILENT
        lab.line(Line())
        assert raw.handshake(TARGET_AT, TARGET, lab.papers.root) is Saw.RESET
        lab.rules(())
        assert raw.handshake(TARGET_AT, TARGET, lab.papers.root) is Saw.VALID
        with raw.dial(TARGET_AT, 80) as kept:
            lab.rules(ADDRESS_DROP.rules)
            kept.settimeout(0.5)
            kept.sendall(f"HEAD / HTTP/1.1\r\nHost: {TARGET}\r\n\r\n".encode())
            with pytest.raises(TimeoutError):
                kept.recv(12)


@pytest.mark.parametrize("scenario", [SNI_RST, SNI_SILENCE], ids=lambda scenario: scenario.id)
def test_a_lossy_line_hides_no_censor(scenario: Scenario) -> None:
    expect = Saw.RESET if scenario is SNI_RST else Saw.SILENT
    with world(scenario, seed=3, line=LOSSY) as lab, lab.client(), ThreadPoolExecutor(8) as pool:
        looks = [pool.submit(raw.handshake, TARGET_AT, TARGET, lab.papers.root, 6) for _ in range(6)]
        fine = pool.submit(raw.handshake, FINE_AT, FINE, lab.papers.root, 30)
        assert {look.result() for look in looks} == {expect}
        assert fine.result() is Saw.VALID
        assert lab.counts()["lost"] > 0


def test_a_hello_in_pieces_is_read_all_the_same() -> None:
    with world(SNI_RST) as lab, lab.client():
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname=TARGET)
        with pytest.raises(ssl.SSLWantReadError):
            tls.do_handshake()
        hello = outgoing.read()
        with raw.dial(NEUTRAL["www.oak.example"], 443) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for start in range(0, len(hello), 100):
                wire.sendall(hello[start : start + 100])
            with pytest.raises(ConnectionResetError):
                wire.recv(1)


def test_losses_follow_the_seed() -> None:
    def series(seed: int) -> list[bool]:
        losses = Losses(seed)
        packet = packets.parse(packets.tcp("10.73.0.2", 40000, FINE_AT, 443, seq=1))
        assert packet is not None
        return [losses.lost(0.05, packet, up=True) for _ in range(2000)]

    first = series(1)
    assert first == series(1) != series(2)
    assert 60 < sum(first) < 140


def test_a_lossy_line_loses_and_delays_for_real() -> None:
    with world(SNI_RST, seed=5, line=LOSSY) as lab, lab.client():
        answered = raw.flood(ISP_RESOLVER, FINE, 200)
        lost = lab.counts()["lost"]
    assert len(answered) + lost == 200


def test_built_packets_survive_being_read() -> None:
    raw_bytes = packets.udp("198.51.100.53", 53, "10.73.0.2", 1025, b"odd")
    read = packets.parse(raw_bytes)
    assert read is not None
    assert (read.src, read.sport, read.dst, read.dport, read.payload) == (
        "198.51.100.53",
        53,
        "10.73.0.2",
        1025,
        b"odd",
    )
    assert packets.checksum(raw_bytes[:20]) == 0
    again = packets.parse(packets.readdress(read, ("203.0.113.1", 54), ("10.73.0.2", 1026)))
    assert again is not None
    assert packets.parse(packets.readdress(again, ("198.51.100.53", 53), ("10.73.0.2", 1025))) == read
    assert read.protocol != TCP

"""A Tor network of its own on loopback: authorities, exits and a bridge that also speaks obfs4."""

import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from waythrough.net.programs import find_program

NEEDED = ("tor", "tor-gencert")
COMES_UP_WITHIN = 100.0
AUTHORITIES = 2
EXITS = 2

# The intervals are the shortest that Tor accepts in a network for tests.
_COMMON = """
TestingTorNetwork 1
AssumeReachable 1
SafeLogging 0
Log notice file {folder}/log
DataDirectory {folder}
Nickname {name}
ShutdownWaitLength 0
DisableDebuggerAttachment 0
SocksPort 0
Address 127.0.0.1
ExtendByEd25519ID 1
PathsNeededToBuildCircuits 0.25
TestingDirAuthVoteExit *
TestingDirAuthVoteHSDir *
TestingDirAuthVoteGuard *
TestingMinExitFlagThreshold 0
TestingMinFastFlagThreshold 0
ContactInfo test@site.test
"""
_AUTHORITY = """
AuthoritativeDirectory 1
V3AuthoritativeDirectory 1
AuthDirTestReachability 0
TestingV3AuthInitialVotingInterval 20
V3AuthVotingInterval 20
TestingV3AuthInitialVoteDelay 4
TestingV3AuthInitialDistDelay 4
V3AuthVoteDelay 4
V3AuthDistDelay 4
DirPort {dir_port}
ExitPolicy reject *:*
"""
_EXIT = """
ExitRelay 1
ExitPolicyRejectPrivate 0
ExitPolicy accept *:*
ServerDNSAllowBrokenConfig 1
ServerDNSResolvConfFile {folder}/resolv.conf
ServerDNSDetectHijacking 0
ServerDNSTestAddresses localhost
"""
_BRIDGE = """
BridgeRelay 1
PublishServerDescriptor 0
ExitPolicy reject *:*
"""
_OBFS4 = """
ServerTransportPlugin obfs4 exec {obfs4}
ServerTransportListenAddr obfs4 127.0.0.1:{obfs4_port}
ExtORPort auto
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TorNetwork:
    """What a client has to know: the options that lead into this network, and lines of its bridge."""

    options: tuple[str, ...]
    bridge: str
    obfs4: str = ""


@dataclass(slots=True)
class _Node:
    folder: Path
    name: str
    or_port: int
    dir_port: int
    fingerprint: str = ""

    def configure(self, *parts: str, **more: object) -> None:
        text = "".join((_COMMON, f"ORPort 127.0.0.1:{self.or_port}\n", *parts))
        filled = text.format(folder=self.folder, name=self.name, dir_port=self.dir_port, **more)
        (self.folder / "torrc").write_text(filled)

    def command(self, *arguments: str) -> list[str]:
        return [*_tor(), "-f", str(self.folder / "torrc"), *arguments]


def missing() -> str:
    """Why the network cannot be started here, "" when it can."""
    return next((f"{name} is not installed" for name in NEEDED if find_program(name) is None), "")


@contextmanager
def tor_network(folder: Path) -> Iterator[TorNetwork]:
    """Start the network; it stands when its consensus lists all relays and the bridge has it."""
    ports = iter(_free_ports(2 * (AUTHORITIES + EXITS + 1) + 1))
    with ExitStack() as stack:
        authorities = [_node(folder, f"auth{number}", ports) for number in range(AUTHORITIES)]
        options = tuple(_authority(each) for each in authorities)
        relays = [_node(folder, f"exit{number}", ports) for number in range(EXITS)]
        bridge = _node(folder, "bridge", ports)
        told = "\n".join(options) + "\n"
        names = stack.enter_context(_name_server())
        for each in authorities:
            each.configure(_AUTHORITY, told)
        for each in relays:
            each.configure(_EXIT, told)
            (each.folder / "resolv.conf").write_text(f"nameserver 127.0.0.1:{names}\n")
        obfs4, obfs4_port = find_program("obfs4proxy"), next(ports)
        bridge.configure(_BRIDGE, told, _OBFS4 if obfs4 else "", obfs4=obfs4, obfs4_port=obfs4_port)
        for each in (*authorities, *relays, bridge):
            stack.enter_context(_running(each))
        _await(lambda: _listed(authorities[0], AUTHORITIES + EXITS), relays[0].folder / "log")
        _await(lambda: "Bootstrapped 100%" in _text(bridge.folder / "log"), bridge.folder / "log")
        print_ = (bridge.folder / "fingerprint").read_text().split()[1]
        yield TorNetwork(
            options=("TestingTorNetwork 1", *options),
            bridge=f"127.0.0.1:{bridge.or_port} {print_}",
            obfs4=_obfs4_line(bridge, obfs4_port, print_) if obfs4 else "",
        )


@contextmanager
def _name_server() -> Iterator[int]:
    """What the exits ask: every name under .test is this computer, no other one exists."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))

        def serve() -> None:
            while (asked := sock.recvfrom(2000))[0] != b"end":
                question = dns.message.from_wire(asked[0])
                answer = dns.message.make_response(question)
                name = question.question[0].name
                if not name.to_text().lower().endswith(".test."):
                    answer.set_rcode(dns.rcode.NXDOMAIN)
                elif question.question[0].rdtype == dns.rdatatype.A:
                    answer.answer.append(dns.rrset.from_text(name, 60, "IN", "A", "127.0.0.1"))
                sock.sendto(answer.to_wire(), asked[1])

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield sock.getsockname()[1]
        finally:
            sock.sendto(b"end", sock.getsockname())
            thread.join()


def _node(folder: Path, name: str, ports: Iterator[int]) -> _Node:
    own = folder / name
    own.mkdir(mode=0o700)
    return _Node(folder=own, name=name, or_port=next(ports), dir_port=next(ports))


def _authority(node: _Node) -> str:
    """Make an authority's keys; returns the line by which others know it."""
    keys = node.folder / "keys"
    keys.mkdir(mode=0o700)
    files = ("authority_identity_key", "authority_signing_key", "authority_certificate")
    names = [str(keys / name) for name in files]
    subprocess.run(
        f"{find_program('tor-gencert')} --create-identity-key --passphrase-fd 0 -m 12 -a 127.0.0.1:{node.dir_port}"
        f" -i {names[0]} -s {names[1]} -c {names[2]}".split(),
        input=b"word\n",
        check=True,
        capture_output=True,
    )
    node.configure(_AUTHORITY, f"DirAuthority x orport=1 127.0.0.1:1 {'F' * 40}\n")
    subprocess.run(node.command("--list-fingerprint", "--quiet"), check=True, capture_output=True)
    node.fingerprint = (node.folder / "fingerprint").read_text().split()[1]
    found = re.search(r"^fingerprint (\w{40})$", Path(names[2]).read_text(), re.MULTILINE)
    assert found is not None
    place = f"127.0.0.1:{node.dir_port} {node.fingerprint}"
    return f"DirAuthority {node.name} orport={node.or_port} v3ident={found[1]} {place}"


@contextmanager
def _running(node: _Node) -> Iterator[None]:
    process = subprocess.Popen(
        node.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()
        process.wait()


def _listed(authority: _Node, count: int) -> bool:
    text = _text(authority.folder / "cached-microdesc-consensus")
    return (
        len(re.findall(r"^r ", text, re.MULTILINE)) >= count
        and len(re.findall(r"^s .*Exit", text, re.M)) >= EXITS
    )


def _obfs4_line(bridge: _Node, port: int, fingerprint: str) -> str:
    text = _text(bridge.folder / "pt_state" / "obfs4_bridgeline.txt")
    found = re.search(r"cert=\S+ iat-mode=\d", text)
    assert found is not None, text
    return f"obfs4 127.0.0.1:{port} {fingerprint} {found[0]}"


def _await(true: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + COMES_UP_WITHIN
    while not true():
        assert time.monotonic() < end, _text(log)[-3000:]
        time.sleep(0.2)


def _text(path: Path) -> str:
    return path.read_text(errors="replace") if path.exists() else ""


def _tor() -> list[str]:
    setpriv = shutil.which("setpriv")
    guard = [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []
    return [*guard, str(find_program("tor")), "--defaults-torrc", "/nonexistent", "--ignore-missing-torrc"]


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        held = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in held]

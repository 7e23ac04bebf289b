"""Another network is noticed by the kernel's messages, and told apart by a mark that gives nothing away."""

import os
import select
import sys

import pytest

from tests.lab import netns
from waythrough.net import line_changes as lines
from waythrough.net.line_changes import LineChanges, line_mark, source_towards

SALT = b"0123456789abcdef"
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of changes by rtnetlink")
root = pytest.mark.skipif(bool(netns.why_not()), reason=netns.why_not() or "namespaces can be made")


def heard(changes: LineChanges) -> bool:
    ready, _, _ = select.select([changes], [], [], 2.0)
    return bool(ready) and changes.drain()


@linux
def test_while_nothing_changes_nothing_is_heard() -> None:
    changes = lines.line_changes()
    assert changes is not None
    before = changes.fileno()
    assert before > 0
    changes.close()
    changes.close()


def test_where_the_system_tells_nothing_somebody_has_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert lines.line_changes() is None


def test_the_own_address_is_found_without_a_packet() -> None:
    assert source_towards("127.0.0.1") == "127.0.0.1"
    assert source_towards("256.0.0.1") == ""


@pytest.mark.lab
@linux
@root
class TestMachines:
    """Machines in namespaces, whose lines change while they are watched."""

    def test_every_change_of_the_line_is_heard(self) -> None:
        space = netns.create()
        try:
            with netns.inside(space):
                changes = LineChanges()
            for command in (
                "link add eth0 type veth peer name eth1",
                "link set eth0 up",
                "addr add 10.0.0.2/24 dev eth0",
                "route add default via 10.0.0.1 dev eth0",
            ):
                netns.configure(space, [command])
                assert heard(changes), command
            changes.close()
        finally:
            os.close(space)

    def test_the_mark_changes_with_the_network_and_not_with_a_privacy_address(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lines, "nameservers", lambda: ("10.0.0.1",))
        space = netns.create()

        def mark(salt: bytes = SALT) -> bytes:
            with netns.inside(space):
                return line_mark(salt)

        try:
            assert mark() == b""
            netns.configure(
                space,
                [
                    "link add eth0 type veth peer name eth1",
                    "link set eth0 up",
                    "link set eth1 up",
                    "addr add 10.0.0.2/24 dev eth0",
                    "route add default via 10.0.0.1 dev eth0",
                    "addr add 2001:db8:5::2/64 dev eth0 nodad",
                    "route add default via 2001:db8:5::1 dev eth0",
                ],
            )
            home = mark()
            assert home not in (b"", mark(b"another salt"))
            assert b"10.0.0" not in home
            netns.configure(
                space,
                ["addr add 2001:db8:5::77/64 dev eth0 nodad", "addr del 2001:db8:5::2/64 dev eth0"],
            )
            assert mark() == home
            netns.configure(space, ["addr add 10.9.0.2/24 dev eth0", "route replace default via 10.9.0.1"])
            assert mark() not in (b"", home)
        finally:
            os.close(space)

    def test_elsewhere_the_own_address_stands_for_the_network(self, monkeypatch: pytest.MonkeyPatch) -> None:
        space = netns.create()
        try:
            netns.configure(
                space,
                [
                    "link add eth0 type veth peer name eth1",
                    "link set eth0 up",
                    "addr add 10.0.0.2/24 dev eth0",
                    "route add default via 10.0.0.1 dev eth0",
                ],
            )
            with netns.inside(space):
                monkeypatch.setattr(lines, "route_to", lambda _address: None)
                assert line_mark(SALT) == b""
                monkeypatch.setattr(sys, "platform", "darwin")
                assert source_towards("192.0.2.1") == "10.0.0.2"
                assert line_mark(SALT) != b""
        finally:
            monkeypatch.undo()
            os.close(space)

"""The agent itself, spoken to by its own language."""

import json
import socket
import subprocess
import sys
from shutil import which

import pytest

from tests.core.net.far_side import why_not
from waythrough.net import namespace_agent

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "namespaces can be made")


def test_it_answers_makes_sockets_and_ends_with_its_socket() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    words = [sys.executable, "-I", "-S", namespace_agent.__file__, str(theirs.fileno()), str(which("ip"))]
    with ours, theirs, subprocess.Popen(words, pass_fds=[theirs.fileno()]) as agent:
        theirs.close()
        ours.settimeout(10)
        assert json.loads(ours.recv(1000)) == {"error": 0, "text": ""}
        ours.send(json.dumps({"id": 1, "do": "socket", "family": 2, "kind": 1}).encode())
        data, rights, _, _ = socket.recv_fds(ours, 1000, 1)
        assert json.loads(data) == {"id": 1, "error": 0}
        with socket.socket(fileno=rights[0]) as made:
            assert made.family == socket.AF_INET
        ours.send(json.dumps({"id": 2, "do": "socket", "family": 99, "kind": 1}).encode())
        assert json.loads(ours.recv(1000))["error"]
        ours.send(json.dumps({"id": 3, "do": "packets", "device": "lo"}).encode())
        assert json.loads(ours.recv(1000)) == {"id": 3, "error": 0, "packets": 0}
        ours.close()
        assert agent.wait(10) == 0

"""Run as a program: lives in a network namespace of its own and makes sockets there for who started it.

It imports nothing of Waythrough. The namespace has no name: it ends with this process, and with it every interface
that was moved into it; this process ends with the socket by which it was started.
"""

import array
import ctypes
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

_CLONE_NEWNET: Final = 0x40000000
_LONGEST: Final = 64 * 1024
_IP_SECONDS: Final = 5.0


def main(arguments: list[str]) -> int:
    """`arguments`: the number of the socket to listen on, and the path of the program ip."""
    channel, ip = socket.socket(fileno=int(arguments[0])), arguments[1]
    libc = ctypes.CDLL(None, use_errno=True)  # os.unshare came with Python 3.12
    if libc.unshare(_CLONE_NEWNET):
        _reply(channel, {"error": ctypes.get_errno()})
        return 1
    _reply(channel, _run_ip(ip, "link set lo up\n"))
    while data := channel.recv(_LONGEST):
        request = json.loads(data)
        made: socket.socket | None = None
        try:
            if request["do"] == "socket":
                made = socket.socket(request["family"], request["kind"])
                answer: dict[str, Any] = {"error": 0}
            elif request["do"] == "ip":
                answer = _run_ip(ip, request["lines"])
            else:
                answer = {"error": 0, "packets": _packets(request["device"])}
        except OSError as error:
            answer = {"error": error.errno or 5}
        _reply(channel, {**answer, "id": request["id"]}, made)
        if made is not None:
            made.close()
    return 0


def _reply(channel: socket.socket, answer: dict[str, Any], made: socket.socket | None = None) -> None:
    rights = (
        [] if made is None else [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [made.fileno()]))]
    )
    channel.sendmsg([json.dumps(answer).encode()], rights)


def _run_ip(ip: str, lines: str) -> dict[str, Any]:
    """Several lines of ip(8) at once; the first that fails ends them."""
    try:
        done = subprocess.run(
            [ip, "-batch", "-"], input=lines, text=True, capture_output=True, timeout=_IP_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return {"error": 110, "text": "ip does not end"}
    return {"error": 22 if done.returncode else 0, "text": done.stderr[:400]}


def _packets(device: str) -> int:
    """Packets that an interface has received; 0 when it is gone."""
    for line in Path("/proc/self/net/dev").read_text(encoding="ascii").splitlines():
        name, _, numbers = line.partition(":")
        if name.strip() == device:
            return int(numbers.split()[1])
    return 0


if __name__ == "__main__":
    os.chdir("/")
    sys.exit(main(sys.argv[1:]))

"""Run as a program, as root: makes one WireGuard interface of the kernel by the package python-wireguard.

The package's C code ends the process in which it fails, and its Python code hands texts to a shell. It is therefore
imported here alone, in a process of its own, after every value has been checked, and only what starts no shell is
called. Nothing of Waythrough is imported: started with -I, this file finds the standard library and packages only.
"""

import base64
import binascii
import ipaddress
import json
import os
import re
import sys
from dataclasses import dataclass, field
from typing import Any, Final

REFUSED: Final = 2
NOT_LOADED: Final = 3
LONGEST: Final = 4096
_KEY_SIZE: Final = 32
_DEVICE: Final = re.compile(r"way[0-9a-f]{8}")  # the random part keeps us off interfaces of others
_NAMES: Final = frozenset({"device", "private_key", "public_key", "address", "port"})


class BadRequestError(Exception):
    """A request that is not carried out; its words hold none of its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The interface, our private and the server's public key in base64, the server's IPv4 address and port."""

    device: str
    private_key: str = field(repr=False)
    public_key: str = field(repr=False)
    address: str
    port: int


def read_request(data: bytes) -> Request:
    """A request from JSON, checked whole. Raises BadRequestError."""
    if len(data) > LONGEST:
        raise BadRequestError("the request is too long")
    try:
        values = json.loads(data)
    except (ValueError, RecursionError):
        raise BadRequestError("the request is no JSON") from None
    if not isinstance(values, dict) or values.keys() != _NAMES:
        raise BadRequestError("the request does not hold what it must hold")
    port = values["port"]
    if type(port) is not int or not 0 < port < 65536:  # True is an int too
        raise BadRequestError("the port is none")
    return Request(
        device=_device(values["device"]),
        private_key=_key(values["private_key"]),
        public_key=_key(values["public_key"]),
        address=_address(values["address"]),
        port=port,
    )


def make(request: Request, library: Any) -> None:
    """Let `library` (python_wireguard.wireguard) make it. On failure the library ends this process by exit(1)."""
    private_key = _converted(request.private_key, library)
    public_key = _converted(request.public_key, library)
    # create_client would do the same and then hand an address to a shell
    library.c_library.add_client_device(request.device.encode(), private_key)
    library.client_add_peer(request.device, public_key, request.address, request.port)


def main() -> int:
    """Read the request from standard input; failures are told in one line."""
    os.chdir("/")
    try:
        request = read_request(sys.stdin.buffer.read(LONGEST + 1))
        from python_wireguard import wireguard

        make(request, wireguard)
    except BadRequestError as error:
        return _say(str(error), REFUSED)
    except (ImportError, OSError):  # its shared library is for one processor and one C library only
        return _say("python-wireguard cannot be loaded on this computer", NOT_LOADED)
    return 0


def _device(value: object) -> str:
    if not isinstance(value, str) or not _DEVICE.fullmatch(value):
        raise BadRequestError("the name of the interface is none of ours")
    return value


def _key(value: object) -> str:
    """The library would take any 44 characters, and make zeros of what it cannot read."""
    if not isinstance(value, str) or not value.isascii():
        raise BadRequestError("a key is none")
    try:
        key = base64.b64decode(value, validate=True)
    except binascii.Error:
        raise BadRequestError("a key is none") from None
    if len(key) != _KEY_SIZE or base64.b64encode(key).decode() != value:
        raise BadRequestError("a key is none")
    if not any(key):
        raise BadRequestError("a key is made of zeros only")
    return value


def _address(value: object) -> str:
    """The library knows IPv4 only, and takes what it cannot read for 0.0.0.0."""
    if not isinstance(value, str):
        raise BadRequestError("the server's address is none")
    try:
        address = ipaddress.IPv4Address(value)
    except ValueError:
        raise BadRequestError("the server's address is none of IPv4") from None
    if address.is_unspecified or address.is_multicast:
        raise BadRequestError("the server's address is nobody's")
    return str(address)


def _converted(key: str, library: Any) -> Any:
    converted = library.key_from_base64(key)
    if library.key_to_base64(converted) != key:
        raise BadRequestError("python-wireguard reads another key than it was given")
    return converted


def _say(words: str, code: int) -> int:
    sys.stderr.write(f"{words}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())

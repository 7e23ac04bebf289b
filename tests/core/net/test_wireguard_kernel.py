"""The helper process: what it refuses, how it fails, and that the package's keys are ours."""

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.net.wireguard_kernel_here import has_package, kernel_can
from waythrough.net import wireguard_kernel
from waythrough.net.wireguard_kernel import LONGEST, REFUSED, BadRequestError, Request, make, read_request
from waythrough.wire.wireguard.noise import public_key

packaged = pytest.mark.skipif(not has_package(), reason="python-wireguard is not installed")
fails_here = pytest.mark.skipif(kernel_can(), reason="the kernel would really make an interface")
HELPER = (sys.executable, "-I", wireguard_kernel.__file__)


def text(key: bytes) -> str:
    return base64.b64encode(key).decode()


GOOD: dict[str, Any] = {
    "device": "way0123abcd",
    "private_key": text(b"p" * 32),
    "public_key": text(b"q" * 32),
    "address": "192.0.2.7",
    "port": 51820,
}
keys = st.binary(min_size=32, max_size=32).filter(any).map(text)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def asked(**changes: object) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


@given(
    device=st.from_regex(r"way[0-9a-f]{8}", fullmatch=True),
    private_key=keys,
    public_key=keys,
    address=st.ip_addresses(v=4).filter(lambda each: not each.is_unspecified and not each.is_multicast),
    port=st.integers(1, 65535),
)
def test_what_is_right_is_taken_as_it_is(
    device: str, private_key: str, public_key: str, address: object, port: int
) -> None:
    fields: dict[str, Any] = {"device": device, "private_key": private_key, "public_key": public_key}
    fields |= {"address": str(address), "port": port}
    request = read_request(json.dumps(fields).encode())
    assert request == Request(**fields)
    assert private_key not in repr(request)


@given(name=st.sampled_from(sorted(GOOD)), value=values)
def test_whatever_else_stands_in_a_field_is_refused(name: str, value: object) -> None:
    try:
        request = read_request(asked(**{name: value}))
    except BadRequestError:
        return
    assert getattr(request, name) == value, "only what is right as it stands passes"
    assert type(value) is type(GOOD[name])


@given(st.binary(max_size=300) | values.map(lambda each: json.dumps(each).encode()))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    with pytest.raises(BadRequestError):
        read_request(data)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("device", "way0123abcd; id"),
        ("device", "way0123abcd\n"),
        ("device", "way0123abc"),
        ("device", "way0123ABCD"),
        ("device", "wg0"),
        ("device", "../way0123ab"),
        ("private_key", text(bytes(32))),
        ("public_key", text(bytes(32))),
        ("private_key", "!" * 44),
        ("private_key", text(b"p" * 31)),
        ("private_key", text(b"p" * 33)),
        ("private_key", text(b"p" * 32) + "\n"),
        ("private_key", text(b"p" * 32)[:-2] + "B="),  # other bits at the end of the same key
        ("public_key", "ä" * 44),
        ("address", "192.0.2.7; id"),
        ("address", "192.0.2.7\n"),
        ("address", "192.0.2"),
        ("address", "0.0.0.0"),
        ("address", "224.0.0.1"),
        ("address", "2001:db8::1"),
        ("address", "vpn.test"),
        ("port", True),
        ("port", 0),
        ("port", 65536),
        ("port", "51820"),
    ],
)
def test_what_the_package_would_take_is_refused_in_words_without_it(name: str, value: object) -> None:
    with pytest.raises(BadRequestError) as caught:
        read_request(asked(**{name: value}))
    assert not any(str(each) in str(caught.value) for each in (*GOOD.values(), value))


@pytest.mark.parametrize(
    "data",
    [
        asked(local_ip="10.0.0.2/32"),
        json.dumps({name: GOOD[name] for name in GOOD if name != "port"}).encode(),
        b"[" * LONGEST,
        asked() + b" " * LONGEST,
    ],
)
def test_a_request_of_another_shape_is_refused(data: bytes) -> None:
    with pytest.raises(BadRequestError):
        read_request(data)


class Recorder:
    """Stands in for the package's module, whose calls only a kernel with WireGuard lets succeed."""

    def __init__(self, answer: str = "") -> None:
        self.c_library = self
        self.done: list[object] = []
        self._answer = answer

    def key_from_base64(self, key: str) -> bytes:
        return key.encode()

    def key_to_base64(self, key: bytes) -> str:
        return self._answer or key.decode()

    def add_client_device(self, name: bytes, private_key: bytes) -> None:
        self.done.append((name, private_key))

    def client_add_peer(self, name: str, public_key: bytes, address: str, port: int) -> None:
        self.done.append((name, public_key, address, port))


def test_the_interface_is_made_with_our_key_and_given_the_server() -> None:
    library = Recorder()
    make(read_request(asked()), library)
    assert library.done == [
        (b"way0123abcd", GOOD["private_key"].encode()),
        ("way0123abcd", GOOD["public_key"].encode(), "192.0.2.7", 51820),
    ]


def test_a_key_that_the_package_misreads_is_not_used() -> None:
    library = Recorder(answer=text(bytes(32)))
    with pytest.raises(BadRequestError, match="another key"):
        make(read_request(asked()), library)
    assert library.done == []


def helper(data: bytes, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Started where a module lies that bears the package's name."""
    (folder / "python_wireguard.py").write_text("print('a foreign module')", encoding="utf-8")
    return subprocess.run(
        HELPER,
        input=data.decode(),
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={"LANG": "C.UTF-8", "PYTHONPATH": str(folder)},
        timeout=30,
    )


def test_a_refusal_is_one_line(tmp_path: Path) -> None:
    done = helper(asked(private_key=text(bytes(32))), tmp_path)
    assert (done.returncode, done.stdout) == (REFUSED, "")
    assert done.stderr == "a key is made of zeros only\n"


@packaged
@fails_here
def test_where_the_kernel_cannot_the_package_ends_its_process(tmp_path: Path) -> None:
    done = helper(asked(), tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Unable to add device: Operation not ")
    assert done.stderr.count("\n") == 1


_PUBLIC = """
import sys
from python_wireguard import wireguard
for line in sys.stdin.read().split():
    public = wireguard.empty_key()
    wireguard.c_library.generate_public_key(wireguard.key_from_base64(line), public)
    sys.stdout.write(wireguard.key_to_base64(public) + "\\n")
"""


@packaged
def test_its_public_keys_are_ours() -> None:
    private = [bytes((number * 7 + place) % 256 for place in range(32)) for number in range(1, 65)]
    done = subprocess.run(
        (sys.executable, "-I", "-c", _PUBLIC),
        input="\n".join(map(text, private)),
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert done.stdout.split() == [text(public_key(each)) for each in private]

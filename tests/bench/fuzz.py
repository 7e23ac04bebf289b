"""Feeds importers with broken and blown-up samples for a while: `dev.py fuzz importers --seconds 60 [--seed N]`.

No input may raise, none may take more than two seconds. With atheris installed `--atheris` lets it choose the inputs.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.core.paths.importing.corpus.everything import FORMATS
from waythrough.paths.importing.recognise import MAX_BYTES, recognise

LIMIT = 2.0
TOKENS = (
    "[", "{", "- ", "? ", "&a ", "*a ", "<<: *a\n", "://", "ss://", "vless://a@b:1?c=d#e\n", "socks5://h.example:1 ",
    "=", "%", "\n", "\r\n", "[Interface]\n", "[Peer]\nPublicKey = x\n", "remote a 1\nclient\n", "<ca>\n",
    "1.2.3.4:1 ", "1.2.3.4:", "obfs4 ", '"', '\\"', "(", "](", "*", "_", "PROXY a:1; ", "proxies:\n- {a: b}\n",
    "- {type: ss}\n", "[[path]]\n", "A", "AAAA\n", "=\n", " | ", " -> a:1", "@", "#", "; ", "a b c\n", "Bridge ",
    "FindProxyForURL ", "subscription-userinfo: ", "expire=", "http://", "'", "\t", "\x00", "\u202e", "é",
    "Content-Transfer-Encoding: quoted-printable\n", "tricks://?split=tcp|", "split:2|", '{"a":', '{"outbounds":[',
    "x" * 50,
)  # fmt: skip


def blown_up() -> Iterator[str]:
    """Each token, alone and between others, up to the largest size that is taken."""
    for token in TOKENS:
        whole = (
            (token * (MAX_BYTES // len(token.encode()) + 1)).encode()[:MAX_BYTES].decode("utf-8", "ignore")
        )
        yield whole
        yield "proxies:\n" + whole[:-20]
        yield "remote h.example 1\nclient\n" + whole[:60_000]
        yield "[Interface]\n" + whole[:-20]


def mutated(chance: random.Random, samples: list[bytes]) -> bytes:
    """A sample with a few faults."""
    data = bytearray(chance.choice(samples))
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(data) + 1)
        end = min(len(data), place + chance.randint(0, 40))
        match chance.randrange(7):
            case 0:
                del data[place:end]
            case 1:
                data[place:place] = chance.choice(TOKENS).encode() * chance.randint(1, 30)
            case 2:
                data[place:place] = data[place:end] * chance.randint(1, 50)
            case 3:
                data[place:end] = chance.randbytes(end - place)
            case 4:
                other = chance.choice(samples)
                data[place:place] = other[chance.randrange(len(other) + 1) :]
            case 5:
                data = data[:place]
            case _:
                data = data + b"\n" + chance.choice(samples)
    return bytes(data)


def tried(data: bytes | str) -> float:
    """Seconds of CPU that one input takes; raises what an importer raises."""
    before = time.process_time()
    for item in recognise(data, "fuzz.conf"):
        repr(item)
    return time.process_time() - before


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=["importers"])
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--atheris", action="store_true")
    asked = parser.parse_args()
    samples = [
        each.text if isinstance(each.text, bytes) else each.text.encode()
        for make in FORMATS.values()
        for each in make()
    ]
    if asked.atheris:
        return by_atheris(asked.seconds, samples)
    slowest, count = 0.0, 0
    for text in blown_up():
        took = tried(text)
        slowest, count = max(slowest, took), count + 1
        if took > LIMIT:
            print(f"{took:.1f} s: {text[:60]!r} and so on")
    chance, end = random.Random(asked.seed), time.monotonic() + asked.seconds
    while time.monotonic() < end:
        data = mutated(chance, samples)
        took = tried(data)
        slowest, count = max(slowest, took), count + 1
        if took > LIMIT:
            print(f"{took:.1f} s: {data[:200]!r}")
    print(f"{count} inputs, no crash, the slowest took {slowest:.2f} s of CPU (seed {asked.seed})")
    return 0 if slowest <= LIMIT else 1


def by_atheris(seconds: float, samples: list[bytes]) -> int:
    """Inputs chosen by what they reach."""
    atheris = import_module("atheris")  # Linux only, and of no use to anybody but this command
    atheris.instrument_all()

    def one(data: bytes) -> None:
        took = tried(data)
        assert took <= LIMIT, took

    with TemporaryDirectory() as folder:
        for number, sample in enumerate(samples):
            (Path(folder) / str(number)).write_bytes(sample)
        atheris.Setup([sys.argv[0], f"-max_total_time={int(seconds)}", "-max_len=4096", folder], one)
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())

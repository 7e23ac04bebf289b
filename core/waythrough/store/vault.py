"""The key file of the app lock: a random key, wrapped by one that only the passphrase yields."""

import base64
import hashlib
import json
import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from waythrough.store.atomic import create_private, read_if_there, write_private
from waythrough.store.dirs import StoreError
from waythrough.store.seal import KEY_BYTES, Seal, decrypt, encrypt, need_library
from waythrough.verdict.clause import clause

VERSION: Final = 1
LEAST_LENGTH: Final = 8
"""Characters of a passphrase at least; its strength is its owner's matter, and said so where it is chosen."""
WANTED_SECONDS: Final = 0.5
_BLOCK: Final = 8
_LEAST_N: Final = 2**15  # 32 MB, what is advised for a passphrase at least
_MOST_N: Final = 2**17  # 128 MB: an old laptop has it
_MOST_ROUNDS: Final = 16
_SALT_BYTES: Final = 16


class WrongPassphraseError(StoreError):
    """The passphrase does not open the lock."""

    def __init__(self) -> None:
        super().__init__(
            "lock.wrong",
            clause("this passphrase does not open the lock"),  # `clause`, so that it is found for translation
            still_works=clause("nothing was changed"),
            todo=clause("try again, and look at the keyboard layout and the capital letters"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """How much work a try of a passphrase is (scrypt)."""

    n: int = _LEAST_N
    p: int = 1

    def key(self, passphrase: str, salt: bytes) -> bytes:
        """The key of a passphrase; takes as long as it should. The same letters count alike however typed."""
        words = unicodedata.normalize("NFC", passphrase).encode("utf-8")
        memory = 128 * _BLOCK * (self.n + self.p + 2)
        return hashlib.scrypt(words, salt=salt, n=self.n, r=_BLOCK, p=self.p, maxmem=memory, dklen=KEY_BYTES)


def measured_cost(wanted: float = WANTED_SECONDS, seconds: Callable[[Cost], float] | None = None) -> Cost:
    """The cost that takes about this long here: first more memory, up to a bound, then more rounds."""
    seconds = seconds or _seconds
    cost = Cost()
    taken = seconds(cost)
    while taken < wanted * 0.7 and cost.n < _MOST_N:
        cost, taken = replace(cost, n=cost.n * 2), taken * 2
    rounds = int(wanted / max(taken, 0.001) + 0.3)
    return replace(cost, p=min(max(rounds, 1), _MOST_ROUNDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault:
    """What stands in the key file. `ending` is the proof that the lock is being turned off, "" = it is not."""

    cost: Cost
    salt: bytes
    wrapped: bytes
    ending: str = ""

    def open(self, passphrase: str) -> bytes:
        """The key. Raises WrongPassphraseError, after one derivation."""
        need_library()
        try:
            return decrypt(self.cost.key(passphrase, self.salt), self.wrapped, _purpose(self.cost, self.salt))
        except ValueError as error:
            raise WrongPassphraseError from error

    def is_ending(self, key: bytes) -> bool:
        """Whether the lock is being turned off; only somebody with the key can have written that."""
        return secrets.compare_digest(self.ending, _ending(key)) if self.ending else False


def wrap(key: bytes, passphrase: str, cost: Cost | None = None) -> Vault:
    """A key under a passphrase. Raises StoreError when it is too short."""
    need_library()
    if len(passphrase) < LEAST_LENGTH:
        raise StoreError(
            "lock.short",
            clause("a passphrase needs {least_length} characters at least", least_length=LEAST_LENGTH),
            still_works="nothing was changed",
            todo="choose a longer one; four or five words that do not belong together are good",
        )
    cost = cost or measured_cost()
    salt = secrets.token_bytes(_SALT_BYTES)
    return Vault(cost=cost, salt=salt, wrapped=encrypt(cost.key(passphrase, salt), key, _purpose(cost, salt)))


def fresh_key() -> bytes:
    """A new random key."""
    return secrets.token_bytes(KEY_BYTES)


def read_vault(path: Path) -> Vault | None:
    """The key file, None when there is none. Raises StoreError when it is damaged."""
    content = read_if_there(path)
    if content is None:
        return None
    try:
        data: dict[str, Any] = json.loads(content)
        cost = Cost(n=int(data["n"]), p=int(data["p"]))
        vault = Vault(
            cost=cost,
            salt=base64.b64decode(data["salt"], validate=True),
            wrapped=base64.b64decode(data["wrapped"], validate=True),
            ending=str(data["ending"]),
        )
        if data["version"] != VERSION:
            raise ValueError(f"version {data['version']}")
        if cost.n not in (_LEAST_N, _LEAST_N * 2, _MOST_N) or not 1 <= cost.p <= _MOST_ROUNDS:
            raise ValueError("a cost that this program never writes")
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(
            "lock.unreadable",
            clause("the key file {path} is damaged ({error})", path=path, error=error),
            still_works="the file was left as it is",
            todo="put back a copy of it, or erase everything: without it nothing can be opened",
        ) from error
    return vault


def write_vault(path: Path, vault: Vault, *, fresh: bool = False) -> None:
    """Write the key file in one step; `fresh`: never in place of another. Raises StoreError."""
    content = {
        "version": VERSION,
        "kdf": "scrypt",
        "n": vault.cost.n,
        "r": _BLOCK,
        "p": vault.cost.p,
        "salt": base64.b64encode(vault.salt).decode("ascii"),
        "cipher": "chacha20-poly1305",
        "wrapped": base64.b64encode(vault.wrapped).decode("ascii"),
        "ending": vault.ending,
    }
    write = create_private if fresh else write_private
    write(path, json.dumps(content, indent=1).encode("ascii"))


def ending(vault: Vault, key: bytes) -> Vault:
    """The same lock, being turned off."""
    return replace(vault, ending=_ending(key))


def _ending(key: bytes) -> str:
    return Seal(key).name("ending")


def _purpose(cost: Cost, salt: bytes) -> bytes:
    """Binds the wrapped key to its cost, so that nobody makes a try cheaper unnoticed."""
    return f"waythrough key {VERSION} {cost.n} {_BLOCK} {cost.p} {salt.hex()}".encode("ascii")


def _seconds(cost: Cost) -> float:
    start = time.perf_counter()
    cost.key("measure", b"0123456789abcdef")
    return time.perf_counter() - start

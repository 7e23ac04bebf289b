"""The operating system's own resolver, as every other program on the machine sees it."""

import socket
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from waythrough.model.failure import Failure, FailureKind
from waythrough.net.classify import classify
from waythrough.net.deadline import Patience, Wait
from waythrough.net.resolver_base import (
    DnsAnswer,
    FamilyAnswer,
    ResolveOutcome,
    combine,
    failed,
    literal_outcome,
)
from waythrough.net.threads import ThreadPool

WORKERS = 8

Found = tuple[str, tuple[str, ...]]
"""Canonical name ("" = as asked) and addresses in the system's order."""


def lookup(name: str) -> Found:
    """Ask getaddrinfo for both families. Raises OSError."""
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM, flags=socket.AI_CANONNAME)
    canonical = next((entry[3] for entry in found if entry[3]), "")
    addresses = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found)
    return canonical, tuple(addresses)


class SystemResolver:
    """getaddrinfo in threads of its own: it cannot be interrupted, so nobody waits for one that is stuck.

    The system hides return codes and its server; `rcode` stays None. `lookup` is replaced by tests only.
    """

    label = "system"

    def __init__(self, *, lookup: Callable[[str], Found] = lookup) -> None:
        self._lookup = lookup
        self._pool = ThreadPool("resolver", WORKERS)

    @property
    def threads(self) -> int:
        """How many threads are alive, the stuck ones included."""
        return self._pool.threads

    async def resolve(self, name: str, patience: Patience, *, late: bool = False) -> ResolveOutcome:
        """Both families of a name; `late` changes nothing, the system gives one answer only."""
        if (outcome := literal_outcome(self.label, name)) is not None:
            return outcome
        started = time.monotonic()
        try:
            async with Wait(patience):
                canonical, addresses = await self._pool.run(partial(self._lookup, name))
        except TimeoutError:
            return failed(self.label, name, started, Failure(kind=FailureKind.TIMEOUT))
        except UnicodeError:  # the idna codec inside getaddrinfo: an empty or overlong label
            text = "not a host name"
            return failed(self.label, name, started, Failure(kind=FailureKind.BAD_CONFIG, text=text))
        except OSError as error:
            return failed(self.label, name, started, classify(error))
        alias = canonical.rstrip(".").lower()
        cnames = (alias,) if alias and alias != name.rstrip(".").lower() else ()
        answer = DnsAnswer(rcode=0, addresses=addresses, cnames=cnames)
        outcome = combine(self.label, name, started, FamilyAnswer(answer=answer), FamilyAnswer())
        return replace(outcome, detail=replace(outcome.detail, rcode=None))

    async def aclose(self) -> None:
        """End the threads that are not stuck in the system."""
        await self._pool.aclose()

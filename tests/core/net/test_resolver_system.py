import asyncio
import socket
import threading

import pytest

from waythrough.model.failure import FailureKind
from waythrough.net.deadline import Patience
from waythrough.net.resolver_system import Found, SystemResolver

PATIENCE = Patience(hard=20)


async def test_the_real_system_knows_localhost() -> None:
    resolver = SystemResolver()
    outcome = await resolver.resolve("localhost", PATIENCE)
    await resolver.aclose()
    assert outcome.failure is None
    assert {"127.0.0.1", "::1"} & set(outcome.detail.addresses)
    assert outcome.detail.resolver == "system"
    assert outcome.detail.rcode is None
    assert resolver.threads == 0


async def test_a_literal_starts_no_thread() -> None:
    resolver = SystemResolver()
    outcome = await resolver.resolve("192.0.2.1", PATIENCE)
    assert outcome.detail.addresses == ("192.0.2.1",)
    assert resolver.threads == 0


async def test_an_alias_is_told() -> None:
    resolver = SystemResolver(lookup=lambda name: ("Cdn.Test.", ("192.0.2.1",)))
    outcome = await resolver.resolve("site.test", PATIENCE)
    await resolver.aclose()
    assert outcome.detail.cnames == ("cdn.test",)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), FailureKind.NXDOMAIN),
        (socket.gaierror(socket.EAI_AGAIN, "temporary"), FailureKind.SERVFAIL),
        (OSError(24, "too many"), FailureKind.NO_RESOURCES),
        (UnicodeError("label empty"), FailureKind.BAD_CONFIG),
    ],
)
async def test_errors_of_the_system_are_data(error: Exception, kind: FailureKind) -> None:
    def lookup(name: str) -> Found:
        raise error

    resolver = SystemResolver(lookup=lookup)
    outcome = await resolver.resolve("site.test", PATIENCE)
    await resolver.aclose()
    assert outcome.failure is not None
    assert outcome.failure.kind is kind


async def test_an_answer_without_addresses_is_no_data() -> None:
    resolver = SystemResolver(lookup=lambda name: ("", ()))
    outcome = await resolver.resolve("site.test", PATIENCE)
    await resolver.aclose()
    assert outcome.failure is not None
    assert outcome.failure.kind is FailureKind.NODATA


async def test_nobody_waits_for_a_stuck_system() -> None:
    release = threading.Event()

    def stuck(name: str) -> Found:
        release.wait()
        return "", ()

    resolver = SystemResolver(lookup=stuck)
    outcome = await resolver.resolve("site.test", Patience(soft=0.01, hard=0.02))
    assert outcome.failure is not None
    assert outcome.failure.kind is FailureKind.TIMEOUT
    async with asyncio.TaskGroup() as group:
        task = group.create_task(resolver.resolve("other.test", PATIENCE))
        await asyncio.sleep(0)
        task.cancel()
    assert resolver.threads >= 1
    release.set()
    await resolver.aclose()
    assert resolver.threads == 0

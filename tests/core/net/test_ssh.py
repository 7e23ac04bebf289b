"""Log-ins and channels that OpenSSH's server does not show on request; the rest stands in the paths' tests."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncssh
import pytest

from tests.core.paths.talk import conversation
from waythrough.model.failure import FailureKind
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.net.base import DialError, StreamError
from waythrough.net.deadline import Patience
from waythrough.net.entry import Entry
from waythrough.net.ssh import Login, SshDialer
from waythrough.net.ssh_host_keys import HostKeys
from waythrough.net.tcp import TcpDialer

PATIENCE = Patience(hard=20)
KEY = asyncssh.generate_private_key("ssh-ed25519")
PASSWORD = Secret("s3cret-word")
CODES = {"prohibited.test": 1, "unreached.test": 2, "unknown.test": 3, "short.test": 4}


class Host(asyncssh.SSHServer):
    """Lets one user in by password; its targets are names that say what becomes of them."""

    slow = asyncio.Event()
    given_back = asyncio.Event()

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("otto", PASSWORD.reveal())

    def connection_requested(self, dest_host: str, dest_port: int, orig_host: str, orig_port: int) -> Any:
        if dest_host in CODES:
            raise asyncssh.ChannelOpenError(CODES[dest_host], "by its name")
        return self._slowly() if dest_host == "slow.test" else _talk

    async def _slowly(self) -> Any:
        await Host.slow.wait()
        return _Waiting()


class Asking(Host):
    """Asks for the password by a challenge only."""

    def password_auth_supported(self) -> bool:
        return False

    def kbdint_auth_supported(self) -> bool:
        return True

    def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> Any:
        return "", "", "", [("Password:", False)]

    def validate_kbdint_response(self, username: str, responses: Any) -> bool:
        return bool(self.validate_password(username, responses[0]))


async def _talk(reader: Any, writer: Any) -> None:
    writer.write(b"220 ready\r\n")
    while data := await reader.read(65536):
        writer.write(data)


class _Waiting(asyncssh.SSHTCPSession[bytes]):
    """A target that only hears how it ends."""

    def connection_lost(self, exc: Exception | None) -> None:
        Host.given_back.set()


@asynccontextmanager
async def hosting(host: type[Host] = Host) -> AsyncIterator[int]:
    Host.slow, Host.given_back = asyncio.Event(), asyncio.Event()
    server = await asyncssh.listen(
        "127.0.0.1", 0, server_factory=host, server_host_keys=[KEY], encoding=None, gss_host=None
    )
    try:
        yield server.get_port()
    finally:
        Host.slow.set()
        server.close()
        await server.wait_closed()


def dialer(port: int, password: Secret = PASSWORD, pinned: str = "") -> SshDialer:
    entry = Entry(host="127.0.0.1", port=port, base=TcpDialer(), resolver=None)
    keys = HostKeys(pinned=pinned or KEY.get_fingerprint())
    return SshDialer(entry, Login(user="otto", password=password), keys)


@asynccontextmanager
async def opened(port: int) -> AsyncIterator[SshDialer]:
    made = dialer(port)
    await made.open(PATIENCE)
    try:
        yield made
    finally:
        await made.aclose()
        await made.aclose()


@pytest.mark.parametrize("host", [Host, Asking])
async def test_a_password_is_given_however_it_is_asked_for(host: type[Host]) -> None:
    async with hosting(host) as port, opened(port) as way:
        stream = await way.dial("site.test", 80, PATIENCE)
        assert await conversation(stream) == b"220 ready\r\nhello"
        stream.abort()
        assert PASSWORD.reveal() not in repr((way, stream.facts))


@pytest.mark.parametrize("host", [Host, Asking])
async def test_a_wrong_password_is_refused_once(host: type[Host]) -> None:
    async with hosting(host) as port:
        way = dialer(port, Secret("wrong-word"))
        with pytest.raises(DialError) as caught:
            await way.open(PATIENCE)
        await way.aclose()
    assert (caught.value.legs[-1].stage, caught.value.failure.code) == (Stage.AUTH, 14)
    assert "wrong-word" not in repr(caught.value.legs)


async def test_a_fingerprint_may_end_as_base64_does() -> None:
    async with hosting() as port:
        way = dialer(port, pinned=KEY.get_fingerprint() + "=")
        await way.open(PATIENCE)
        await way.aclose()


@pytest.mark.parametrize(
    ("name", "stage", "kind"),
    [
        ("prohibited.test", Stage.REQUEST, FailureKind.PROXY_DENIED),
        ("unreached.test", Stage.EXIT_CONNECT, FailureKind.EXIT_UNREACHABLE),
        ("unknown.test", Stage.REQUEST, FailureKind.PROXY_UNSUPPORTED),
        ("short.test", Stage.REQUEST, FailureKind.PROXY_ERROR),
    ],
)
async def test_each_reason_of_a_refused_channel(name: str, stage: Stage, kind: FailureKind) -> None:
    async with hosting() as port, opened(port) as way:
        with pytest.raises(DialError) as caught:
            await way.dial(name, 80, PATIENCE)
    assert caught.value.legs[-1].stage is stage
    assert (caught.value.failure.kind, caught.value.failure.code) == (kind, CODES[name])


async def test_a_channel_that_opens_too_late_is_given_back() -> None:
    async with hosting() as port, opened(port) as way:
        with pytest.raises(DialError) as caught:
            await way.dial("slow.test", 80, Patience(hard=0.05))
        assert caught.value.legs[-1].stage is Stage.REQUEST
        assert caught.value.failure.kind is FailureKind.TIMEOUT
        Host.slow.set()
        await Host.given_back.wait()


async def test_a_channel_of_a_cancelled_dial_is_given_back() -> None:
    async with hosting() as port, opened(port) as way:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(way.dial("slow.test", 80, PATIENCE))
            await asyncio.sleep(0.01)
            task.cancel()
        Host.slow.set()
        await Host.given_back.wait()


async def test_the_end_of_the_way_ends_its_streams_and_what_still_opens() -> None:
    async with hosting() as port:
        way = dialer(port)
        await way.open(PATIENCE)
        stream = await way.dial("site.test", 80, PATIENCE)
        async with asyncio.TaskGroup() as group:
            late = group.create_task(_ends(way))
            await asyncio.sleep(0)
            await way.aclose()
        assert late.result() is not None
        with pytest.raises(StreamError):
            await stream.send(b"hello")


async def _ends(way: SshDialer) -> DialError | None:
    try:
        await way.dial("slow.test", 80, PATIENCE)
    except DialError as error:
        return error
    return None

"""Opens streams through an SSH server: one connection, one channel for each target, and nothing else asked of it."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, cast

import asyncssh

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import PathDetail
from waythrough.model.secret import Secret
from waythrough.model.verdict import Stage
from waythrough.model.way_word import WayWord
from waythrough.net.base import DialError, Leg, Stream
from waythrough.net.deadline import Patience, Wait
from waythrough.net.entry import Entry
from waythrough.net.proxy import Peer
from waythrough.net.proxy_target import each_target
from waythrough.net.ssh_channel import ChannelStream
from waythrough.net.ssh_failures import BadKey, BadKeyError, HostKeyError, ended, not_opened
from waythrough.net.ssh_host_keys import FAMILIES, HostKeys, ServerKeys
from waythrough.net.stream_transport import StreamTransport

KIND: Final = "ssh"
KEEPALIVE: Final = 15  # seconds of silence after which the server is asked whether it is there; three times
_NO_SUCH_KEY: Final = (FailureKind.EOF, FailureKind.RESET, FailureKind.PROXY_UNSUPPORTED)
"""How servers end that are asked for a kind of key which they have not."""

asyncssh.set_log_level(logging.CRITICAL)  # it logs hosts and users


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """With what a user logs in; what is given is tried: keys first, then the password."""

    user: str
    password: Secret | None = None
    private_key: Secret | None = None
    passphrase: Secret | None = None
    agent: bool = False


class _Client(asyncssh.SSHClient):
    """What asyncssh asks and tells while it connects."""

    def __init__(self, keys: ServerKeys) -> None:
        self.shown: asyncssh.SSHKey | None = None
        self.word: WayWord | None = None
        self.auth_started: float | None = None
        self.gone = False
        self._keys = keys

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        self.shown = key
        self.word = self._keys.judge(key.get_fingerprint(), key.public_data)
        return self.word is None

    def begin_auth(self, username: str) -> None:
        self.auth_started = time.monotonic()

    def connection_lost(self, exc: Exception | None) -> None:
        self.gone = True


class _Over:
    """Hands asyncssh a stream where it would connect by itself (its `tunnel`)."""

    def __init__(self, stream: Stream, wait: Wait) -> None:
        self.transport: StreamTransport | None = None
        self._stream = stream
        self._wait = wait

    async def create_connection(self, factory: Any, host: str, port: int) -> tuple[Any, Any]:
        protocol = factory()
        self.transport = StreamTransport(self._stream, protocol, self._wait.progress)
        return self.transport, protocol

    async def aclose(self) -> None:
        """End the stream, and wait until nothing reads it any more."""
        if self.transport is None:
            self._stream.abort()
        else:
            await self.transport.aclose()


@dataclass(slots=True)
class _Connection:
    """One connection that stands."""

    ssh: asyncssh.SSHClientConnection
    client: _Client
    over: _Over

    async def aclose(self) -> None:
        self.ssh.abort()
        await self.ssh.wait_closed()
        await self.over.aclose()


class SshDialer:
    """Opens streams through one SSH server that is itself reached by `entry`; reconnects once where it broke."""

    def __init__(self, entry: Entry, login: Login, keys: HostKeys) -> None:
        self._entry = entry
        self._login = login
        self._server_keys = keys.of(entry.host, entry.port)
        self._peer = Peer(kind=KIND, host=entry.host, port=entry.port, hop=entry.hop)
        self._connection: _Connection | None = None
        self._connecting = asyncio.Lock()
        self._opening: set[asyncio.Task[Any]] = set()
        self._closed = False

    def __repr__(self) -> str:
        return f"SshDialer(hop={self._peer.hop})"

    async def open(self, patience: Patience) -> tuple[Leg, ...]:
        """Connect and log in; the legs walked. Raises DialError, HostKeyError, BadKeyError."""
        return (await self._standing(patience))[1]

    async def dial(self, host: str, port: int, patience: Patience) -> Stream:
        """A stream to `host`, which the server resolves. Raises DialError."""
        return await each_target(self._dial_one, host, port, patience, peer=self._peer, resolver=None)

    async def aclose(self) -> None:
        """End the connection with all its streams; safe to call twice."""
        self._closed = True
        async with self._connecting:
            await self._drop()
        await asyncio.gather(*self._opening, return_exceptions=True)

    # -- channels

    async def _dial_one(self, host: str, port: int, patience: Patience) -> Stream:
        _ = host.encode("ascii")  # UnicodeError is a ValueError
        connection, legs = await self._standing(patience)
        stream, leg = await self._channel(connection, host, port, patience)
        if stream is None and connection.client.gone:
            connection, legs = await self._standing(patience)
            stream, leg = await self._channel(connection, host, port, patience)
        if stream is None:
            raise DialError((*legs, leg))
        stream.opened((*legs, leg))
        return stream

    async def _channel(
        self, connection: _Connection, host: str, port: int, patience: Patience
    ) -> tuple[ChannelStream | None, Leg]:
        started = time.monotonic()
        opening = asyncio.get_running_loop().create_task(
            cast(Any, connection.ssh).create_connection(ChannelStream, host, port), name="ssh channel"
        )
        self._opening.add(opening)
        opening.add_done_callback(self._opening.discard)
        try:
            async with Wait(patience):
                _, stream = await asyncio.shield(opening)
        except TimeoutError:
            opening.add_done_callback(_too_late)
            return None, self._leg(Stage.REQUEST, started, Failure(kind=FailureKind.TIMEOUT))
        except asyncio.CancelledError:
            opening.add_done_callback(_too_late)
            raise
        except asyncssh.ChannelOpenError as error:
            if connection.client.gone:
                return None, self._leg(Stage.REQUEST, started, _how_lost(connection))
            stage, failure = not_opened(error.code, error.reason)
            return None, self._leg(stage, started, failure)
        except (asyncssh.Error, OSError):
            return None, self._leg(Stage.REQUEST, started, _how_lost(connection))
        return cast(ChannelStream, stream), self._leg(Stage.REQUEST, started, None)

    # -- the connection

    async def _standing(self, patience: Patience) -> tuple[_Connection, tuple[Leg, ...]]:
        """The connection, made anew where there is none; and what was walked for that."""
        async with self._connecting:
            if self._connection is not None and not self._connection.client.gone:
                return self._connection, ()
            await self._drop()
            if self._closed:
                failure = Failure(kind=FailureKind.INTERRUPTED)
                raise DialError((self._leg(Stage.CONNECT, time.monotonic(), failure),))
            async with _keys_of(self._login) as keys:
                self._connection, legs = await self._establish(keys, patience)
            return self._connection, legs

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.aclose()

    async def _establish(
        self, keys: Sequence[Any], patience: Patience
    ) -> tuple[_Connection, tuple[Leg, ...]]:
        """Connect. A server may have several keys and the pin be another one's: then the others are asked for."""
        try:
            return await self._connect(keys, (), patience)
        except HostKeyError as error:
            if not self._server_keys.pinned:
                raise
            first = error
        for family in FAMILIES:
            if first.kind in family:
                continue
            try:
                return await self._connect(keys, family, patience)
            except HostKeyError:
                continue
            except DialError as error:
                if error.failure.kind not in _NO_SUCH_KEY or error.legs[-1].stage is not Stage.HANDSHAKE:
                    raise
        raise first

    async def _connect(
        self, keys: Sequence[Any], family: tuple[str, ...], patience: Patience
    ) -> tuple[_Connection, tuple[Leg, ...]]:
        stream, legs = await self._entry.reach(patience)
        client = _Client(self._server_keys)
        started = time.monotonic()
        failure: Failure | None = None
        over = _Over(stream, wait := Wait(patience))
        try:
            async with wait:
                ssh = await asyncssh.connect(
                    "server", 22, **self._options(client, family or self._server_keys.algorithms, keys, over)
                )
                return _Connection(ssh, client, over), (*legs, *self._walked(client, started, None))
        except TimeoutError:
            failure = Failure(kind=FailureKind.TIMEOUT)
        except (asyncssh.Error, OSError, ValueError) as error:
            failure = _login_failure(error, client, over)
        except BaseException:
            await over.aclose()
            raise
        await over.aclose()
        legs = (*legs, *self._walked(client, started, failure))
        if client.word is not None and client.shown is not None:
            raise HostKeyError(legs, client.shown.get_fingerprint(), client.shown.algorithm.decode())
        raise DialError(legs)

    def _options(
        self, client: _Client, algorithms: tuple[str, ...], keys: Sequence[Any], over: _Over
    ) -> dict[str, Any]:
        """Everything that asyncssh would else take from the user's files and environment is said here."""
        password = self._login.password
        return {
            "tunnel": over,
            "config": None,
            "client_factory": lambda: client,
            "client_version": "OpenSSH_9.9",  # seen by whoever watches: its own name would single out its users
            "known_hosts": lambda _host, _addr, _port: ([], [], []),
            "server_host_key_algs": list(algorithms),
            "username": self._login.user,
            "password": password.reveal() if password else None,
            "client_keys": list(keys) or None,
            "agent_path": None,
            "agent_forwarding": False,
            "gss_host": None,
            "gss_auth": False,
            "gss_kex": False,
            "x509_trusted_certs": None,
            "x509_trusted_cert_paths": [],
            "compression_algs": ["none"],
            "keepalive_interval": KEEPALIVE,
            "login_timeout": 0,
        }

    def _walked(self, client: _Client, started: float, failure: Failure | None) -> tuple[Leg, ...]:
        """The legs of a log-in: until the server proved itself, and from there on."""
        if client.auth_started is None:
            return (self._leg(Stage.HANDSHAKE, started, failure, client),)
        greeted = self._leg(Stage.HANDSHAKE, started, None, until=client.auth_started)
        return greeted, self._leg(Stage.AUTH, client.auth_started, failure)

    def _leg(
        self,
        stage: Stage,
        started: float,
        failure: Failure | None,
        client: _Client | None = None,
        *,
        until: float | None = None,
    ) -> Leg:
        text = failure.text if failure else ""
        if client is not None and client.word is not None and client.shown is not None:
            text = f"{client.word} {client.shown.get_fingerprint()}"
        code = failure.code if failure else None
        detail = PathDetail(hop=self._peer.hop, kind=KIND, reply=code, reply_text=text)
        return Leg(
            stage=stage,
            host=self._peer.host,
            port=self._peer.port,
            started=started,
            duration=(time.monotonic() if until is None else until) - started,
            hop=self._peer.hop,
            failure=failure,
            detail=detail,
        )


def _login_failure(error: Exception, client: _Client, over: _Over) -> Failure:
    """What an error of asyncssh amounts to, with what the stream below saw."""
    if client.word is not None:
        unknown = client.word is WayWord.HOST_KEY_UNKNOWN
        kind = FailureKind.CERT_UNKNOWN_ISSUER if unknown else FailureKind.CERT_NAME_MISMATCH
        return Failure(kind=kind, text=client.word.value)
    transport = over.transport
    if transport is not None and transport.first and not b"SSH-".startswith(transport.first[:4]):
        return Failure(kind=FailureKind.PROXY_MALFORMED, text="not SSH")
    if transport is not None and transport.failure is not None:
        return transport.failure
    if isinstance(error, asyncssh.ConnectionLost):
        return Failure(kind=FailureKind.EOF)
    stage = Stage.HANDSHAKE if client.auth_started is None else Stage.AUTH
    if isinstance(error, asyncssh.DisconnectError):
        return ended(stage, error.code, error.reason)
    return Failure(kind=FailureKind.PROXY_ERROR, text=type(error).__name__)


def _how_lost(connection: _Connection) -> Failure:
    transport = connection.over.transport
    broken = transport.failure if transport is not None else None
    return broken or Failure(kind=FailureKind.EOF, text="the connection to the server ended")


def _too_late(opening: "asyncio.Task[Any]") -> None:
    """Give back a channel that opened when nobody waited for it any more."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result()[1].abort()


@asynccontextmanager
async def _keys_of(login: Login) -> AsyncIterator[Sequence[Any]]:
    """The keys of a log-in; those of an agent can be used inside this block only. Raises BadKeyError."""
    keys: list[Any] = []
    if login.private_key is not None:
        keys.append(await asyncio.get_running_loop().run_in_executor(None, _private_key, login))
    if not login.agent:
        yield keys
        return
    try:
        agent = await asyncssh.connect_agent()
    except OSError:
        raise BadKeyError(BadKey.NO_AGENT) from None
    async with agent:
        try:
            keys += await agent.get_keys()
        except ValueError:
            raise BadKeyError(BadKey.NO_AGENT) from None
        if not keys and login.password is None:
            raise BadKeyError(BadKey.EMPTY_AGENT)
        yield keys


def _private_key(login: Login) -> asyncssh.SSHKey:
    """The key, opened by its passphrase; that may take a second, as whoever made it wanted."""
    assert login.private_key is not None
    passphrase = login.passphrase.reveal() if login.passphrase else None
    try:
        return asyncssh.import_private_key(login.private_key.reveal(), passphrase)
    except asyncssh.KeyEncryptionError as error:
        needs = "bcrypt" in str(error)
        raise BadKeyError(BadKey.NEEDS_BCRYPT if needs else BadKey.WRONG_PASSPHRASE) from None
    except asyncssh.KeyImportError as error:
        needs = passphrase is None and "assphrase" in str(error)
        raise BadKeyError(BadKey.NEEDS_PASSPHRASE if needs else BadKey.NOT_A_KEY) from None

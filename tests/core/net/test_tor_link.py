"""The control connection: log-in with our own cookie only, replies in their order, and the end of Tor."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from waythrough.net import tor_link
from waythrough.net.tor_link import TorLink
from waythrough.wire.tor_control import Bootstrap, ControlError, Event

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the socket is one of POSIX systems")


class FakeTor:
    """Answers commands from a table; a command that is not in it is refused."""

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers
        self.heard: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := (await reader.readline()).decode().strip():
            self.heard.append(line)
            answer = self.answers.get(line.split()[0], "552 Unrecognized")
            if answer == "end":
                break
            if answer != "silence":
                writer.write(answer.encode() + b"\r\n")
        writer.close()


@asynccontextmanager
async def linked(folder: Path, answers: dict[str, str]) -> AsyncIterator[tuple[TorLink, FakeTor]]:
    tor = FakeTor(answers)
    server = await asyncio.start_unix_server(tor.serve, folder / "c")
    link = await TorLink.connect(folder / "c")
    try:
        yield link, tor
    finally:
        await link.aclose()
        await link.aclose()
        server.close()
        await server.wait_closed()


def protocol_info(cookie: Path) -> str:
    return f'250-PROTOCOLINFO 1\r\n250-AUTH METHODS=COOKIE COOKIEFILE="{cookie}"\r\n250 OK'


async def test_the_log_in(tmp_path: Path) -> None:
    (tmp_path / "cookie").write_bytes(b"\xab" * 40)
    answers = dict.fromkeys(("AUTHENTICATE", "TAKEOWNERSHIP", "SETEVENTS"), "250 OK")
    answers["PROTOCOLINFO"] = protocol_info(tmp_path / "cookie")
    async with linked(tmp_path, answers) as (link, tor):
        await link.own(tmp_path)
    assert tor.heard[1:3] == ["AUTHENTICATE " + "ab" * 32, "TAKEOWNERSHIP"]


async def test_no_other_file_is_handed_over(tmp_path: Path) -> None:
    async with linked(tmp_path, {"PROTOCOLINFO": protocol_info(Path("/etc/hostname"))}) as (link, tor):
        with pytest.raises(ControlError, match="not our Tor"):
            await link.own(tmp_path)
    assert len(tor.heard) == 1


async def test_events_come_between_replies(tmp_path: Path) -> None:
    events: list[Event] = []
    bootstrap = "650 STATUS_CLIENT NOTICE BOOTSTRAP PROGRESS=5 TAG=conn"
    async with linked(tmp_path, {"GETINFO": f"{bootstrap}\r\n650 OTHER\r\n250-version=1\r\n250 OK"}) as (
        link,
        _,
    ):
        link.heard = events.append
        first, second = await asyncio.gather(link.ask("GETINFO", "version"), link.ask("GETINFO", "version"))
        assert first == second
        assert first.value("version") == "1"
    assert events == [Bootstrap(progress=5, tag="conn")] * 2


async def test_what_is_refused_and_what_is_not_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with linked(tmp_path, {"A": "silence", "B": "250 OK"}) as (link, _):
        with pytest.raises(ControlError, match="refuses OTHER: Unrecognized"):
            await link.ask("OTHER")
        monkeypatch.setattr(tor_link, "ANSWERS_WITHIN", 0.02)
        with pytest.raises(ControlError, match="does not answer A"):
            await link.ask("A")


@pytest.mark.parametrize("answer", ["end", "this is no Tor"])
async def test_the_end_of_tor_is_told(tmp_path: Path, answer: str) -> None:
    async with linked(tmp_path, {"A": answer}) as (link, _):
        for _ in range(2):
            with pytest.raises(ControlError, match="has ended"):
                await link.ask("A")


async def test_a_port_does_as_well() -> None:
    tor = FakeTor({"A": "250 OK"})
    server = await asyncio.start_server(tor.serve, "127.0.0.1", 0)
    link = await TorLink.connect(server.sockets[0].getsockname()[1])
    assert (await link.ask("A")).good
    await link.aclose()
    server.close()
    await server.wait_closed()

"""A channel as a stream, with a channel that the test drives."""

import asyncio

import pytest

from waythrough.model.failure import FailureKind
from waythrough.net.base import StreamError
from waythrough.net.ssh_channel import ChannelStream
from waythrough.net.tcp import RECEIVE_CAP


class Driven:
    """Keeps what is written and whether reading is paused."""

    def __init__(self) -> None:
        self.written = b""
        self.paused = False
        self.aborted = 0
        self.closed = False

    def write(self, data: bytes) -> None:
        if self.closed:
            raise BrokenPipeError
        self.written += data

    def pause_reading(self) -> None:
        self.paused = True

    def resume_reading(self) -> None:
        self.paused = False

    def abort(self) -> None:
        self.aborted += 1


def made() -> tuple[ChannelStream, Driven]:
    stream, channel = ChannelStream(), Driven()
    stream.connection_made(channel)
    stream.session_started()
    return stream, channel


async def test_bytes_go_both_ways_and_are_counted() -> None:
    stream, channel = made()
    await stream.send(b"hello")
    stream.data_received(b"one", None)
    stream.data_received(b"two", None)
    assert channel.written == b"hello"
    assert [await stream.recv(), await stream.recv()] == [b"one", b"two"]
    assert (stream.facts.bytes_sent, stream.facts.bytes_received) == (5, 6)


async def test_who_waits_is_woken() -> None:
    stream, _ = made()
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(stream.recv())
        await asyncio.sleep(0)
        stream.data_received(b"late", None)
    assert reading.result() == b"late"


async def test_a_reader_that_does_not_come_stops_the_server() -> None:
    stream, channel = made()
    stream.data_received(bytes(RECEIVE_CAP), None)
    assert not channel.paused
    stream.data_received(b"more", None)
    assert channel.paused
    await stream.recv()
    assert not channel.paused


async def test_a_server_that_takes_no_more_stops_the_writer() -> None:
    stream, channel = made()
    stream.pause_writing()
    async with asyncio.TaskGroup() as group:
        sending = group.create_task(stream.send(b"hello"))
        for _ in range(3):
            await asyncio.sleep(0)
        assert not sending.done()
        stream.resume_writing()
    assert channel.written == b"hello"


async def test_a_target_that_ends_can_still_be_spoken_to() -> None:
    stream, channel = made()
    stream.data_received(b"bye", None)
    assert stream.eof_received() is True
    assert [await stream.recv(), await stream.recv(), await stream.recv()] == [b"bye", b"", b""]
    await stream.send(b"thanks")
    assert channel.written == b"thanks"
    channel.closed = True
    with pytest.raises(StreamError) as caught:
        await stream.send(b"more")
    assert caught.value.failure.kind is FailureKind.EOF


async def test_a_closed_channel_is_an_end_and_a_broken_connection_is_not() -> None:
    stream, _ = made()
    stream.connection_lost(None)
    assert await stream.recv() == b""
    stream, _ = made()
    stream.data_received(b"last", None)
    stream.connection_lost(ConnectionError("gone"))
    assert await stream.recv() == b"last"
    for _ in range(2):
        with pytest.raises(StreamError) as caught:
            await stream.recv()
        assert caught.value.failure.kind is FailureKind.RESET
    with pytest.raises(StreamError):
        await stream.send(b"hello")


async def test_a_break_frees_the_writer_that_waits() -> None:
    stream, _ = made()
    stream.pause_writing()
    sending = asyncio.get_running_loop().create_task(stream.send(b"hello"))
    await asyncio.sleep(0)
    stream.connection_lost(ConnectionError("gone"))
    with pytest.raises(StreamError):
        await sending


async def test_given_up_twice() -> None:
    stream, channel = made()
    stream.abort()
    stream.abort()
    assert channel.aborted == 2
    with pytest.raises(StreamError):
        await stream.recv()
    ChannelStream().abort()

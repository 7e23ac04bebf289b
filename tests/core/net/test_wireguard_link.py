import asyncio
import errno

import pytest

from waythrough.net.wireguard_link import InnerLink


async def test_a_link_hears_sends_and_counts() -> None:
    sent: list[bytes] = []
    ends: list[int] = []
    link = InnerLink(sent.append, lambda: ends.append(1), 10)
    loop = asyncio.get_running_loop()
    link.send(b"hello")
    link.hear(b"one")
    link.hear(b"two")
    assert [await link.receive(), await link.receive(loop.time())] == [b"one", b"two"]
    assert await link.receive(loop.time()) is None
    waiting = loop.create_task(link.receive())
    await asyncio.sleep(0)
    link.hear(b"late")
    assert await waiting == b"late"
    assert (sent, link.bytes_sent, link.bytes_received) == ([b"hello"], 5, 10)
    link.close()
    link.close()
    link.send(b"x")
    assert (ends, len(sent)) == ([1], 1)


async def test_what_does_not_fit_or_does_not_arrive_is_told_to_the_reader() -> None:
    link = InnerLink(lambda data: None, lambda: None, 10)
    link.send(bytes(11))
    with pytest.raises(OSError, match=f"{errno.EMSGSIZE}") as caught:
        await link.receive()
    assert caught.value.errno == errno.EMSGSIZE
    link.refuse(errno.ECONNREFUSED)
    with pytest.raises(ConnectionRefusedError):
        await link.receive()

import asyncio

from waythrough.net.sing_box_journal import Journal

ARRIVED = "INFO[0000] [{0} 0ms] inbound/socks[door]: inbound connection from 127.0.0.1:{1}"
FAILED = "ERROR[0000] [{0} 1ms] connection: odd"


async def test_a_reason_is_found_by_the_port_that_was_spoken_from() -> None:
    journal = Journal()
    journal.heard(ARRIVED.format(7, 4000))
    journal.heard(ARRIVED.format(8, 4001))
    journal.heard(FAILED.format(8))
    assert await journal.reason(4001, 0) == "connection: odd"
    assert await journal.reason(4000, 0) == ""
    assert await journal.reason(1, 0) == ""


async def test_a_reason_that_comes_later_is_waited_for() -> None:
    journal = Journal()
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(journal.reason(4000, 20))
        await asyncio.sleep(0)
        for line in (ARRIVED.format(7, 4000), "nothing", FAILED.format(6), FAILED.format(7)):
            journal.heard(line)
            await asyncio.sleep(0)
    assert waiting.result() == "connection: odd"


async def test_a_port_that_is_used_again_has_no_old_reason() -> None:
    journal = Journal()
    for line in (ARRIVED.format(7, 4000), FAILED.format(7), ARRIVED.format(8, 4000)):
        journal.heard(line)
    assert await journal.reason(4000, 0) == ""


async def test_old_connections_are_forgotten() -> None:
    journal = Journal()
    journal.heard(ARRIVED.format(1, 1))
    journal.heard(FAILED.format(1))
    for number in range(2, 1100):
        journal.heard(ARRIVED.format(number, number))
    assert await journal.reason(1, 0) == ""


async def test_where_it_listens_and_why_it_does_not_start() -> None:
    journal = Journal()
    journal.heard("INFO[0000] inbound/socks[door]: tcp server started at 127.0.0.1:4000")
    assert journal.listens.is_set()
    assert journal.port == 4000
    journal.heard("FATAL[0000] create service: initialize outbound[3]: odd")
    assert journal.fatal is not None
    assert journal.fatal.index == 3

"""Cells of an earlier run: told at once, not tested again, honest controls only while they are fresh."""

from dataclasses import replace

from tests.core.engine.town import EXIT, Authority, Town, page, plan, resets, socks, town
from tests.core.net.faultserver import Behaviour, Peer
from waythrough.model.event import CellFinished, CellStarted, Event, Progress, RunStarted
from waythrough.model.known import FRESH, taking_over
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Depth, Run, RunPlan
from waythrough.model.verdict import CENSOR_LABELS, Confidence, Label

NEWS, CHAT = "news", "chat"


async def _place(here: Town, behaviour: Behaviour | None = None) -> RunPlan:
    await here.site("news.test", behaviour)
    await here.site("chat.test")
    return plan(here.platform("news.test"), here.platform("chat.test"), paths=(socks(await here.proxy()),))


def _censored(authority: Authority) -> Behaviour:
    """The name is reset on the line, and passes for those who come from the proxy."""
    on_line, beyond = resets(authority.good, "news.test"), page(authority.good)

    async def behave(peer: Peer) -> None:
        await (beyond if peer.sock.getpeername()[0] == EXIT else on_line)(peer)

    return behave


def _aged(run: Run, seconds: float) -> Run:
    """The same run as if it had been begun earlier."""
    return replace(run, started=run.started - seconds, finished=run.finished - seconds)


def _started(events: list[Event]) -> set[tuple[str, str]]:
    return {(each.platform_id, each.path_id) for each in events if isinstance(each, CellStarted)}


async def test_what_is_known_is_told_at_once_and_only_the_rest_is_tested(authority: Authority) -> None:
    async with town(authority) as here:
        asked = await _place(here)
        _, first = await here.run(asked)
        visits = len(here.visits["chat.test"])
        left = (CHAT, DIRECT_ID)
        again = taking_over(asked, _aged(first, 60), set(first.cells) - {left})
        events, run = await here.run(again)
    assert _started(events) == {left}
    assert len(here.visits["chat.test"]) == visits + 1, "once directly, never by the way"
    assert isinstance(events[0], RunStarted)
    told = [each.cell.key for each in events if isinstance(each, CellFinished)]
    assert set(told[:3]) == set(first.cells) - {left}
    progress = next(each for each in events if isinstance(each, Progress))
    assert (progress.done, progress.total, progress.seconds_left) == (3, 4, None)
    assert {key for key, cell in run.cells.items() if cell.earlier} == set(first.cells) - {left}
    assert run.paths[1].usable, "known of the way although it was not opened"
    assert run.recommendation == first.recommendation
    old, kept = first.cell(NEWS, "way"), run.cell(NEWS, "way")
    assert kept.verdict == old.verdict
    assert abs((first.started - 60 + old.finished) - (run.started + kept.finished)) < 0.01
    seen = [each.id for cell in run.cells.values() for each in cell.observations]
    assert len(seen) == len(set(seen)), "an id belongs to one observation"


async def test_a_run_that_knows_everything_asks_nobody(authority: Authority) -> None:
    async with town(authority) as here:
        asked = await _place(here)
        _, first = await here.run(asked)
        before = {name: len(came) for name, came in here.visits.items()}
        events, run = await here.run(taking_over(asked, first, set(first.cells)))
        assert {name: len(came) for name, came in here.visits.items()} == before
    assert not run.interrupted
    assert {key: cell.verdict for key, cell in run.cells.items()} == {
        key: cell.verdict for key, cell in first.cells.items()
    }
    assert not _started(events)


async def test_a_fresh_result_is_a_control_and_an_old_one_accuses_nobody(authority: Authority) -> None:
    """The line resets the name here; whether that is its doing is told by comparing with the way."""
    async with town(authority) as here:
        asked = replace(await _place(here, _censored(authority)), depth=Depth.STANDARD)
        _, first = await here.run(asked)
        left = (NEWS, DIRECT_ID)
        rest = set(first.cells) - {left}
        _, fresh = await here.run(taking_over(asked, first, rest))
        _, stale = await here.run(taking_over(asked, _aged(first, FRESH + 60), rest))
    assert first.cell(*left).verdict.label in CENSOR_LABELS
    assert fresh.cell(*left).verdict.label is first.cell(*left).verdict.label
    assert fresh.cell(*left).verdict.confidence is first.cell(*left).verdict.confidence
    assert stale.cell(*left).verdict.confidence is not Confidence.CONFIRMED
    assert not set(stale.cell(*left).evidence) & {each.id for each in stale.cell(NEWS, "way").observations}
    assert stale.cell(NEWS, "way").verdict.label is Label.OK, "the old word stays beside it"


async def test_a_known_failure_keeps_its_word_whatever_is_found_now(authority: Authority) -> None:
    """It failed at its time; that its service opens now over another way is no reason to accuse anybody."""
    async with town(authority) as here:
        asked = await _place(here, _censored(authority))
        alone = replace(asked, paths=())
        _, first = await here.run(alone)
        word = first.cell(NEWS, DIRECT_ID).verdict
        events, run = await here.run(taking_over(asked, first, set(first.cells)))
    assert run.cell(NEWS, DIRECT_ID).verdict == word
    assert run.cell(NEWS, "way").works
    assert _started(events) == {(NEWS, "way"), (CHAT, "way")}

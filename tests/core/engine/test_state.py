"""What the parts of a run share: traces that feed the board, the estimators and the events."""

from tests.core.engine.town import Authority, plan, socks, town
from waythrough.model.event import StepDone
from waythrough.model.step import Step


async def test_every_observation_is_told_counted_and_kept(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test")
        way = socks(await here.proxy())
        events, run = await here.run(plan(here.platform("news.test"), paths=(way,)))
    told = [each.observation for each in events if isinstance(each, StepDone)]
    assert sum(each.bytes_received for each in told) == run.bytes_received
    assert sum(each.bytes_sent for each in told) == run.bytes_sent
    kept = {o.id for cell in run.cells.values() for o in cell.observations} | {
        o.id for o in run.network_observations
    }
    assert kept == {each.id for each in told}
    assert {each.path_id for each in told} == {"direct", "way"}
    own = [each for each in told if each.step is Step.PATH]
    assert own
    assert all(each.path_id == "way" for each in own)

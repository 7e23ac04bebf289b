"""What becomes of the cells of a way that was looked at again."""

from tests.core.engine.town import Authority, plan, socks, town
from tests.core.net.faultserver import refusing
from waythrough.model.event import CellFinished
from waythrough.model.run import CellStatus, Depth


async def test_the_cells_of_a_dead_way_are_not_final_until_it_was_looked_at(authority: Authority) -> None:
    async with town(authority) as here, refusing() as closed:
        await here.site("news.test")
        asked = plan(here.platform("news.test"), paths=(socks(closed.port),), depth=Depth.STANDARD)
        events, run = await here.run(asked)
    told = [each.cell for each in events if isinstance(each, CellFinished) and each.cell.path_id == "way"]
    assert [each.preliminary for each in told] == [True, False]
    assert {each.status for each in told} == {CellStatus.INFERRED}
    assert not run.cell("news", "way").preliminary

"""What single bare connections add to a second look: the port beside the closed one, the address of nobody."""

from dataclasses import replace

import pytest

from tests.core.engine.town import HERE, NOBODY, Authority, Town, plan, reset, town
from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import FlowKind
from waythrough.model.run import Cell, Depth
from waythrough.model.step import Purpose
from waythrough.model.verdict import Label
from waythrough.probe import differential


def bare(cell: Cell, purpose: Purpose) -> list[tuple[str, bool]]:
    return [(each.address, each.ok) for each in cell.observations if each.purpose is purpose]


async def look(here: Town) -> Cell:
    _, run = await here.run(plan(here.platform("news.test"), depth=Depth.STANDARD))
    return run.cell("news", DIRECT_ID)


async def test_beside_a_closed_port_the_plain_one_is_tried(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with town(authority) as here:
        monkeypatch.setattr(differential, "PLAIN_PORT", here.ports["n1.test"])
        cell = await look(here)
    assert bare(cell, Purpose.OTHER_PORT) == [(HERE, True)]
    assert bare(cell, Purpose.NOBODY) == []


async def test_after_a_cut_an_address_of_nobody_is_tried(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test", reset)
        here.nobody = NOBODY
        cell = await look(here)
    assert bare(cell, Purpose.NOBODY) == [(NOBODY, False)]
    assert bare(cell, Purpose.OTHER_PORT) == []


async def test_who_answers_for_nobody_is_remembered_for_all(authority: Authority) -> None:
    async with town(authority) as here:
        await here.site("news.test", reset)
        await here.site("chat.test")
        here.nobody = HERE
        chat = here.platform("chat.test")
        target = replace(chat.targets[0], flow=FlowKind.TCP, url="", tls=False)
        platforms = here.platform("news.test"), replace(chat, targets=(target,))
        _, run = await here.run(plan(*platforms, depth=Depth.STANDARD))
    assert run.cell("news", DIRECT_ID).works is False
    said = run.cell("chat", DIRECT_ID)
    assert (said.works, said.verdict.label, said.reason) == (None, Label.INCONCLUSIVE, "hollow")

"""Puts what an earlier run found on the board of a new one, on the new run's clock."""

from dataclasses import replace

from waythrough.engine.board import Board
from waythrough.model.known import FRESH, shifted
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import CellStatus, RunPlan


def adopt(board: Board, plan: RunPlan) -> None:
    """Take over the known cells of a plan, as far as they are part of its matrix.

    Their words stay. Only what was measured a short while ago is a control for what is tested now: a service that
    opened an hour ago may be down since, and comparing with it could accuse the line of that.
    """
    columns = {path_id for path_id, column in board.columns.items() if not column.control}
    rows = {each.id for each in plan.platforms}
    cells = [each for each in plan.known if each.platform_id in rows and each.path_id in columns]
    board.known = frozenset(each.key for each in cells)
    _adopt_ways(board, plan, rows)
    for cell in cells:
        there = shifted(cell, -board.wall)
        if there.status is CellStatus.DONE and there.finished >= board.elapsed - FRESH:
            board.add(*cell.key, there.observations)
        board.cells[cell.key] = replace(there, revision=1)


def _adopt_ways(board: Board, plan: RunPlan, rows: set[str]) -> None:
    """What is known of ways that need not be opened, under the names that they have now."""
    for info in plan.known_paths:
        column = board.columns.get(info.id)
        if column is None or column.control or info.id == DIRECT_ID:
            continue
        if all((row, info.id) in board.known for row in rows):
            column.info = replace(info, name=column.info.name, kind_name=column.info.kind_name)

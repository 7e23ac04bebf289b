"""The matrix of a check of the past, as it stood when it was over."""

from functools import partial

from waythrough.model.run import Run
from waythrough.verdict.explain import Word
from waythrough.verdict.explain_word import checked
from waythrough_desktop.i18n import language
from waythrough_desktop.models.face import RowHead
from waythrough_desktop.models.matrix import MatrixModel
from waythrough_desktop.presenters.faces import cell_face, column_head, state_face


def fill(model: MatrixModel, run: Run) -> None:
    """Show the boxes of a run."""
    cover = run.recommendation.cover
    total = len(run.platforms)
    heads = []
    for info in run.paths:
        cells = [cell for cell in run.cells.values() if cell.path_id == info.id]
        done = sum(map(checked, cells))
        opened = sum(cell.works is True for cell in cells) if done else None
        best = not run.interrupted and cover == (info.id,)
        heads.append(column_head(info, opened=opened, done=done, total=total, best=best, over=True))
    rows = [RowHead(id=info.id, name=info.name(language())) for info in run.platforms]
    model.lay_out(rows, heads, state_face(Word.NOT_CHECKED))
    places = {(row.id, column.id) for row in rows for column in heads}
    for cell in run.cells.values():
        if cell.key in places:
            model.set_face(cell.key, partial(cell_face, cell))

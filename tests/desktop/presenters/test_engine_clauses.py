from pathlib import Path

import waythrough
from waythrough.paths.registry import KINDS
from waythrough_desktop.presenters.engine_clauses import CLAUSES


def test_every_clause_is_still_said_by_the_engine() -> None:
    folder = Path(waythrough.__file__).parent
    said = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py")))
    labels = {kind.label for kind in KINDS}
    lost = [text.template for text in CLAUSES if text.template not in said and text.template not in labels]
    assert lost == []

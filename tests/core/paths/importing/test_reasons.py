import re
from pathlib import Path

import pytest

import waythrough.paths.importing as importing
from waythrough.paths.importing.reasons import REASONS, refusal

SOURCES = "\n".join(
    path.read_text("utf-8") for path in Path(importing.__path__[0]).glob("*.py") if path.name != "reasons.py"
)


@pytest.mark.parametrize("message_id", REASONS)
def test_every_reason_is_used_and_says_what_to_do(message_id: str) -> None:
    error = refusal(message_id)
    assert error.message_id == message_id
    assert error.what
    assert error.todo
    assert not error.what.endswith(".")
    assert f'"{message_id}"' in SOURCES


def test_every_reason_that_is_used_is_there() -> None:
    used = set(re.findall(r'refusal\(\s*"(path\.\w+)"', SOURCES))
    assert used <= set(REASONS)

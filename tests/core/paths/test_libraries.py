import pytest

from waythrough.paths.base import ConfigError
from waythrough.paths.libraries import need_libraries


def test_a_missing_library_is_named_with_how_to_get_it() -> None:
    need_libraries("json", "email")
    with pytest.raises(ConfigError, match="no_such_library") as caught:
        need_libraries("json", "no_such_library")
    assert "pip install" in caught.value.todo

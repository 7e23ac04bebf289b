import pytest

from tests.core.engine.town import Authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Making keys takes time, so the tests share the two authorities."""
    return Authority(tmp_path_factory.mktemp("authority"))

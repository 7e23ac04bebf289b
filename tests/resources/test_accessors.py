from pathlib import Path

import pytest

import waythrough_resources as resources


def test_platform_files_come_in_order_with_their_content() -> None:
    found = list(resources.platform_files())
    assert [name for name, _ in found] == sorted(name for name, _ in found)
    assert all(name.endswith(".toml") and data.startswith(b"id = ") for name, data in found)


def test_read() -> None:
    name = "platforms/telegram.toml"
    assert resources.exists(name)
    assert resources.read_bytes(name).decode() == resources.read_text(name)
    assert resources.path(name).read_bytes() == resources.read_bytes(name)
    assert resources.path("platforms").is_dir()


def test_names() -> None:
    assert "telegram.toml" in resources.names("platforms")
    assert resources.names("lists", ".toml") == ("blockpages.toml", "hosts.toml", "short.toml")
    assert resources.names("lists", ".png") == ()
    assert resources.names("no-such-folder") == ()


@pytest.mark.parametrize("name", ["no/such", "platforms/none.toml"])
def test_missing(name: str) -> None:
    assert not resources.exists(name)
    with pytest.raises(FileNotFoundError):
        resources.read_bytes(name)
    with pytest.raises(FileNotFoundError):
        resources.path(name)


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../secret", "a/../b", "a//b", "a\\b", "./a"])
def test_nothing_outside_can_be_named(name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a resource"):
        resources.read_bytes(name)


def test_it_stays_a_folder_of_data() -> None:
    modules = [path.name for path in Path(resources.__file__).parent.rglob("*.py")]
    assert modules == ["__init__.py"]

from pathlib import Path

import pytest

from waythrough.catalog.catalog import Catalog, UnknownPlatformError, read_file
from waythrough.catalog.category import Category
from waythrough.catalog.errors import CatalogError
from waythrough.catalog.hosts import HostError
from waythrough.catalog.import_lists import platform_of
from waythrough.catalog.toml_file import MAX_BYTES

MINE = """\
[[platform]]
id = "mine"
names = { en = "My Site", fa = "سایت من" }
aliases = ["home"]
targets = [{ role = "web", url = "https://mine.example/" }]
[[platform]]
id = "x"
names = { en = "X of mine" }
targets = [{ role = "web", url = "https://x.example/" }]
"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.bundled()


@pytest.mark.parametrize(
    ("word", "platform_id"),
    [
        ("x", "x"),
        ("twitter", "x"),
        ("Twitter", "x"),
        ("X (Twitter)", "x"),
        ("تلگرام", "telegram"),
        ("یوتیوب", "youtube"),
        ("يوتيوب", "youtube"),
        ("微信", "wechat"),
        ("вконтакте", "vk"),
        ("openai", "chatgpt"),
    ],
)
def test_get_by_id_name_and_alias(catalog: Catalog, word: str, platform_id: str) -> None:
    assert catalog.get(word).id == platform_id


@pytest.mark.parametrize(
    ("word", "suggestion"),
    [("telegrm", "telegram"), ("whatsap", "whatsapp"), ("yotube", "youtube"), ("تلگرم", "telegram")],
)
def test_a_misspelt_word_gets_a_suggestion(catalog: Catalog, word: str, suggestion: str) -> None:
    with pytest.raises(UnknownPlatformError) as caught:
        catalog.get(word)
    assert caught.value.suggestions[0] == suggestion
    assert f'no service is called "{word}"; did you mean "{suggestion}"' in str(caught.value)


def test_a_word_like_nothing_else(catalog: Catalog) -> None:
    with pytest.raises(UnknownPlatformError) as caught:
        catalog.get("qqqqqqqq\x1b[31m")
    assert caught.value.suggestions == ()
    assert "\x1b" not in str(caught.value)
    assert "web address" in str(caught.value)


def test_resolve(catalog: Catalog) -> None:
    assert catalog.resolve("signal").id == "signal"
    assert catalog.resolve("youtube.com").id == "youtube"
    assert catalog.resolve("https://www.youtube.com/").id not in catalog
    assert catalog.resolve("www.youtube.com/watch?v=1").targets[0].url == "https://www.youtube.com/watch?v=1"
    assert catalog.resolve("unheard-of.example").name() == "unheard-of.example"
    with pytest.raises(UnknownPlatformError):
        catalog.resolve("telegrm")
    with pytest.raises(HostError, match=r'"ftp://a\.example/": only http'):
        catalog.resolve("ftp://a.example/")
    with pytest.raises(HostError, match="no host name"):
        catalog.resolve("a..example")


def test_a_domain_never_widens_to_a_sensitive_platform(catalog: Catalog) -> None:
    assert catalog.resolve("torproject.org").id != "tor-project"


def test_short_list(catalog: Catalog) -> None:
    assert 6 <= len(catalog.short_list()) <= 10


def test_categories_are_in_order_and_complete(catalog: Catalog) -> None:
    groups = catalog.categories()
    order = list(Category)
    assert [order.index(category) for category in groups] == sorted(
        order.index(category) for category in groups
    )
    assert [platform for group in groups.values() for platform in group] == list(catalog)
    assert sum(map(len, groups.values())) == len(catalog)


def test_search(catalog: Catalog) -> None:
    assert next(platform.id for platform in catalog.search("tele")) == "telegram"
    assert "bbc-persian" in [platform.id for platform in catalog.search("بی‌بی‌سی فارسی")]
    assert "youtube" in [platform.id for platform in catalog.search("ytimg")]
    assert "x" in [platform.id for platform in catalog.search("TWITTER")]
    assert catalog.search("no such thing at all") == ()
    assert len(catalog.search("")) == len(catalog)


def test_aliases(catalog: Catalog) -> None:
    assert "twitter" in catalog.aliases("x")


def test_a_file_adds_and_overrides(catalog: Catalog, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(MINE, encoding="utf-8")
    wider = catalog.with_file(file)
    assert len(wider) == len(catalog) + 1
    assert wider.get("home").id == "mine"
    assert wider.get("x").name() == "X of mine"
    assert catalog.get("x").name() == "X (Twitter)"
    assert "mine" in wider
    assert "mine" not in catalog
    assert [p.id for p in wider.short_list()] == [p.id for p in catalog.short_list()]


def test_an_alias_of_a_file_takes_no_id_away(catalog: Catalog, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(MINE.replace('"home"', '"signal"'), encoding="utf-8")
    assert catalog.with_file(file).get("signal").id == "signal"


def test_with_platforms(catalog: Catalog) -> None:
    wider = catalog.with_platforms([platform_of("mine.example")])
    assert wider.get("mine.example").id == "mine-example"


def test_unreadable_files(catalog: Catalog, tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"^none\.toml: the file cannot be read"):
        catalog.with_file(tmp_path / "none.toml")
    big = tmp_path / "big.toml"
    big.write_bytes(b"#" * (MAX_BYTES + 99))
    with pytest.raises(CatalogError, match="larger than 1 MiB"):
        catalog.with_file(str(big))
    assert len(read_file(big)) == MAX_BYTES + 1

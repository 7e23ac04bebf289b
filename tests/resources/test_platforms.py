"""What holds for every platform that ships; nothing here asks whether a host is up."""

from pathlib import PurePath

import pytest
from cryptography import x509

import waythrough_resources as resources
from waythrough.catalog.catalog import Catalog
from waythrough.catalog.category import Category
from waythrough.catalog.hosts import host, is_address, web_address
from waythrough.catalog.schema import Entry, read_platforms
from waythrough.catalog.text import folded, is_clean
from waythrough.model.network import AddressPlan
from waythrough.model.platform import FlowKind, Platform, Role, Sensitivity

# fmt: off
ASKED_FOR = [
    "x", "facebook", "instagram", "threads", "messenger", "whatsapp", "signal",
    "telegram", "viber", "line", "youtube", "tiktok", "linkedin", "reddit",
    "discord", "snapchat", "pinterest", "medium", "twitch", "vk", "rt",
    "sputnik", "bbc", "dw", "rferl", "voa", "meduza", "france24",
    "al-jazeera", "nytimes", "the-guardian", "wikipedia", "internet-archive", "google-search", "gmail",
    "google-drive", "apple", "github", "gitlab", "zoom", "microsoft-teams", "dropbox",
    "proton-mail", "tuta", "tor-project", "psiphon", "lantern", "mullvad", "outline",
    "amnesty", "human-rights-watch", "rsf", "netblocks", "ooni", "patreon", "paypal",
    "soundcloud", "spotify", "chatgpt", "bbc-persian", "radio-farda", "iran-international",
]
# fmt: on
LANGUAGES = {"en", "fa", "ar", "ru", "zh", "tr", "ko"}
DANGEROUS = {Category.CIRCUMVENTION}

ENTRIES: dict[str, Entry] = {
    PurePath(name).stem: read_platforms(data, name)[0] for name, data in resources.platform_files()
}
PLATFORMS = [entry.platform for entry in ENTRIES.values()]


def each(platforms: list[Platform] = PLATFORMS) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("platform", platforms, ids=lambda platform: platform.id)


def test_enough_platforms_and_all_that_people_ask_for() -> None:
    assert len(PLATFORMS) >= 75
    assert not [name for name in ASKED_FOR if name not in ENTRIES]


def test_the_id_is_the_name_of_the_file() -> None:
    assert [entry.platform.id for entry in ENTRIES.values()] == list(ENTRIES)


@each()
def test_facts_are_complete(platform: Platform) -> None:
    assert platform.category in set(Category) - {Category.OTHER}
    assert platform.reviewed == "2026-11-22"
    assert platform.sources
    assert set(platform.names) <= LANGUAGES
    assert set(platform.notes) <= {"en"}
    assert all(source == source.strip() and is_clean(source) for source in platform.sources)


@each()
def test_targets_are_sound(platform: Platform) -> None:
    for target in platform.targets:
        assert target.host == host(target.host)
        if target.flow is FlowKind.WEB:
            assert target.url == web_address(target.url).url
            assert target.url.startswith("https://"), "plain HTTP proves nothing"
        if is_address(target.host):
            assert AddressPlan().is_public(target.host)
        else:
            assert "." in target.host
        assert not target.rule.seen_live, "nobody has seen these rules hold on an open line"
        assert not any(
            low <= code <= high for low, high in target.rule.status for code in (451, 500, 503) if high < 451
        )


@each()
def test_a_group_is_of_one_mind(platform: Platform) -> None:
    groups: dict[str, set[tuple[Role, bool]]] = {}
    for target in platform.targets:
        if target.group:
            groups.setdefault(target.group, set()).add((target.role, target.required))
    assert all(len(kinds) == 1 for kinds in groups.values())


@each([platform for platform in PLATFORMS if platform.category in DANGEROUS])
def test_tools_against_blocking_need_an_opt_in(platform: Platform) -> None:
    assert platform.sensitivity is Sensitivity.SENSITIVE


@each([platform for platform in PLATFORMS if platform.sensitivity is Sensitivity.SENSITIVE])
def test_a_sensitive_platform_says_why(platform: Platform) -> None:
    assert platform.notes["en"]


def test_the_short_list_is_harmless_and_small() -> None:
    short = Catalog.bundled().short_list()
    names = resources.read_text("lists/short.toml")
    assert 6 <= len(short) <= 10
    assert len(short) == names.count('",'), "a name of the short list is unknown"
    assert all(platform.sensitivity is Sensitivity.ORDINARY for platform in short)
    assert len({platform.category for platform in short}) >= 4


def test_no_word_means_two_platforms() -> None:
    owners: dict[str, set[str]] = {}
    for entry in ENTRIES.values():
        for word in (entry.platform.id, *entry.platform.names.values(), *entry.aliases):
            owners.setdefault(folded(word), set()).add(entry.platform.id)
    assert not {word: ids for word, ids in owners.items() if len(ids) > 1}


def test_signal_is_all_of_its_services_by_its_own_authority() -> None:
    required = [target for target in ENTRIES["signal"].platform.targets if target.required]
    assert {target.host for target in required} == {
        f"{name}.signal.org" for name in ("chat", "storage", "cdsi", "sfu.voip")
    }
    assert all(target.tls and target.roots == "signal" for target in required)


def test_every_server_of_telegram_and_whatsapp_is_asked_on_both_of_its_ports() -> None:
    for name, count, ports in (("telegram", 6, {80, 443}), ("whatsapp", 16, {443, 5222})):
        group = [target for target in ENTRIES[name].platform.targets if target.group]
        hosts = {target.host for target in group}
        assert len(hosts) == count
        assert all({each.port for each in group if each.host == host} == ports for host in hosts)


def test_shipped_authorities_are_valid_and_dated() -> None:
    for name in resources.names(resources.ROOTS, ".pem"):
        text = resources.read_text(f"{resources.ROOTS}/{name}")
        (root,) = x509.load_pem_x509_certificates(text.encode())
        assert root.not_valid_after_utc.year >= 2030
        assert "reviewed 20" in text.partition("-----")[0]

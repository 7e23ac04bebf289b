import ssl

from waythrough.model.platform import FlowKind, Role
from waythrough.model.secret import Secret
from waythrough.practice import certificates
from waythrough.practice.network import PracticeNetwork


async def test_the_profile_names_everything_that_the_engine_needs() -> None:
    async with PracticeNetwork() as net:
        profile = net.profile
    assert profile.practice
    assert len(profile.resolvers) == 2
    assert len(profile.doh) == 2
    assert len(profile.canaries) == 2
    assert len(profile.neutral_hosts) >= 3
    assert len(profile.domestic_hosts) == 2
    assert profile.trust_roots == certificates.root_file()
    assert ssl.create_default_context(cafile=profile.trust_roots).cert_store_stats()["x509_ca"] >= 1


async def test_platforms_carry_names_rules_and_roles() -> None:
    async with PracticeNetwork() as net:
        platforms = {platform.id: platform for platform in net.platforms}
    assert platforms["chirper"].name("fa_IR") == "چهچه"
    web, push = platforms["postbird"].targets
    assert (web.flow, web.rule.text, web.rule.seen_live) == (
        FlowKind.WEB,
        ("Welcome to Postbird Mail",),
        True,
    )
    assert web.url == f"https://postbird.example:{web.port}/"
    assert (push.flow, push.role, push.tls, push.url) == (FlowKind.TCP, Role.PUSH, True, "")
    chat = platforms["pigeon"].targets[0]
    assert (chat.tls, chat.role) == (False, Role.CHAT)
    assert platforms["harbour"].targets[0].url.startswith("http://")


async def test_paths_are_stored_as_a_user_would_have_them() -> None:
    async with PracticeNetwork() as net:
        paths = {path.id: path for path in net.paths}
    assert paths["oslo"].fields["password"] == Secret("ski & sun")
    assert "user" not in paths["madrid"].fields
    assert paths["zurich"].fields["host"] == "zurich.example"
    assert [paths[id].kind for id in ("berlin", "vienna", "toronto", "zurich")] == [
        "socks5",
        "socks4a",
        "http",
        "https",
    ]

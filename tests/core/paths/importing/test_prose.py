import pytest

from tests.core.paths.importing.corpus.everything import wrong
from waythrough.paths.exporting.links import plain
from waythrough.paths.importing.cautions import WORDS_FOLLOW
from waythrough.paths.importing.recognise import recognised
from waythrough.paths.registry import chain


def test_every_sample_is_told_rightly() -> None:
    assert wrong("prose") == []


def told(text: str) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    found = recognised(text, "mail.txt")
    return (
        [(each.line, "→".join(hop.kind for hop in chain(each.spec))) for each in found.imported],
        [(each.line, each.message_id) for each in found.rejected],
    )


@pytest.mark.parametrize("arrow", ["->", "→"])
def test_a_chain_among_words_is_one_way(arrow: str) -> None:
    text = f"first try socks5://a.test:1080 {arrow} http://b.test:3128, then call me back\n"
    assert told(text) == ([(1, "socks5→http")], [])
    text = f"and another one: socks5://a.test:1080 {arrow} 198.51.100.7:1081 {arrow} socks5://c.test:9.\n"
    assert told(text + "socks5://a.test:1080") == ([(1, "socks5→socks5→socks5"), (2, "socks5")], [])


def test_words_behind_an_arrow_are_no_hop() -> None:
    assert told("please use socks5://a.test:1080 -> then: call me back") == ([(1, "socks5")], [])


@pytest.mark.parametrize(
    "line",
    [
        "server vpn.example.org port 1080 user me pass word",
        "the proxy is at proxy.example.org:1080 with user bob",
        "198.51.100.7 1080 user me pass x and no more",
        "Host: a.example.com, port: 1080, tell nobody of it",
        "server a.example.org user me pass x",
    ],
)
def test_what_is_meant_as_a_way_and_not_understood_is_named(line: str) -> None:
    text = f"Hello my dear friend, good day\n{line}\n"
    assert told(text) == ([], [(2, "path.not_understood")])


def test_marks_of_lists_and_mails_are_no_part_of_a_way() -> None:
    text = "Hello my dear friend\n1) a.test:3128:alice:pa,ss!\n> 2. socks5://b.test\n- c.test:1080\n--\n> \n"
    text += "> # 198.51.100.7:1080\n"
    found = recognised(text, "mail.txt")
    assert [(each.line, each.spec.kind) for each in found.imported] == [
        (2, "http"),
        (3, "socks5"),
        (4, "socks5"),
    ]
    assert plain(found.imported[0].spec, "password") == "pa,ss!"
    assert not found.rejected


def test_words_behind_a_password_are_told_of() -> None:
    lines = (
        "5) 198.51.100.7:1080:me:ski & sun",
        "6) 198.51.100.8:1080:me:ski.",
        "7) 198.51.100.9:1080 is good",
    )
    found = recognised("Hello my dear friend\n" + "\n".join(lines), "mail.txt")
    assert [WORDS_FOLLOW in each.warnings for each in found.imported] == [True, False, False]


@pytest.mark.parametrize(
    ("line", "message_id"),
    [
        ("use socks6://a.test:1080 for now", "path.unknown_scheme"),
        ("41) socks6://a.test:1080", "path.unknown_scheme"),
        ("then take a.test:3128 please", "path.not_understood"),
    ],
)
def test_kinds_and_servers_that_cannot_be_used_are_named(line: str, message_id: str) -> None:
    assert told(f"Hello my dear friend\n{line}\n") == ([], [(2, message_id)])


@pytest.mark.parametrize(
    "line",
    [
        "The server of example.com has 500 users with a password each",
        "we met at 10.30 on the port in 2019, as your user",
        "write to me@example.org 2 times before you pass by",
        "see page.example.org for the user and the password",
    ],
)
def test_plain_words_are_passed_over(line: str) -> None:
    assert told(f"{line}\nsocks5://a.test:1080\n") == ([(2, "socks5")], [])

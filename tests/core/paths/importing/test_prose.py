import pytest

from tests.core.paths.importing.corpus.everything import wrong
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

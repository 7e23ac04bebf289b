import pytest

from waythrough.paths.base import ConfigError
from waythrough.paths.importing.configurl import is_chain
from waythrough.paths.importing.links import parse_spec
from waythrough.paths.registry import chain

SS = "ss://YWVzLTEyOC1nY206cHc@{}.test:1"


def test_hops_and_tricks_stand_in_their_order() -> None:
    text = f"split:2|{SS.format('a')}|{SS.format('b')}#out | there"
    spec = parse_spec(text)
    assert [hop.kind for hop in chain(spec)] == ["tricks", "shadowsocks", "shadowsocks"]
    assert [hop.fields.get("host") for hop in chain(spec)] == [None, "a.test", "b.test"]
    assert spec.name == "out | there"


def test_several_tricks_are_one() -> None:
    spec = parse_spec(f"doh:name=dns.test|tlsfrag:5|{SS.format('a')}")
    trick = chain(spec)[0]
    assert dict(trick.fields) == {"split": "record", "doh": "https://dns.test/dns-query"}


@pytest.mark.parametrize("text", ["a:1", "ss://x@h:1", "a|b", "socks5://h:1#a|b", "me:x|y@h.test:1"])
def test_other_lines_are_left_to_others(text: str) -> None:
    assert not is_chain(text)


@pytest.mark.parametrize(
    "text", ["split:2|ws:tcp_path=/x|ss://YTpi@h:1", "split:2|" * 20 + "split:1", "split:-x"]
)
def test_what_cannot_be_carried_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_spec(text)

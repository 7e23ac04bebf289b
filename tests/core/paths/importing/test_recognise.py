import random

from hypothesis import given
from hypothesis import strategies as st

from tests.bench.fuzz import mutated
from tests.core.paths.importing.corpus.everything import FORMATS
from tests.core.paths.importing.corpus.sample import Bad
from waythrough.model.secret import MASK
from waythrough.paths.importing.base import Rejected
from waythrough.paths.importing.recognise import MAX_BYTES, MAX_LINES, recognise, recognised

LIST = """\ufeff# my proxies
socks5://me:s3cret@192.0.2.1:1080

; a comment
// another
home=http://proxy.test:3128
nonsense
vless://s3cret@h.test:443
192.0.2.9:9050:me:s3cret
socks5h://me:s3cret@192.0.2.1:1080#again
socks5://a.test:1 -> http://b.test:2
"""


def test_a_bad_line_never_spoils_the_good_ones() -> None:
    result = recognised(LIST, "clipboard")
    assert result.source == "clipboard"
    assert [(spec.kind, spec.name) for spec in result.specs] == [
        ("socks5", ""),
        ("http", "home"),
        ("socks5", ""),
        ("http", ""),
    ]
    assert [(item.line, item.message_id) for item in result.rejected] == [
        (7, "path.not_understood"),
        (8, "path.bad_uuid"),
        (10, "path.twice"),
    ]
    assert "line 2" in result.rejected[2].reason
    assert [item.excerpt for item in result.rejected] == [MASK, "vless://••••", "socks5h://••••"]


def test_nothing_secret_is_told() -> None:
    assert "s3cret" not in repr(recognised(LIST, "clipboard"))


def test_the_corpus_is_large_enough() -> None:
    """What becomes of each sample is tested beside its importer."""
    samples = [sample for make in FORMATS.values() for sample in make()]
    bad = [sample for sample in samples if isinstance(sample, Bad)]
    assert len(bad) >= 400
    assert len(samples) - len(bad) >= 400


def test_nothing_of_the_corpus_is_told_with_its_secrets() -> None:
    for make in FORMATS.values():
        for sample in make():
            told = repr(recognise(sample.text))
            assert not any(secret in told for secret in ("pa:ss", "p%3Aw", "2dd61d93", "AAECAwQFBgcICQ"))


def test_sizes_are_bounded() -> None:
    for data in ("x" * (MAX_BYTES + 1), b"x" * (MAX_BYTES + 1)):
        (item,) = recognise(data, "huge.txt")
        assert isinstance(item, Rejected)
        assert (item.message_id, item.excerpt) == ("path.too_large", "huge.txt")


MAIL = """\
Hello my friend,

here is what I have for you tonight:
 - vless://2dd61d93-75d8-4da4-ac0e-6aece7eac365@h.test:443?security=tls#One
 - the old one (socks5://h.test:1080), and 203.0.113.9:3128
 - obfs4 is off, see https://page.test/help instead of it
Thanks!
obfs4 203.0.113.7:443 0123456789012345678901234567890123456789 cert=abc iat-mode=0
"""


def test_a_mail_with_many_strange_lines() -> None:
    found = recognised(MAIL, "mail")
    assert [(each.line, each.spec.kind) for each in found.imported] == [
        (4, "vless"), (5, "socks5"), (8, "tor"),
    ]  # fmt: skip
    assert [(each.line, each.message_id) for each in found.rejected] == [(6, "path.web_address")]
    assert found.imported[2].spec.private


def test_a_paths_file_is_known_by_its_tables() -> None:
    result = recognised('# mine\n[[path]]\nkind = "socks5"\nhost = "h.test"\nport = 1080\n', "paths.toml")
    assert [spec.kind for spec in result.specs] == ["socks5"]


def test_what_bare_servers_are_can_be_said() -> None:
    assert [spec.kind for spec in recognised("h.test:1080\n", "x", default_kind="http").specs] == ["http"]


def test_an_empty_text_holds_nothing() -> None:
    result = recognised("\n\n", "x")
    assert (result.specs, result.rejected) == ((), ())


def test_plain_links_in_a_file_that_is_no_toml_still_count() -> None:
    text = '[[path]]\nname = "Half\nsocks5://me:s3cret@a.test:1080\nb.test:3128\n  http://c.test:3128\n'
    found = recognised(text, "ways.toml")
    assert [spec.fields["host"] for spec in found.specs] == ["a.test", "c.test"]
    (refused,) = found.rejected
    assert (refused.line, refused.reason) == (2, "this is not valid TOML")
    assert recognised('[[path]]\nname = "Half\n', "ways.toml").specs == ()


def test_there_are_not_more_lines_than_anybody_has() -> None:
    (item,) = recognise("\n" * (MAX_LINES + 1))
    assert isinstance(item, Rejected)
    assert item.message_id == "path.too_many"


@given(st.binary(max_size=600))
def test_any_bytes_are_answered(data: bytes) -> None:
    for item in recognise(data, "x.conf"):
        assert item.line >= 1
        assert not isinstance(item, Rejected) or item.reason


PARTS = st.sampled_from(
    ["socks5://", "vless://", "ss://", "[Interface]\n", "[Peer]\n", "PrivateKey = ", "proxies:\n", "- {", "}", "{",
     "[", "]", "type: ss", "remote h 1\n", "client\n", "obfs4 ", "198.51.100.7:443", " ", "\n", "@", "#", "?", "=",
     "%", "|", " -> ", "h.test", ":1", '"', "<", ">", "PROXY ", "FindProxyForURL", "outbounds", "QUJD", "transport:",
     "[[path]]", "&a ", "*a", "\u202e"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=60).map("".join))
def test_any_mixture_of_what_importers_look_for_is_answered(text: str) -> None:
    for item in recognise(text):
        assert item.line >= 1


@given(st.randoms(use_true_random=False))
def test_broken_samples_are_answered(chance: random.Random) -> None:
    data = mutated(chance, SAMPLES)
    for item in recognise(data[:20_000]):
        repr(item)


SAMPLES = [
    sample.text if isinstance(sample.text, bytes) else sample.text.encode()
    for make in FORMATS.values()
    for sample in make()
]

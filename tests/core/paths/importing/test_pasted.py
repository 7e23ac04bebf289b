"""Files among other text: each gives its ways, and what stands around them is read with the lines it stands in."""

import json

import pytest

from tests.core.paths.importing.corpus.sample import UUID, b64
from tests.core.paths.importing.corpus.tunnels import CONF, OVPN
from waythrough.paths.importing.base import ImportedPaths
from waythrough.paths.importing.pasted import clash_in, coded_in, is_worth_reading, json_in, profile_in
from waythrough.paths.importing.recognise import recognised

VLESS = f"vless://{UUID}@h.test:443?security=tls#One"
ENTRY = "{name: C, type: trojan, server: h.test, port: 443, password: pw}"
CLASH = f"port: 7890\nproxies:\n  - {ENTRY}\nrules:\n  - MATCH,C\n"
BOX = json.dumps(
    {"outbounds": [{"type": "trojan", "tag": "B", "server": "b.test", "server_port": 443, "password": "pw"}]},
    indent=1,
)
MAIL = f"Dear friend,\n\nhere is one that worked for me yesterday:\n  {VLESS}\nGood luck, and call me!\n"


def told(text: str) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    found: ImportedPaths = recognised(text, "mail.txt")
    return (
        [(each.line, each.spec.kind) for each in found.imported],
        [(each.line, each.message_id) for each in found.rejected],
    )


@pytest.mark.parametrize(
    ("file", "kind"), [(OVPN, "openvpn"), (CLASH, "trojan"), (BOX, "trojan"), (CONF, "wireguard")]
)
def test_a_file_and_a_mail_give_both_in_any_order(file: str, kind: str) -> None:
    size = len(file.splitlines())
    taken, refused = told(file + "\n" + MAIL)
    assert (len(taken), refused) == (2, [])
    assert taken[0][1] == kind
    assert taken[1] == (size + 1 + 4 - (not file.endswith("\n")), "vless")
    taken, refused = told(MAIL + "\n" + file)
    assert [each[1] for each in taken] == ["vless", kind]
    assert (taken[0][0], refused) == (4, [])
    assert 7 <= taken[1][0] <= 9


def test_all_of_them_in_one_text() -> None:
    parts = [
        OVPN,
        CLASH,
        BOX + "\n",
        CONF,
        b64("socks5://a.test:1080\n") + "\n",
        "198.51.100.7:1080\n",
        "vless://x@h.test:1\n",
    ]
    taken, refused = told(MAIL + "\nand\n".join(parts))
    assert sorted(each[1] for each in taken) == sorted(
        ["vless", "openvpn", "trojan", "trojan", "wireguard", "socks5", "socks5"]
    )
    assert refused == [(len((MAIL + "\nand\n".join(parts)).splitlines()), "path.bad_uuid")]


def test_a_coded_list_among_sentences_is_read_also_when_folded() -> None:
    coded = b64(f"{VLESS}\nsocks5://a.test:1080\n")
    for lines in ([coded], [coded[start : start + 64] for start in range(0, len(coded), 64)]):
        text = "\n".join(["This is what the shop sent to me:", *lines, "It ends in June, they say."])
        assert told(text) == ([(2, "vless"), (2, "socks5")], [])


def test_links_between_the_lines_of_a_profile_are_taken_out_of_it() -> None:
    head, mark, tail = OVPN.partition("remote-cert-tls")
    text = f"{head}{VLESS}\n{mark}{tail}"
    found = recognised(text, "x.ovpn")
    assert sorted(each.spec.kind for each in found.imported) == ["openvpn", "vless"]
    assert VLESS not in next(
        str(getattr(each.spec.fields["profile"], "reveal")())  # noqa: B009 - a field may be other than a secret
        for each in found.imported
        if each.spec.kind == "openvpn"
    )


def test_a_file_alone_is_left_as_it_is() -> None:
    assert profile_in(OVPN) == (1, OVPN, "")
    assert clash_in(CLASH) == (CLASH, "")
    assert profile_in("hello\n") == (1, "hello\n", "")


def test_text_around_a_file_without_any_way_is_no_matter() -> None:
    assert told(f"Hello!\n{OVPN}\nThanks for all, see you soon.\n")[1] == []
    assert told(f"Hello my friend!\n{CLASH}\nThanks for all, see you soon.\n") == ([(4, "trojan")], [])


def test_a_document_ends_where_it_closes() -> None:
    assert json_in("so\n{}\n") is None
    assert json_in('so\n{"a"\n') is None
    assert json_in("{" * 300) is None
    assert json_in('x\n {"servers": 1} y\nz') == (2, '{"servers": 1}', "x\n y\nz")
    assert json_in('x\n{"a": 1}\n') is None
    taken, refused = told('Look at this, my friend\n{"outbounds": []}\n' + VLESS)
    assert (taken, refused) == ([(3, "vless")], [(2, "path.empty_file")])


def test_entries_of_a_clash_file_that_look_like_json_stay_in_it() -> None:
    entry = '{"name": "C", "type": "trojan", "server": "h.test", "port": 443, "password": "pw"}'
    for text in (f"proxies: [\n  {entry},\n]\n", f"proxies:\n  [{entry}]\n"):
        assert [kind for _, kind in told(text)[0]] == ["trojan"]


def test_only_coded_lists_are_coded_lists() -> None:
    assert coded_in([(1, "Internationalisation")], 0) is None
    assert coded_in([(1, "two words")], 0) is None
    assert not is_worth_reading("# socks5://a.test:1\nhello\n")
    assert is_worth_reading("hello\n198.51.100.7:1080\n")


def test_a_pac_file_and_a_mail_give_both() -> None:
    pac = 'function FindProxyForURL(url, host) {\n  return "PROXY p.test:8080";\n}\n'
    assert told(f"{pac}\n{MAIL}") == ([(2, "http"), (8, "vless")], [])
    assert told(f"{MAIL}\n{pac}") == ([(4, "vless"), (8, "http")], [])
    assert told(pac.replace("\n", " ")) == ([(1, "http")], [])

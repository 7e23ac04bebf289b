import pytest

from waythrough.catalog.errors import CatalogError
from waythrough.catalog.schema import each_platform, read_platforms
from waythrough.model.platform import FlowKind, Platform, Role, RollUp, Sensitivity

WHOLE = r"""
id = "chatter"
category = "messenger"
aliases = ["chat"]
sensitivity = "sensitive"
roll_up = "any_of"
reviewed = 2026-11-22
sources = ["its own handbook"]

[names]
en = "Chatter"
fa = "چت‌گر"

[notes]
en = "Used by few."

[[targets]]
role = "web"
url = "https://chatter.example:8443/start"
sample = "https://Media.chatter.example/large.bin"

[targets.rule]
status = [204, "300-399"]
text = ["welcome"]
headers = { Server = "chatterd" }
certificate_name = "Chatter.Example"
min_bytes = 512
match = "any_of"
seen_live = true

[[targets]]
role = "chat"
flow = "tcp"
host = "192.0.2.1"
port = 5222
tls = true
send = "\u0000\u00ffhi\r\n"
expect = "ok"
group = "chat"
required = false
"""

SMALL = """\
id = "a"
[names]
en = "A"
[[targets]]
role = "web"
url = "https://a.example/"
"""


def one(text: str) -> Platform:
    (entry,) = read_platforms(text.encode(), "a.toml")
    return entry.platform


def refused(text: str) -> CatalogError:
    with pytest.raises(CatalogError) as caught:
        read_platforms(text.encode(), "a.toml")
    return caught.value


def test_every_key_reaches_the_model() -> None:
    (entry,) = read_platforms(WHOLE.encode(), "chatter.toml")
    platform = entry.platform
    assert entry.aliases == ("chat",)
    assert (platform.id, platform.category, platform.reviewed) == ("chatter", "messenger", "2026-11-22")
    assert (platform.sensitivity, platform.roll_up) == (Sensitivity.SENSITIVE, RollUp.ANY_OF)
    assert platform.name("fa_IR") == "چت‌گر"
    assert platform.notes["en"] == "Used by few."
    assert platform.sources == ("its own handbook",)
    web, chat = platform.targets
    assert (web.role, web.flow, web.required) == (Role.WEB, FlowKind.WEB, True)
    assert (web.url, web.host, web.port) == ("https://chatter.example:8443/start", "chatter.example", 8443)
    assert web.sample == "https://media.chatter.example/large.bin"
    assert web.rule.status == ((204, 204), (300, 399))
    assert (web.rule.text, web.rule.headers) == (("welcome",), (("server", "chatterd"),))
    assert (web.rule.certificate_name, web.rule.min_bytes) == ("chatter.example", 512)
    assert (web.rule.match, web.rule.seen_live) == (RollUp.ANY_OF, True)
    assert (chat.flow, chat.host, chat.port, chat.tls) == (FlowKind.TCP, "192.0.2.1", 5222, True)
    assert (chat.send, chat.expect) == (b"\x00\xffhi\r\n", b"ok")
    assert (chat.group, chat.required) == ("chat", False)


def test_defaults() -> None:
    platform = one(SMALL)
    assert platform.category == "other"
    assert platform.sensitivity is Sensitivity.ORDINARY
    assert platform.roll_up is RollUp.ALL_OF
    assert platform.reviewed == ""
    (target,) = platform.targets
    assert target.required
    assert target.rule.status == ((200, 399),)
    assert not target.rule.seen_live


@pytest.mark.parametrize(
    ("old", "new", "line", "part"),
    [
        ('id = "a"', 'id = "A b"', 1, '"A b" is no id'),
        ('id = "a"', 'id = "a--b"', 1, "is no id"),
        ('id = "a"', 'id = "a"\ncategory = "mesenger"', 2, 'did you mean "messenger"?'),
        ('id = "a"', 'id = "a"\nsensitivity = "secret"', 2, "known are ordinary, sensitive"),
        ('en = "A"', 'fa = "A"', 2, "the English name is missing"),
        ('en = "A"', 'en = "A"\nenglish = "A"', 4, '"english" is no language code'),
        ('en = "A"', 'en = " "', 3, "empty or unreadable"),
        ('en = "A"', 'en = "A\\u202eB"', 3, "empty or unreadable"),
        ('url = "https://a.example/"', 'flow = "tcp"', 4, 'the key "host" is missing'),
        ('url = "https://a.example/"', 'flow = "tcp"\nhost = "a.example"', 4, 'the key "port" is missing'),
        ('url = "https://a.example/"', 'flow = "tcp"\nhost = "a"\nport = 65536', 8, "from 1 to 65535"),
        ('url = "https://a.example/"', 'flow = "tcp"\nhost = "a b"\nport = 1', 7, "no host name"),
        (
            'url = "https://a.example/"',
            'flow = "tcp"\nurl = "https://a/"',
            7,
            '"url" belongs to the flow "web"',
        ),
        (
            'url = "https://a.example/"',
            'flow = "tcp"\nhost = "a"\nport = 1\nexpect = "x"',
            9,
            '"expect" needs "send"',
        ),
        ('url = "https://a.example/"', 'flow = "tcp"\nhost = "a"\nport = 1\nsend = "ā"', 9, "U+00FF"),
        ('url = "https://a.example/"', "", 4, 'the key "url" is missing; or say flow = "tcp"'),
        ('url = "https://a.example/"', 'url = "ftp://a.example/"', 6, "only http and https"),
        (
            'url = "https://a.example/"',
            'url = "https://a.example/"\nport = 443',
            7,
            '"port" belongs to the flow "tcp"',
        ),
        (
            'url = "https://a.example/"',
            'url = "https://a.example/"\nrequired = false',
            4,
            "no target is required",
        ),
        (SMALL[-6:], '.ex/"\nsample = "http://a.ex/"', 7, "over https"),
        (SMALL[-6:], '.ex/"\nsample = "ftp://a.ex/"', 7, "only http and https"),
        (
            'url = "https://a.example/"',
            'flow = "tcp"\nhost = "a"\nport = 1\nsample = "https://a/"',
            9,
            '"sample" belongs to the flow "web"',
        ),
        ('role = "web"', 'role = "wed"', 5, 'did you mean "web"?'),
        ('role = "web"', "", 4, 'the key "role" is missing'),
        (SMALL[-6:], '.ex/"\nrule.status = [200, 99]', 7, '"99" is no HTTP status'),
        (SMALL[-6:], '.ex/"\nrule.status = ["400-200"]', 7, '"400-200" is no HTTP status'),
        (SMALL[-6:], '.ex/"\nrule.min_bytes = -1', 7, "not negative"),
        (SMALL[-6:], '.ex/"\nrule.certificate_name = "a b"', 7, "no host name"),
        (SMALL[-6:], '.ex/"\nrule.statuses = [200]', 7, 'did you mean "status"?'),
        (
            SMALL[-6:],
            '.ex/"\n[[targets]]\nrole = "web"\nurl = "https://a.exam.ex/2"',
            7,
            "stands here already",
        ),
    ],
)
def test_what_is_refused(old: str, new: str, line: int, part: str) -> None:
    assert old in SMALL
    error = refused(SMALL.replace(old, new))
    assert part in str(error)
    assert error.line == line


def many(*texts: str) -> bytes:
    parts = [
        t.replace("[names]", "[platform.names]").replace("[[targets]]", "[[platform.targets]]") for t in texts
    ]
    return "".join("[[platform]]\n" + part for part in parts).encode()


def test_several_platforms_in_one_file() -> None:
    entries = read_platforms(many(SMALL, SMALL.replace('"a"', '"b"')), "x")
    assert [entry.platform.id for entry in entries] == ["a", "b"]


def test_a_bad_platform_does_not_spoil_its_neighbours() -> None:
    data = many(SMALL, SMALL.replace('"web"', '"wed"'), SMALL, SMALL.replace('"a"', '"b"'))
    found = list(each_platform(data, "x"))
    assert [item.line if isinstance(item, CatalogError) else item.platform.id for item in found] == [
        "a",
        13,
        16,
        "b",
    ]
    with pytest.raises(CatalogError, match="line 13"):
        read_platforms(data, "x")


def test_a_file_of_several_has_nothing_beside_them() -> None:
    with pytest.raises(CatalogError) as caught:
        read_platforms(b"other = 1\n" + many(SMALL), "x")
    assert (caught.value.line, caught.value.key) == (1, "other")


def test_an_authority_of_the_services_own_must_be_shipped() -> None:
    text = (
        'id = "a"\n[names]\nen = "A"\n[[targets]]\nrole = "chat"\nflow = "tcp"\nhost = "a.example"\nport = 443\n'
        'tls = true\nroots = "{}"\n'
    )
    (entry,) = read_platforms(text.format("signal").encode(), "a.toml")
    assert entry.platform.targets[0].roots == "signal"
    with pytest.raises(CatalogError, match="no authority that is shipped"):
        read_platforms(text.format("nobody").encode(), "a.toml")

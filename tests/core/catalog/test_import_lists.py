import pytest
from hypothesis import given
from hypothesis import strategies as st

from waythrough.catalog.hosts import HostError
from waythrough.catalog.import_lists import MAX_CHARACTERS, MAX_LINES, Imported, import_text, platform_of
from waythrough.catalog.text import is_clean
from waythrough.model.platform import FlowKind, Role, Sensitivity


def urls(found: Imported) -> list[str]:
    return [platform.targets[0].url for platform in found.platforms]


def bad(found: Imported) -> list[tuple[int, str]]:
    return [(item.line, item.reason) for item in found.rejected]


@pytest.mark.parametrize(
    ("text", "name", "url"),
    [
        ("example.org", "example.org", "https://example.org/"),
        ("https://www.example.org/", "example.org", "https://www.example.org/"),
        ("http://example.org:8080/a?b=c", "example.org:8080/a?b=c", "http://example.org:8080/a?b=c"),
        ("пример.рф", "пример.рф", "https://xn--e1afmkfd.xn--p1ai/"),
        ("192.0.2.1", "192.0.2.1", "https://192.0.2.1/"),
        ("[2001:db8::1]:8443", "[2001:db8::1]:8443", "https://[2001:db8::1]:8443/"),
        ("http://localhost/", "localhost", "http://localhost/"),
        ("intranet:8080", "intranet:8080", "https://intranet:8080/"),
    ],
)
def test_one_address(text: str, name: str, url: str) -> None:
    platform = platform_of(text)
    (target,) = platform.targets
    assert platform.name() == name
    assert (target.role, target.flow, target.url) == (Role.WEB, FlowKind.WEB, url)
    assert not target.rule.seen_live


def test_ids_tell_pages_apart_and_are_the_same_everywhere() -> None:
    texts = [
        "a-b.example",
        "a.b.example",
        "http://a.b.example",
        "a.b.example/x",
        "a.b.example/y",
        "www.a.b.example",
    ]
    ids = [platform_of(text).id for text in texts]
    assert len(set(ids)) == len(ids)
    assert platform_of("HTTPS://A.B.example:443").id == platform_of("a.b.example").id == "a-b-example"


@pytest.mark.parametrize("text", ["hello", "", "two words", "https://u:p@example.org/"])
def test_no_address(text: str) -> None:
    with pytest.raises(HostError):
        platform_of(text)


def test_plain_list() -> None:
    text = "\n".join(
        [
            "\ufeff# my list",
            "example.org   # the first",
            "",
            "hxxps://second[.]example/page",
            "not an address",
            "  <https://third.example/>,",
            "EXAMPLE.org",
            "ftp://fourth.example/",
            "// old ones",
            "[2001:db8::1]:443",
        ]
    )
    for end in ("\n", "\r\n", "\r"):
        found = import_text(text.replace("\n", end), "mine.txt")
        assert urls(found) == [
            "https://example.org/",
            "https://second.example/page",
            "https://third.example/",
            "https://[2001:db8::1]/",
        ]
        assert bad(found) == [
            (5, "a web address holds no spaces or control characters"),
            (7, "the same as line 2"),
            (8, 'only http and https pages can be tested, not "ftp"'),
        ]
        assert found.platforms[1].sources == ("mine.txt, line 4",)


def test_citizen_lab_list() -> None:
    text = (
        "url,category_code,category_description,date_added,source,notes\r\n"
        'https://news.example/,NEWS,News Media,2014-04-15,citizenlab,"a, b"\r\n'
        "http://rights.example/,HUMR,Human Rights Issues,2014-04-15,citizenlab,\r\n"
        ",NEWS,News Media,,,\r\n"
        "https://news.example/,NEWS,News Media,2014-04-15,citizenlab,\r\n"
        "https://odd.example/,WHAT,,,,\r\n"
    )
    found = import_text(text, "ir.csv")
    assert urls(found) == ["https://news.example/", "http://rights.example/", "https://odd.example/"]
    assert [platform.category for platform in found.platforms] == ["news", "rights", "other"]
    assert [platform.sensitivity is Sensitivity.SENSITIVE for platform in found.platforms] == [
        False,
        True,
        True,
    ]
    assert found.platforms[1].sources == ("ir.csv, line 3, category HUMR",)
    assert bad(found) == [(4, "the line has no address"), (5, "the same as line 2")]


def test_toml_keeps_the_good_platforms() -> None:
    text = """\
[[platform]]
id = "one"
names = { en = "One" }
targets = [{ role = "web", url = "https://one.example/" }]
[[platform]]
id = "two"
nanes = { en = "Two" }
"""
    found = import_text(text, "mine.toml")
    assert [platform.id for platform in found.platforms] == ["one"]
    (item,) = found.rejected
    assert (item.line, item.text_excerpt) == (7, 'nanes = { en = "Two" }')
    assert item.reason == 'the key "nanes" is not known; did you mean "names"?'
    assert import_text(text, "pasted") == found


def test_broken_toml() -> None:
    found = import_text('id = "x"\n[names\n', "mine.toml")
    assert found.platforms == ()
    assert found.rejected[0].line == 2
    assert found.rejected[0].reason.startswith("not valid TOML")


def test_limits() -> None:
    assert import_text("a" * (MAX_CHARACTERS + 1), "x").rejected[0].line == 0
    found = import_text("\n".join(f"s{n}.example" for n in range(MAX_LINES + 5)), "x")
    assert len(found.platforms) == MAX_LINES
    assert bad(found) == [(MAX_LINES + 1, f"only the first {MAX_LINES} lines are read")]
    assert not import_text("\n" * (MAX_LINES + 5), "x").rejected


def test_what_is_shown_of_a_bad_line_is_safe_and_short() -> None:
    (item,) = import_text("\x1b[31mred \u202egpj " + "x" * 500, "x").rejected
    assert is_clean(item.text_excerpt)
    assert len(item.text_excerpt) <= 80


@given(st.text(max_size=400), st.sampled_from(["a.txt", "a.csv", "a.toml", "\x1b"]))
def test_any_text_is_told_line_by_line(text: str, name: str) -> None:
    found = import_text(text, name)
    count = len(text.splitlines()) + 1
    assert all(0 <= item.line <= count and item.reason for item in found.rejected)
    assert len(found.platforms) + len(found.rejected) <= count
    assert len({platform.id for platform in found.platforms}) == len(found.platforms)


good = st.integers(0, 999).map(lambda n: f"https://site{n}.example/")
junk = st.text(alphabet=" \t,;<>:/@\"'\\%[]abc.\u202e\x00", max_size=30)


@given(st.lists(st.tuples(st.booleans(), good, junk), max_size=20))
def test_good_lines_survive_any_neighbours(rows: list[tuple[bool, str, str]]) -> None:
    lines = [address if keep else trash for keep, address, trash in rows]
    found = import_text("\n".join(["https://first.example/", *lines]), "x")
    assert {address for keep, address, _ in rows if keep} <= set(urls(found))


@given(st.lists(st.tuples(good, st.sampled_from(["NEWS", "HUMR", "", '"x']), junk), max_size=20))
def test_good_rows_of_a_table_survive(rows: list[tuple[str, str, str]]) -> None:
    lines = [f"{address},{code}\n{trash}" for address, code, trash in rows]
    found = import_text("\n".join(["url,category_code", *lines]), "x.csv")
    assert {address for address, _, _ in rows} <= set(urls(found))


def test_what_is_not_wanted_any_more_is_read_no_further() -> None:
    asked = []

    def wanted() -> bool:
        asked.append(True)
        return len(asked) < 3

    assert import_text("a.example\nb.example\nc.example\nd.example", "mine.txt", wanted) == Imported()
    assert len(asked) == 3

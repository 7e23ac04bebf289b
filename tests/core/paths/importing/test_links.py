from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from waythrough.model.path import PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.base import ConfigError
from waythrough.paths.importing.links import parse_spec
from waythrough.paths.importing.proxies import HTTP_PORTS


def shape(spec: PathSpec) -> tuple[object, ...]:
    """Kind, host, port, user, password of a way."""
    password = spec.fields.get("password")
    secret = password.reveal() if isinstance(password, Secret) else None
    return spec.kind, spec.fields["host"], spec.fields["port"], spec.fields.get("user"), secret


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("socks5://proxy.test:1080", ("socks5", "proxy.test", 1080, None, None)),
        ("SOCKS5H://Proxy.Test:1080/", ("socks5", "proxy.test", 1080, None, None)),
        ("socks://proxy.test", ("socks5", "proxy.test", 1080, None, None)),
        ("socks4://me@192.0.2.1:1081", ("socks4", "192.0.2.1", 1081, "me", None)),
        ("socks4a://proxy.test:9", ("socks4a", "proxy.test", 9, None, None)),
        ("http://u:p%40%2F%23%3A@proxy.test:3128", ("http", "proxy.test", 3128, "u", "p@/#:")),
        ("http://u:p:q@proxy.test:3128", ("http", "proxy.test", 3128, "u", "p:q")),
        ("socks5://u:p@ss@proxy.test:1080", ("socks5", "proxy.test", 1080, "u", "p@ss")),
        ("http://proxy.test", ("http", "proxy.test", 80, None, None)),
        ("https://proxy.test", ("https", "proxy.test", 443, None, None)),
        ("https://[2001:db8::1]:8443", ("https", "2001:db8::1", 8443, None, None)),
        ("socks5://bücher.example:1080", ("socks5", "xn--bcher-kva.example", 1080, None, None)),
        ("socks5://%D9%86%D8%A7%D9%85:%D8%B1%D9%85%D8%B2@h.test:1", ("socks5", "h.test", 1, "نام", "رمز")),
        ("192.0.2.1:9050", ("socks5", "192.0.2.1", 9050, None, None)),
        ("192.0.2.1:3128", ("http", "192.0.2.1", 3128, None, None)),
        ("proxy.test:1080:me:pass", ("socks5", "proxy.test", 1080, "me", "pass")),
        ("proxy.test:8080:me:pa:ss@x", None),
        ("proxy.test:1080:me:p%41:#/?", ("socks5", "proxy.test", 1080, "me", "p%41:#/?")),
        ("[2001:db8::1]:1080:me:pass", ("socks5", "2001:db8::1", 1080, "me", "pass")),
        ("me:pass@proxy.test:1080", ("socks5", "proxy.test", 1080, "me", "pass")),
        ("me:pass@[2001:db8::1]:8080/", ("http", "2001:db8::1", 8080, "me", "pass")),
    ],
)
def test_ways_as_people_write_them(text: str, expected: tuple[object, ...] | None) -> None:
    if expected is None:
        with pytest.raises(ConfigError):
            parse_spec(text)
    else:
        assert shape(parse_spec(text)) == expected


def test_names_are_left_to_the_proxy_unless_asked_otherwise() -> None:
    assert "local_dns" not in parse_spec("socks5://h.test:1").fields
    assert "local_dns" not in parse_spec("socks5h://h.test:1?dns=remote").fields
    assert parse_spec("socks5://h.test:1?dns=local").fields["local_dns"] is True
    assert parse_spec("http://h.test:1/?local_dns").fields["local_dns"] is True
    assert "local_dns" not in parse_spec("socks4://h.test:1?dns=local").fields


def test_names_of_ways() -> None:
    assert parse_spec("home=socks5://h.test:1").name == "home"
    assert parse_spec(" My work = h.test:1080 ").name == "My work"
    assert parse_spec("socks5://h.test:1#My%20way").name == "My way"
    assert parse_spec("socks5://h.test:1#راه من").name == "راه من"
    assert parse_spec("a=socks5://h.test:1#b").name == "a"
    assert parse_spec("socks5://h.test:1").name == ""


def test_what_a_bare_server_is_can_be_said() -> None:
    assert parse_spec("h.test:1080", default_kind="http").kind == "http"
    assert all(parse_spec(f"h.test:{port}").kind == "http" for port in HTTP_PORTS)


@pytest.mark.parametrize("arrow", [" -> ", " | ", " → ", "   ->  "])
def test_chains_are_written_from_the_user_outwards(arrow: str) -> None:
    spec = parse_spec(f"out=socks5://a.test:1{arrow}http://b.test:2{arrow}c.test:3:u:p")
    assert (spec.name, spec.kind, spec.fields["host"]) == ("out", "socks5", "c.test")
    assert spec.via is not None
    assert spec.via.fields["host"] == "b.test"
    assert spec.via.via is not None
    assert spec.via.via.fields["host"] == "a.test"
    assert len({spec.id, spec.via.id, spec.via.via.id}) == 3


@pytest.mark.parametrize(
    ("text", "message_id"),
    [
        ("", "path.spaces"),
        ("two words", "path.spaces"),
        ("socks5://h.test:1\x00", "path.spaces"),
        ("whatever", "path.not_understood"),
        ("h.test", "path.not_understood"),
        ("h.test:port", "path.not_understood"),
        ("me:pass@h.test", "path.not_understood"),
        ("h.test:99999", "path.bad_port"),
        ("socks5://h.test:0", "path.bad_port"),
        ("socks5://h.test:1:2", "path.bad_server"),
        ("socks5://u:p@h.test:abc", "path.bad_server"),
        ("socks5://[::1:1080", "path.bad_server"),
        ("socks5://:1080", "path.bad_host"),
        ("socks5://a b", "path.spaces"),
        ("socks5://exa_mple..test:1", "path.bad_host"),
        ("socks5://u:%ff@h.test:1", "path.bad_escape"),
        ("socks5://u:p#w@h.test:1", "path.unescaped"),
        ("socks5://u:1/w@h.test:1", "path.unescaped"),
        ("http://h.test/page.html", "path.web_address"),
        ("http://h.test:1?dsn=local", "path.unknown_option"),
        ("http://h.test:1?dns=maybe", "path.unknown_option"),
        ("http://h.test:1?colour=red", "path.unknown_option"),
        ("ssr://YWVzOnBhc3M", "path.unsupported_kind"),
        ("socks5://h.test:1 -> vless://x@h.test:443", "path.bad_uuid"),
        (" -> ".join(["h.test:1"] * 9), "path.too_long"),
        ("x" * 70_000, "path.too_long"),
        ("gopher://h.test:70", "path.unknown_scheme"),
        ("http://u%3Ax:p@h.test:1", "path.user_colon"),
        ("socks5://:p@h.test:1", "path.password_alone"),
        ("socks4://u:p@h.test:1", "path.unknown_field"),
    ],
)
def test_what_cannot_be_taken_is_named(text: str, message_id: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_spec(text)
    assert caught.value.message_id == message_id
    assert caught.value.todo


def test_a_misspelt_option_is_met_with_a_suggestion() -> None:
    with pytest.raises(ConfigError, match="did you mean “dns”"):
        parse_spec("http://h.test:1?dsn=local")


SECRETS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=8, max_size=20)


@given(SECRETS, st.sampled_from(["socks5", "http", "https"]))
def test_an_escaped_password_comes_back_whole_and_is_never_shown(password: str, scheme: str) -> None:
    spec = parse_spec(f"{scheme}://me:{quote(password, safe='')}@h.test:1080")
    assert shape(spec)[3:] == ("me", password)
    assert password not in repr(spec) + str(spec) + repr(dict(spec.fields))


@given(
    SECRETS,
    st.sampled_from(
        ["socks5://me:{}@h.test:1", "socks5://{}:x@h.test:y", "h.test:1:me:{}", "h.test:{}", "{}", "ss://{}@h:1",
         "http://h.test:1?{}=1", "{}@h.test", "socks4://me:{}@h.test:1", "x={}"],
    ),
)  # fmt: skip
def test_no_refusal_ever_tells_a_secret(password: str, pattern: str) -> None:
    assume(not any(password in known for known in ("dns", "local_dns")))
    told = ""
    try:
        parse_spec(pattern.format(password))
    except ConfigError as error:
        told = f"{error} {error!r} {error.what} {error.todo}"
    assert password not in told

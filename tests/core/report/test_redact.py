"""Nothing that points to the user leaves by default."""

import getpass
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.report.recorder import (
    HOME_USER,
    OWN_LOCAL,
    OWN_MAC,
    OWN_PUBLIC,
    PROXY_HOST,
    PROXY_USER,
    make_verdict,
)
from tests.core.report.samples import BERLIN, OFFICE, OLD, sample_run
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import (
    Certificate,
    ConnectDetail,
    Detail,
    HttpDetail,
    Observation,
    PathDetail,
    ResolveDetail,
    ServiceDetail,
    TlsDetail,
)
from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.model.plain import to_plain
from waythrough.model.run import Run
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Label, Locus, Stage
from waythrough.paths.registry import display_names
from waythrough.report.document import make_document
from waythrough.report.redact import HIDDEN, Redactor

SECRETS = (OWN_PUBLIC, OWN_LOCAL, OWN_MAC, PROXY_HOST, PROXY_USER, HOME_USER)
LEAKY = (
    f"Your address {OWN_PUBLIC} ({OWN_LOCAL}, {OWN_MAC}) was blocked, {PROXY_USER}."
    f" See /home/{HOME_USER}/x via {PROXY_HOST}"
)


def _seen(
    step: Step, detail: Detail, stage: Stage | None = None, failure: Failure | None = None
) -> Observation:
    return Observation(
        id="o900",
        platform_id="telegram",
        path_id=OFFICE,
        target="web:telegram.org:443",
        purpose=Purpose.TARGET,
        step=step,
        host="telegram.org",
        address="203.0.113.9" if step is not Step.PATH else "203.0.113.200",
        started=0.0,
        duration=0.1,
        stage=stage,
        failure=failure,
        detail=detail,
    )


def _leaky_run() -> Run:
    run = sample_run()
    certificate = Certificate(
        subject=f"CN={PROXY_HOST}",
        issuer=LEAKY,
        names=(PROXY_HOST, OWN_PUBLIC),
        not_before=0.0,
        not_after=1.0,
        fingerprint="ab",
        key_fingerprint="cd",
    )
    failure = Failure(kind=FailureKind.PROXY_ERROR, text=LEAKY)
    page = HttpDetail(
        method="GET",
        url=f"https://{PROXY_USER}:pw@telegram.org/notice?ip={OWN_PUBLIC}#{OWN_LOCAL}",
        status=200,
        headers=(
            ("via", f"1.1 {PROXY_HOST}"),
            ("set-cookie", "session=1"),
            ("location", f"http://notice.example/?client={OWN_PUBLIC}"),
            ("server", f"nginx at {OWN_LOCAL}"),
        ),
        body=LEAKY.encode(),
        title=LEAKY,
        body_bytes=10,
    )
    own = TlsDetail(server_name=PROXY_HOST, chain=(certificate,), version="TLSv1.3", plaintext=LEAKY.encode())
    lookup = ResolveDetail(resolver="udp:192.168.178.1", name=PROXY_HOST, addresses=("198.51.100.77",))
    made = (
        _seen(Step.PATH, lookup, Stage.RESOLVE),
        _seen(Step.PATH, ConnectDetail(family=4, local_port=50001), Stage.CONNECT),
        _seen(Step.PATH, own, Stage.TLS, failure),
        _seen(
            Step.PATH, PathDetail(hop=0, kind="http_proxy", reply=407, reply_text=LEAKY), Stage.AUTH, failure
        ),
        _seen(Step.PATH, page, Stage.DATA),
        _seen(
            Step.TLS, TlsDetail(server_name="telegram.org", chain=(certificate,), plaintext=LEAKY.encode())
        ),
        _seen(Step.HTTP, page, None, failure),
        _seen(Step.CONNECT, ConnectDetail(family=4, local_port=50002)),
        _seen(Step.EXCHANGE, PathDetail(hop=0, kind="", reply_text=LEAKY)),
        _seen(Step.RESOLVE, ResolveDetail(resolver="system", name="telegram.org", ede_text=LEAKY, ede=15)),
        _seen(Step.EXCHANGE, None),
        _seen(Step.RESOLVE, ServiceDetail(resolver="udp:192.168.178.1", name="telegram.org")),
        _seen(Step.PATH, ServiceDetail(resolver="udp:192.168.178.1", name=PROXY_HOST), Stage.RESOLVE),
    )
    cell = run.cell("telegram", OFFICE)
    verdict = make_verdict(
        Label.PATH_FAILURE, "path.auth", locus=Locus.PATH, host=PROXY_HOST, failure="proxy_auth"
    )
    finding = make_verdict(Label.TLS_MITM, "tls.x", issuer=LEAKY, resolver="udp:192.168.178.1")
    cell = replace(cell, verdict=verdict, observations=(*cell.observations, *made), findings=(finding,))
    return replace(
        run,
        cells=MappingProxyType({**run.cells, cell.key: cell}),
        network=(finding,),
        network_observations=made,
    )


def _texts(value: object) -> str:
    """Everything of a run as one text, bytes decoded."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dict | MappingProxyType):
        return "\n".join(_texts(item) for item in value.values())
    if isinstance(value, tuple | list):
        return "\n".join(_texts(item) for item in value)
    if hasattr(value, "__dataclass_fields__"):
        return "\n".join(_texts(getattr(value, name)) for name in value.__dataclass_fields__)
    return str(value)


def _redacted(*, include_names: bool = False) -> Run:
    run = _leaky_run()
    return Redactor(run, private=(PROXY_HOST, PROXY_USER, HOME_USER), include_names=include_names).run(run)


def test_the_sample_leaks_before() -> None:
    assert all(secret in _texts(_leaky_run()) for secret in SECRETS)


@pytest.mark.parametrize(
    "secret", [*SECRETS, "session=1", "50001", "50002", "198.51.100.77", "203.0.113.200", "192.168.178.1"]
)
def test_nothing_private_is_left(secret: str) -> None:
    assert secret not in _texts(_redacted())
    assert secret not in str(to_plain(_redacted()))


def test_what_is_unknown_is_hidden_even_without_a_list_of_private_words() -> None:
    run = _leaky_run()
    told = _texts(Redactor(run).run(run))
    assert OWN_PUBLIC not in told
    assert OWN_LOCAL not in told
    assert OWN_MAC not in told
    assert f"/home/{HOME_USER}" not in told
    own_steps = [
        seen
        for seen in Redactor(run).run(run).cell("telegram", OFFICE).observations
        if seen.step is Step.PATH
    ]
    assert PROXY_HOST not in _texts(tuple(own_steps))


def test_evidence_stays() -> None:
    run = _redacted()
    telegram = run.cell("telegram", DIRECT_ID)
    assert dict(telegram.verdict.params)["address"] == "10.10.34.36"
    assert "10.10.34.36" in _texts(telegram.observations)
    assert "Inspection CA" in _texts(run.cell("telegram", "p-c0de"))
    assert telegram.verdict.evidence == sample_run().cell("telegram", DIRECT_ID).verdict.evidence
    page = [seen.detail for seen in run.cell("telegram", OFFICE).observations if seen.step is Step.HTTP][-1]
    assert isinstance(page, HttpDetail)
    assert (page.headers[-1][0], page.headers[-1][1].split()[0]) == ("server", "nginx")


def test_ids_of_ways_stay_and_names_go() -> None:
    run = _redacted()
    assert [info.id for info in run.paths] == [info.id for info in sample_run().paths]
    assert [info.name for info in run.paths] == [
        "Direct",
        "HTTPS proxy 1",
        "SOCKS5 2",
        "HTTP proxy 1",
        "SOCKS5 1",
    ]
    named = _redacted(include_names=True)
    assert named.paths[1].name == "Berlin"
    assert named.cell("x", BERLIN).path_id == BERLIN
    assert run.cell("x", OLD).verdict.reason == "proxy_auth"


def test_no_way_is_called_in_a_report_as_another_is_on_the_screen() -> None:
    run = sample_run()
    shown = ("Off", "SOCKS5 2", "SOCKS5 1", "Home", "SOCKS5 10801")
    paths = tuple(
        replace(run.paths[2], id=f"p-{number}", kind="socks5", name=name) for number, name in enumerate(shown)
    )
    told = make_document(replace(run, paths=(run.paths[0], *paths))).run.paths[1:]
    assert [info.name for info in told] == ["SOCKS5 3", "SOCKS5 2", "SOCKS5 1", "SOCKS5 4", "SOCKS5 5"]
    again = make_document(replace(run, paths=told)).run.paths
    assert [info.name for info in again] == [info.name for info in told]


def test_a_way_is_called_as_the_program_calls_one_without_a_name() -> None:
    run = sample_run()
    socks, http = (
        replace(run.paths[1], kind="socks5", kind_name="SOCKS5 proxy"),
        replace(run.paths[2], kind="http", kind_name="HTTP proxy"),
    )
    shown = make_document(replace(run, paths=(run.paths[0], socks, http))).run.paths
    unnamed = (
        PathSpec(id="a", kind="socks5"),
        PathSpec(id="b", kind="http"),
    )
    assert [info.name for info in shown[1:]] == list(display_names(unnamed).values())


def test_a_private_word_that_is_an_address_is_hidden_even_as_a_server() -> None:
    run = sample_run()
    told = _texts(Redactor(run, private=("203.0.113.60",)).run(run))
    assert "203.0.113.60" not in told
    assert "203.0.113.70" in told


@pytest.mark.parametrize(
    ("resolver", "shown"),
    [
        ("system", "system"),
        ("udp:192.168.1.1", "udp:local"),
        ("udp:127.0.0.53", "udp:local"),
        ("udp:fe80::1", "udp:local"),
        ("udp:9.9.9.9", "udp:9.9.9.9"),
        ("udp:85.15.1.14", "udp:85.15.1.0/24"),
        ("udp:2a01:4f8:1:2::53", "udp:2a01:4f8:1::/48"),
        ("doh:dns.quad9.net", "doh:dns.quad9.net"),
    ],
)
def test_resolvers_are_shown_by_scope(resolver: str, shown: str) -> None:
    run = sample_run()
    detail = ResolveDetail(resolver=resolver, name="a.example")
    cell = replace(run.cell("x", DIRECT_ID), observations=(_seen(Step.RESOLVE, detail),))
    run = replace(run, cells=MappingProxyType({cell.key: cell}))
    found = Redactor(run).run(run).cell("x", DIRECT_ID).observations[0].detail
    assert isinstance(found, ResolveDetail)
    assert found.resolver == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2001:db8:85a3::8a2e:370:7334 and ::ffff:10.0.0.1", "[address] and [address]"),
        ("at 12:30:45 UTC, version 1.2.3", "at 12:30:45 UTC, version 1.2.3"),
        ("3C-52-82-AA-BB-CC", "[mac]"),
        ("C:\\Users\\somebody\\x and /Users/somebody/y", "[home]\\x and [home]/y"),
        ("999.1.1.1", "999.1.1.1"),
        ("sha256 ab:cd", "sha256 ab:cd"),
    ],
)
def test_free_text(text: str, shown: str) -> None:
    assert Redactor(sample_run()).text(text) == shown


def test_the_own_login_and_home_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "zhaleh")
    monkeypatch.setattr(Path, "home", lambda: Path("/srv/people/zhaleh"))
    redactor = Redactor(sample_run())
    assert redactor.text("ZHALEH in /srv/people/zhaleh/w, zhalehx") == "[user] in [home]/w, zhalehx"


def test_a_system_without_a_login(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("no such user id")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert Redactor(sample_run()).text("plain") == "plain"


def test_pages_that_are_no_text_and_addresses_that_are_none_come_through() -> None:
    redactor = Redactor(sample_run())
    raw = b"\xff\xfe\x00 9.8.7.6 \x80"
    assert redactor._bytes(raw) == b"\xff\xfe\x00 [address] \x80"
    assert redactor._url("http://[broken/") == HIDDEN


@given(st.ip_addresses())
def test_every_address_of_unknown_owner_is_hidden(address: object) -> None:
    assert str(address) not in Redactor(_EMPTY).text(f"you come from {address}!")


_EMPTY = replace(sample_run(), cells=MappingProxyType({}), network_observations=())

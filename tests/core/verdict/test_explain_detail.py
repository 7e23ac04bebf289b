"""Lines for support staff."""

from dataclasses import replace

from tests.core.report.samples import OFFICE, sample_run
from tests.core.verdict.making import cell, seen, verdict
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import (
    HttpDetail,
    PathDetail,
    ResolveDetail,
    ServiceDetail,
    TlsDetail,
    TransferDetail,
)
from waythrough.model.path import DIRECT_ID
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Label, Layer, Stage
from waythrough.verdict.explain_detail import (
    detail_lines,
    observation_line,
    reason,
    spoke_as,
    verdict_line,
)
from waythrough.verdict.words import translator, unmarked

RUN = sample_run()


def test_a_cell_in_lines() -> None:
    lines = detail_lines(RUN.cell("telegram", DIRECT_ID))
    assert lines[0].startswith(
        "verdict   dns_tampering confirmed 3/3 rule=dns.lie locus=direct layer=dns action=inject"
    )
    assert "telegram x direct done fails" in lines[1]
    assert any("10.10.34.36" in line and " resolve " in line for line in lines)
    assert any("cert_name_mismatch(62)" in line for line in lines)
    assert all("\n" not in line for line in lines)


def test_addresses_can_be_left_out() -> None:
    lines = detail_lines(RUN.cell("wikipedia", DIRECT_ID), addresses=False)
    assert not any("203.0.113.60" in line or "192.168" in line for line in lines)
    assert any("via a resolver" in line and "addresses=1" in line for line in lines)


def test_findings_and_parts() -> None:
    assert any(
        line.startswith("finding   quic_blocking") for line in detail_lines(RUN.cell("proton", DIRECT_ID))
    )
    parts = [line for line in detail_lines(RUN.cell("youtube", DIRECT_ID)) if line.startswith("target")]
    assert ["works" in line.split(":")[2] for line in parts] == [True, False]
    assert "unclear" in detail_lines(RUN.cell("signal", OFFICE))[1]


def test_a_verdict_names_what_it_has() -> None:
    line = verdict_line(
        verdict(
            Label.PATH_FAILURE, layer=Layer.PATH, stage=Stage.AUTH, evidence=("o1", "o2"), reply="1", hop=""
        )
    )
    assert line.endswith("layer=path stage=auth reply=1 evidence=o1,o2")


def test_observations() -> None:
    late = ResolveDetail(
        resolver="doh:dns.example",
        name="a.example",
        addresses=("203.0.113.1",),
        cnames=("b.example",),
        ede=15,
        ede_text="Blocked",
        late=(("10.0.0.1",),),
    )
    line = observation_line(seen(Step.RESOLVE, detail=late, attempt=2, purpose=Purpose.COMPARE))
    assert (
        "(compare) try 2 via doh:dns.example -> 203.0.113.1 cname b.example ede 15 Blocked late 10.0.0.1 ok"
        in line
    )
    bare = replace(seen(Step.RESOLVE, detail=ResolveDetail(resolver="system", name="a.example")), port=0)
    assert observation_line(bare) == "o1    resolve   a.example via system ok 100 ms"
    assert "late 1" in observation_line(seen(Step.RESOLVE, detail=late), addresses=False)
    hop = PathDetail(hop=1, kind="socks5", reply=2, agreed=True)
    refused = Failure(kind=FailureKind.PROXY_DENIED, text="not\nallowed")
    line = observation_line(seen(Step.PATH, refused, hop, stage=Stage.REQUEST))
    assert (
        'path.request a.example:443 socks5 server 2 reply 2 two clients agree proxy_denied "not allowed"'
        in line
    )
    apart = PathDetail(hop=0, kind="", agreed=False)
    assert "two clients disagree" in observation_line(seen(Step.PATH, detail=apart))
    tls = TlsDetail(
        server_name="a.example", verify_code=20, os_trusted=False, alert=40, plaintext=b"HTTP/1.1 \x00"
    )
    line = observation_line(
        seen(Step.TLS, Failure(kind=FailureKind.TLS_ALERT, code=40), tls, address="203.0.113.1")
    )
    assert "[203.0.113.1] sni=a.example verify 20 not os-trusted alert 40 plaintext b'HTTP/1.1 " in line
    assert "os-trusted" in observation_line(
        seen(Step.TLS, detail=TlsDetail(server_name="a", os_trusted=True))
    )
    page = HttpDetail(
        method="GET", url="http://a.example/", version="h2", status=200, title="A", body_bytes=5
    )
    assert 'GET http://a.example/ h2 200 "A" body 5+ B not validated ok' in observation_line(
        seen(Step.HTTP, detail=page)
    )


def test_an_https_record_in_one_line() -> None:
    full = ServiceDetail(
        resolver="udp:9.9.9.9",
        name="a.example",
        rcode=0,
        alpn=("h2", "h3"),
        ech=True,
        public_name="b.example",
    )
    assert "via udp:9.9.9.9 rcode 0 alpn h2,h3 ech b.example ok" in observation_line(
        seen(Step.RESOLVE, detail=full)
    )
    bare = ServiceDetail(resolver="udp:9.9.9.9", name="a.example")
    assert ":443 via a resolver ok" in observation_line(seen(Step.RESOLVE, detail=bare), addresses=False)


def test_hops_and_a_late_loop_are_told() -> None:
    slow = replace(seen(Step.HTTP), hop=1, loop_lag=0.2, bytes_sent=3)
    assert observation_line(slow).endswith("hop 1 ok 100 ms 3/0 B lag 200 ms")


def test_foreign_text_stays_on_its_line_and_short() -> None:
    of = cell(verdict(Label.TLS_MITM, issuer="CN=\u202eevil\n" + "x" * 500))
    line = detail_lines(of)[0]
    assert "\u202e" not in line
    assert "\n" not in line
    assert len(line) < 300


def test_a_transfer_tells_its_amount_and_pace() -> None:
    flowing = TransferDetail(
        server_name="a.example", requests=3, status=200, marks=((0.1, 1000), (2.0, 50_000)), capped=True
    )
    line = observation_line(seen(Step.TRANSFER, detail=flowing, purpose=Purpose.PACE))
    assert "(pace) sni=a.example requests=3 200 50000 B in 2.0 s 200 kbit/s stopped by us ok" in line
    plain = observation_line(
        seen(Step.TRANSFER, detail=TransferDetail(server_name="a.example")), purpose=False
    )
    assert "requests" not in plain
    at_once = TransferDetail(server_name="a.example", marks=((0.0, 10), (0.0, 20)))
    assert "kbit/s" not in observation_line(seen(Step.TRANSFER, detail=at_once))


def test_reasons_of_rules_are_sentences_and_keep_what_was_measured() -> None:
    persian = translator("fa")
    alone, measured = reason("not every try worked"), reason("not every try worked [2 of 3 failed]")
    assert (str(alone), str(measured)) == ("not every try worked", "not every try worked [2 of 3 failed]")
    assert unmarked(persian.render(measured)) == f"{persian.render(alone)} [2 of 3 failed]"
    assert persian.render(alone) != str(alone)
    assert str(reason("an old one with {braces}")) == "an old one with {braces}"
    assert str(spoke_as(verdict(Label.OK))).startswith("spoke as ")

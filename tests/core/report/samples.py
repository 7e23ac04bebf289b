"""A realistic run made by hand: twelve services over five ways, with nearly every word that a cell can have."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from types import MappingProxyType

from tests.core.report.recorder import (
    BEGAN,
    FOREIGN_LEAF,
    RESET,
    TIMEOUT,
    Recorder,
    make_cell,
    make_target,
    make_verdict,
)
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.known import shifted
from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import Role
from waythrough.model.run import Cell, CellStatus, Depth, EarlierRun, PathInfo, PlatformInfo, Run
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Stage, Verdict
from waythrough.verdict.cover import recommend

PLATFORMS = (
    ("telegram", "Telegram", "تلگرام", "chat"),
    ("whatsapp", "WhatsApp", "واتس‌اپ", "chat"),
    ("signal", "Signal", "سیگنال", "chat"),
    ("youtube", "YouTube", "یوتیوب", "media"),
    ("instagram", "Instagram", "اینستاگرام", "social"),
    ("x", "X (Twitter)", "ایکس (توییتر)", "social"),
    ("wikipedia", "Wikipedia", "ویکی‌پدیا", "knowledge"),
    ("bbc", "BBC", "بی‌بی‌سی", "news"),
    ("github", "GitHub", "", "tools"),
    ("tor", "Tor Project", "پروژهٔ تور", "tools"),
    ("proton", "Proton", "پروتون", "tools"),
    ("spotify", "Spotify", "اسپاتیفای", "media"),
)

PATHS = (
    PathInfo(id=DIRECT_ID, kind=DIRECT_ID, name="Direct", kind_name="", usable=True),
    PathInfo(
        id="p-7f3a",
        kind="https_proxy",
        name="Berlin",
        kind_name="HTTPS proxy",
        encrypts_to_exit=True,
        usable=True,
    ),
    PathInfo(id="p-91c2", kind="socks5", name="Office proxy", kind_name="SOCKS5", usable=True),
    PathInfo(
        id="p-c0de", kind="http_proxy", name="Free proxy", kind_name="HTTP proxy", usable=True, safe=False
    ),
    PathInfo(
        id="p-5d10",
        kind="socks5",
        name="SOCKS5 1",
        kind_name="SOCKS5",
        usable=False,
        stage=Stage.AUTH,
        verdict=Verdict(
            label=Label.PATH_FAILURE,
            rule_id="path.auth",
            confidence=Confidence.CONFIRMED,
            locus=Locus.PATH,
            layer=Layer.PATH,
            stage=Stage.AUTH,
            reason="proxy_auth",
            params=(("failure", "proxy_auth"), ("reply", "1"), ("hop", "1")),
        ),
    ),
)

BERLIN, OFFICE, FREE, OLD = (info.id for info in PATHS[1:])


def _telegram(ids: "count[int]") -> Cell:
    r = Recorder(ids, "telegram", DIRECT_ID, "telegram.org")
    seen = (
        r.resolve("10.10.34.36"),
        r.connect("10.10.34.36"),
        r.tls(Failure(kind=FailureKind.CERT_NAME_MISMATCH, code=62), leaf=FOREIGN_LEAF),
    )
    lie = make_verdict(
        Label.DNS_TAMPERING, "dns.lie", *seen, layer=Layer.DNS, action=Action.INJECT, tries=(3, 3),
        host="telegram.org", address="10.10.34.36",
    )  # fmt: skip
    return make_cell(r, lie, False)


def _whatsapp(ids: "count[int]") -> Cell:
    r = Recorder(ids, "whatsapp", DIRECT_ID, "web.whatsapp.com")
    seen = (r.resolve("203.0.113.10"), r.connect("203.0.113.10"), r.tls(RESET, leaf=None))
    sni = make_verdict(
        Label.SNI_FILTERING, "tls.sni_matrix", *seen, layer=Layer.TLS, action=Action.RESET, tries=(3, 3),
        host="web.whatsapp.com", failure="reset",
    )  # fmt: skip
    return make_cell(r, sni, False)


def _signal(ids: "count[int]") -> Cell:
    r = Recorder(ids, "signal", DIRECT_ID, "chat.signal.org")
    seen = (r.resolve("203.0.113.20"), r.connect("203.0.113.20", TIMEOUT))
    blocked = make_verdict(
        Label.IP_BLOCKING, "ip.control_opens", *seen, sure=Confidence.LIKELY, layer=Layer.IP, action=Action.DROP,
        tries=(2, 2), host="chat.signal.org", address="203.0.113.20",
    )  # fmt: skip
    return make_cell(r, blocked, False)


def _youtube(ids: "count[int]") -> Cell:
    r = Recorder(ids, "youtube", DIRECT_ID, "www.youtube.com")
    seen = (r.resolve("203.0.113.30"), r.connect("203.0.113.30"), r.tls(), r.page())
    r.host, r.key = "video.example", f"{Role.MEDIA}:video.example:443"
    bad = (r.resolve("203.0.113.31"), r.connect("203.0.113.31"), r.tls(TIMEOUT, leaf=None))
    media = make_verdict(
        Label.SNI_FILTERING, "tls.sni_matrix", *bad, sure=Confidence.LIKELY, layer=Layer.TLS, action=Action.DROP,
        tries=(2, 2), host="video.example",
    )  # fmt: skip
    partial = make_verdict(
        Label.PARTIAL, "http.partial", *bad, sure=Confidence.LIKELY, layer=Layer.TLS, qualifier="sni_filtering",
        tries=(1, 2), host="video.example", role="media", works="web",
    )  # fmt: skip
    good = make_verdict(Label.OK, "http.works", *seen)
    parts = (
        make_target(Role.WEB, "www.youtube.com", True, good),
        make_target(Role.MEDIA, "video.example", False, media),
    )
    return make_cell(r, partial, False, targets=parts)


def _instagram(ids: "count[int]") -> Cell:
    r = Recorder(ids, "instagram", DIRECT_ID, "www.instagram.com")
    seen = (r.resolve("203.0.113.40"), r.connect("203.0.113.40"), r.tls(TIMEOUT, leaf=None))
    broken = make_verdict(
        Label.CONN_INTERFERENCE, "tcp.interference", *seen, sure=Confidence.LIKELY, layer=Layer.TCP,
        action=Action.DROP, tries=(2, 2), host="www.instagram.com", failure="timeout",
    )  # fmt: skip
    return make_cell(r, broken, False)


def _x(ids: "count[int]") -> Cell:
    r = Recorder(ids, "x", DIRECT_ID, "x.com")
    seen = (r.resolve("203.0.113.50"), r.connect("203.0.113.50"), r.page(403, b"<h1>Notice</h1>"))
    notice = make_verdict(
        Label.BLOCK_PAGE, "http.notice_for_name", *seen, layer=Layer.HTTP, action=Action.INJECT, tries=(3, 3),
        host="x.com", status="403",
    )  # fmt: skip
    return make_cell(r, notice, False)


def _wikipedia(ids: "count[int]") -> Cell:
    r = Recorder(ids, "wikipedia", DIRECT_ID, "www.wikipedia.org")
    seen = (r.resolve("203.0.113.60"), r.connect("203.0.113.60"), r.tls(), r.page())
    return make_cell(r, make_verdict(Label.OK, "http.works", *seen), True, seconds=0.24)


def _bbc(ids: "count[int]") -> Cell:
    r = Recorder(ids, "bbc", DIRECT_ID, "www.bbc.com")
    seen = (
        r.resolve("203.0.113.70"),
        r.connect("203.0.113.70"),
        r.tls(),
        r.page(503, b"Service Unavailable"),
    )
    return make_cell(r, _down("www.bbc.com", seen), False)


def _github(ids: "count[int]") -> Cell:
    r = Recorder(ids, "github", DIRECT_ID, "github.com")
    seen = (r.resolve("203.0.113.80"), r.connect("203.0.113.80"), r.tls(), r.page(seconds=6.8))
    slow = make_verdict(
        Label.NETWORK_TROUBLE, "http.slow_way", *seen, layer=Layer.TCP, action=Action.SHAPE, qualifier="slow"
    )
    return make_cell(r, slow, True, seconds=7.1)


def _tor(ids: "count[int]") -> Cell:
    r = Recorder(ids, "tor", DIRECT_ID, "www.torproject.org")
    seen = (r.resolve("203.0.113.90"), r.connect("203.0.113.90"), r.tls(TIMEOUT, leaf=None))
    unknown = make_verdict(
        Label.INCONCLUSIVE,
        "tcp.cause_unknown",
        *seen,
        sure=Confidence.NONE,
        reason="no_control",
        tries=(2, 2),
    )
    return make_cell(r, unknown, False)


def _proton(ids: "count[int]") -> Cell:
    r = Recorder(ids, "proton", DIRECT_ID, "proton.me")
    seen = (r.resolve("203.0.113.100"), r.connect("203.0.113.100"), r.tls(), r.page())
    side = make_verdict(
        Label.QUIC_BLOCKING, "quic.endpoint", sure=Confidence.LIKELY, layer=Layer.QUIC, action=Action.DROP
    )
    return make_cell(r, make_verdict(Label.OK, "http.works", *seen), True, seconds=0.61, findings=(side,))


def _spotify(ids: "count[int]") -> Cell:
    r = Recorder(ids, "spotify", DIRECT_ID, "open.spotify.com")
    seen = (r.resolve("203.0.113.110"), r.connect("203.0.113.110"), r.tls(), r.page(451, b"not available"))
    refused = make_verdict(
        Label.GEO_BLOCK, "http.geo_block", *seen, locus=Locus.SERVICE, layer=Layer.HTTP, action=Action.REFUSE,
        host="open.spotify.com", status="451", got="451",
    )  # fmt: skip
    return make_cell(r, refused, False)


_DIRECT = (
    _telegram,
    _whatsapp,
    _signal,
    _youtube,
    _instagram,
    _x,
    _wikipedia,
    _bbc,
    _github,
    _tor,
    _proton,
    _spotify,
)


def _down(host: str, seen: tuple[str, ...]) -> Verdict:
    return make_verdict(
        Label.SERVER_FAULT, "http.service_fault", *seen, locus=Locus.SERVICE, layer=Layer.HTTP, tries=(2, 2),
        host=host, status="503",
    )  # fmt: skip


def _through(ids: "count[int]", platform: str, path: str, seconds: float) -> Cell:
    host = f"www.{platform}.example"
    r = Recorder(ids, platform, path, host)
    down = platform == "bbc"
    page = r.page(503, b"Service Unavailable") if down else r.page(seconds=seconds / 2)
    seen = (r.connect(""), r.tls(), page)
    if down:
        return make_cell(r, _down(host, seen), False)
    return make_cell(r, make_verdict(Label.OK, "http.works", *seen, locus=Locus.PATH), True, seconds=seconds)


def _special_cells(ids: "count[int]") -> list[Cell]:
    seen: tuple[str, ...]
    cells = []
    r = Recorder(ids, "tor", BERLIN, "www.torproject.org")
    seen = (r.connect(""), r.tls(), r.page(403, b"challenge"))
    asks = make_verdict(
        Label.ACCESS_CHALLENGE, "http.challenge", *seen, locus=Locus.PATH_EXIT, layer=Layer.HTTP, status="403"
    )
    cells.append(make_cell(r, asks, True, seconds=0.9))

    r = Recorder(ids, "signal", OFFICE, "chat.signal.org")
    seen = (r.connect(""), r.tls(TIMEOUT, leaf=None))
    mixed = make_verdict(
        Label.INCONCLUSIVE,
        "tcp.mixed",
        *seen,
        sure=Confidence.NONE,
        locus=Locus.PATH_EXIT,
        reason="mixed",
        tries=(2, 3),
    )
    cells.append(make_cell(r, mixed, None))

    r = Recorder(ids, "tor", OFFICE, "www.torproject.org")
    seen = (r.connect("", Failure(kind=FailureKind.PROXY_DENIED, code=2)),)
    denied = make_verdict(
        Label.PATH_FAILURE, "path.request", *seen, locus=Locus.PATH, layer=Layer.PATH, stage=Stage.REQUEST,
        reason="proxy_denied", qualifier="this_target", failure="proxy_denied", reply="2",
    )  # fmt: skip
    cells.append(make_cell(r, denied, False))

    for platform in ("telegram", "instagram", "x", "signal", "whatsapp"):
        r = Recorder(ids, platform, FREE, f"www.{platform}.example")
        seen = (
            r.connect(""),
            r.tls(Failure(kind=FailureKind.CERT_UNKNOWN_ISSUER, code=20), leaf=FOREIGN_LEAF),
        )
        read = make_verdict(
            Label.TLS_MITM, "tls.interception", *seen, locus=Locus.PATH_EXIT, layer=Layer.TLS,
            action=Action.INTERCEPT, tries=(2, 2), issuer=FOREIGN_LEAF.issuer,
        )  # fmt: skip
        cells.append(make_cell(r, read, False))
    return cells


def _deadmake_cell(platform: str) -> Cell:
    verdict = PATHS[4].verdict
    assert verdict is not None
    return Cell(
        platform_id=platform,
        path_id=OLD,
        status=CellStatus.INFERRED,
        works=False,
        verdict=verdict,
    )


def sample_run() -> Run:
    """The run. Its platform and path order is the order of the columns and rows."""
    ids = count(1)
    cells: dict[tuple[str, str], Cell] = {}
    for make in _DIRECT:
        made = make(ids)
        cells[made.key] = made
    for number, (platform, *_) in enumerate(PLATFORMS):
        for path, pace in ((BERLIN, 0.35), (OFFICE, 0.8), (FREE, 1.9)):
            cells[platform, path] = _through(ids, platform, path, pace + number * 0.02)
        cells[platform, OLD] = _deadmake_cell(platform)
    for made in _special_cells(ids):
        cells[made.key] = made
    platforms = tuple(
        PlatformInfo(id=id_, names=_names(en, fa), category=category) for id_, en, fa, category in PLATFORMS
    )
    order = [(platform.id, path.id) for platform in platforms for path in PATHS]
    return Run(
        id="r-20261122-080000",
        version="0.1.0",
        started=BEGAN,
        finished=BEGAN + 48.0,
        profile="internet",
        practice=False,
        depth=Depth.STANDARD,
        platforms=platforms,
        paths=PATHS,
        cells=MappingProxyType({key: cells[key] for key in order}),
        network=(
            make_verdict(
                Label.NETWORK_TROUBLE, "ip.unsteady", sure=Confidence.LIKELY, layer=Layer.IP, tries=(2, 5)
            ),
        ),
        recommendation=recommend([platform.id for platform in platforms], PATHS, cells),
        bytes_sent=140_000,
        bytes_received=1_200_000,
        country="",
    )


def continued_run() -> Run:
    """The same check, begun an hour before, cut short and gone on with: its first six results are of that part."""
    run = sample_run()
    part = EarlierRun(id="r-20261122-070000", started=run.started - 3600.0)
    older = {key: shifted(cell, -3600.0) for key, cell in list(run.cells.items())[:6]}
    return replace(run, cells=MappingProxyType({**run.cells, **older}), taken_from=(part,), continues=(part,))


def _names(english: str, persian: str) -> Mapping[str, str]:
    return MappingProxyType({"en": english, **({"fa": persian} if persian else {})})

"""A realistic run made by hand: twelve services over five ways, with nearly every word that a cell can have."""

from collections.abc import Mapping
from itertools import count
from types import MappingProxyType

from waythrough.model.failure import Failure, FailureKind
from waythrough.model.observation import (
    Certificate,
    ConnectDetail,
    Detail,
    HttpDetail,
    Observation,
    PathDetail,
    ResolveDetail,
    TlsDetail,
)
from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import Role
from waythrough.model.run import Cell, CellStatus, Depth, PathInfo, PlatformInfo, Run, TargetResult
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Stage, Tries, Verdict
from waythrough.verdict.cover import recommend

BEGAN = 1_795_339_200.0  # 2026-11-22 08:00:00 UTC
OWN_PUBLIC = "198.51.100.23"
OWN_LOCAL = "192.168.178.42"
OWN_MAC = "3c:52:82:aa:bb:cc"
ROUTER = "192.168.178.1"
PROXY_HOST = "gate7.friends-proxy.example"
PROXY_USER = "samira"
HOME_USER = "samira.k"

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

_GOOD_LEAF = Certificate(
    subject="CN=service.example",
    issuer="C=US, O=Let's Encrypt, CN=R11",
    names=("service.example",),
    not_before=BEGAN - 86400 * 30,
    not_after=BEGAN + 86400 * 60,
    fingerprint="ab" * 32,
    key_fingerprint="cd" * 32,
)
_FOREIGN_LEAF = Certificate(
    subject="CN=*.example",
    issuer="O=Free Proxy Inspection, CN=Inspection CA",
    names=("*.example",),
    not_before=BEGAN - 86400,
    not_after=BEGAN + 86400 * 365,
    fingerprint="12" * 32,
    key_fingerprint="34" * 32,
)


class Recorder:
    """Makes observations of one cell, one after the other."""

    def __init__(self, ids: "count[int]", platform: str, path: str, host: str, role: Role = Role.WEB) -> None:
        self._ids, self._platform, self._path, self.host = ids, platform, path, host
        self.key = f"{role}:{host}:443"
        self.made: list[Observation] = []
        self._clock = 0.0

    def step(
        self,
        step: Step,
        seconds: float,
        detail: Detail = None,
        failure: Failure | None = None,
        *,
        address: str = "",
        stage: Stage | None = None,
        purpose: Purpose = Purpose.TARGET,
        received: int = 0,
    ) -> str:
        """Add one step and give its id."""
        made = Observation(
            id=f"o{next(self._ids)}",
            platform_id=self._platform,
            path_id=self._path,
            target=self.key,
            purpose=purpose,
            step=step,
            host=self.host,
            port=443,
            address=address,
            stage=stage,
            started=self._clock,
            duration=seconds,
            failure=failure,
            bytes_sent=517 if step is Step.TLS else 0,
            bytes_received=received,
            detail=detail,
        )
        self._clock += seconds
        self.made.append(made)
        return made.id

    def resolve(self, *addresses: str, resolver: str = f"udp:{ROUTER}") -> str:
        """A name that was answered."""
        return self.step(
            Step.RESOLVE,
            0.031,
            ResolveDetail(resolver=resolver, name=self.host, addresses=addresses, rcode=0),
        )

    def connect(self, address: str, failure: Failure | None = None) -> str:
        """A connection to an address, directly or at the far end of a way."""
        if self._path == DIRECT_ID:
            return self.step(Step.CONNECT, 0.052, ConnectDetail(family=4), failure, address=address)
        self.step(Step.PATH, 0.08, PathDetail(hop=0, kind="socks5"), stage=Stage.CONNECT)
        return self.step(
            Step.PATH, 0.11, PathDetail(hop=0, kind="socks5", reply=0), failure, stage=Stage.REQUEST
        )

    def tls(self, failure: Failure | None = None, leaf: Certificate | None = _GOOD_LEAF) -> str:
        """A handshake."""
        chain = () if leaf is None else (leaf,)
        detail = TlsDetail(server_name=self.host, version="TLSv1.3", alpn="h2", chain=chain)
        return self.step(Step.TLS, 0.07, detail, failure, received=3100 if chain else 0)

    def page(self, status: int = 200, body: bytes = b"<title>Welcome</title>", seconds: float = 0.2) -> str:
        """A page."""
        detail = HttpDetail(
            method="GET",
            url=f"https://{self.host}/",
            version="HTTP/2",
            status=status,
            headers=(("content-type", "text/html"), ("x-client-ip", OWN_PUBLIC)),
            body=body,
            body_bytes=len(body),
            complete=True,
            title="Welcome",
            validated=True,
        )
        return self.step(Step.HTTP, seconds, detail, received=700 + len(body))


def _verdict(
    label: Label,
    rule: str,
    *evidence: str,
    sure: Confidence = Confidence.CONFIRMED,
    locus: Locus = Locus.DIRECT,
    layer: Layer | None = None,
    action: Action | None = None,
    tries: tuple[int, int] = (1, 1),
    reason: str = "",
    qualifier: str = "",
    stage: Stage | None = None,
    **params: str,
) -> Verdict:
    return Verdict(
        label=label,
        rule_id=rule,
        confidence=sure,
        locus=locus,
        layer=layer,
        action=action,
        reason=reason,
        qualifier=qualifier,
        stage=stage,
        tries=Tries(seen=tries[0], of=tries[1]),
        evidence=evidence,
        params=tuple(params.items()),
    )


def _cell(
    record: Recorder,
    verdict: Verdict,
    works: bool | None,
    *,
    seconds: float | None = None,
    status: CellStatus = CellStatus.DONE,
    findings: tuple[Verdict, ...] = (),
    targets: tuple[TargetResult, ...] | None = None,
) -> Cell:
    platform, path = (record.made[0].platform_id, record.made[0].path_id) if record.made else ("", "")
    own = TargetResult(
        target=record.key,
        role=Role.WEB,
        host=record.host,
        address=next((seen.address for seen in record.made if seen.address), ""),
        family=4,
        leg="tcp",
        required=True,
        works=works,
        verdict=verdict,
    )
    return Cell(
        platform_id=platform,
        path_id=path,
        status=status,
        works=works,
        verdict=verdict,
        targets=(own,) if targets is None else targets,
        findings=findings,
        observations=tuple(record.made),
        seconds=seconds,
        started=BEGAN + 2,
        finished=BEGAN + 4,
        bytes_sent=2_400,
        bytes_received=18_000,
    )


_RESET = Failure(kind=FailureKind.RESET, code=104, text="Connection reset by peer")
_TIMEOUT = Failure(kind=FailureKind.TIMEOUT)


def _direct_cells(ids: "count[int]") -> list[Cell]:
    seen: tuple[str, ...]

    def record(platform: str, host: str) -> Recorder:
        return Recorder(ids, platform, DIRECT_ID, host)

    cells = []
    r = record("telegram", "telegram.org")
    seen = (
        r.resolve("10.10.34.36"),
        r.connect("10.10.34.36"),
        r.tls(Failure(kind=FailureKind.CERT_NAME_MISMATCH, code=62), leaf=_FOREIGN_LEAF),
    )
    lie = _verdict(
        Label.DNS_TAMPERING, "dns.lie", *seen, layer=Layer.DNS, action=Action.INJECT, tries=(3, 3),
        host="telegram.org", address="10.10.34.36",
    )  # fmt: skip
    cells.append(_cell(r, lie, False))

    r = record("whatsapp", "web.whatsapp.com")
    seen = (r.resolve("203.0.113.10"), r.connect("203.0.113.10"), r.tls(_RESET, leaf=None))
    sni = _verdict(
        Label.SNI_FILTERING, "tls.sni_matrix", *seen, layer=Layer.TLS, action=Action.RESET, tries=(3, 3),
        host="web.whatsapp.com", failure="reset",
    )  # fmt: skip
    cells.append(_cell(r, sni, False))

    r = record("signal", "chat.signal.org")
    seen = (r.resolve("203.0.113.20"), r.connect("203.0.113.20", _TIMEOUT))
    blocked = _verdict(
        Label.IP_BLOCKING, "ip.control_opens", *seen, sure=Confidence.LIKELY, layer=Layer.IP, action=Action.DROP,
        tries=(2, 2), host="chat.signal.org", address="203.0.113.20",
    )  # fmt: skip
    cells.append(_cell(r, blocked, False))

    r = record("youtube", "www.youtube.com")
    seen = (r.resolve("203.0.113.30"), r.connect("203.0.113.30"), r.tls(), r.page())
    r.host, r.key = "video.example", f"{Role.MEDIA}:video.example:443"
    bad = (r.resolve("203.0.113.31"), r.connect("203.0.113.31"), r.tls(_TIMEOUT, leaf=None))
    media = _verdict(
        Label.SNI_FILTERING, "tls.sni_matrix", *bad, sure=Confidence.LIKELY, layer=Layer.TLS, action=Action.DROP,
        tries=(2, 2), host="video.example",
    )  # fmt: skip
    partial = _verdict(
        Label.PARTIAL, "http.partial", *bad, sure=Confidence.LIKELY, layer=Layer.TLS, qualifier="sni_filtering",
        tries=(1, 2), host="video.example", role="media", works="web",
    )  # fmt: skip
    good = _verdict(Label.OK, "http.works", *seen)
    parts = (
        _target(Role.WEB, "www.youtube.com", True, good),
        _target(Role.MEDIA, "video.example", False, media),
    )
    cells.append(_cell(r, partial, False, targets=parts))

    r = record("instagram", "www.instagram.com")
    seen = (r.resolve("203.0.113.40"), r.connect("203.0.113.40"), r.tls(_TIMEOUT, leaf=None))
    broken = _verdict(
        Label.CONN_INTERFERENCE, "tcp.interference", *seen, sure=Confidence.LIKELY, layer=Layer.TCP,
        action=Action.DROP, tries=(2, 2), host="www.instagram.com", failure="timeout",
    )  # fmt: skip
    cells.append(_cell(r, broken, False))

    r = record("x", "x.com")
    seen = (r.resolve("203.0.113.50"), r.connect("203.0.113.50"), r.page(403, b"<h1>Notice</h1>"))
    notice = _verdict(
        Label.BLOCK_PAGE, "http.notice_for_name", *seen, layer=Layer.HTTP, action=Action.INJECT, tries=(3, 3),
        host="x.com", status="403",
    )  # fmt: skip
    cells.append(_cell(r, notice, False))

    r = record("wikipedia", "www.wikipedia.org")
    seen = (r.resolve("203.0.113.60"), r.connect("203.0.113.60"), r.tls(), r.page())
    cells.append(_cell(r, _verdict(Label.OK, "http.works", *seen), True, seconds=0.24))

    r = record("bbc", "www.bbc.com")
    seen = (
        r.resolve("203.0.113.70"),
        r.connect("203.0.113.70"),
        r.tls(),
        r.page(503, b"Service Unavailable"),
    )
    cells.append(_cell(r, _down("www.bbc.com", seen), False))

    r = record("github", "github.com")
    seen = (r.resolve("203.0.113.80"), r.connect("203.0.113.80"), r.tls(), r.page(seconds=6.8))
    slow = _verdict(
        Label.NETWORK_TROUBLE, "http.slow_way", *seen, layer=Layer.TCP, action=Action.SHAPE, qualifier="slow"
    )
    cells.append(_cell(r, slow, True, seconds=7.1))

    r = record("tor", "www.torproject.org")
    seen = (r.resolve("203.0.113.90"), r.connect("203.0.113.90"), r.tls(_TIMEOUT, leaf=None))
    unknown = _verdict(
        Label.INCONCLUSIVE,
        "tcp.cause_unknown",
        *seen,
        sure=Confidence.NONE,
        reason="no_control",
        tries=(2, 2),
    )
    cells.append(_cell(r, unknown, False))

    r = record("proton", "proton.me")
    seen = (r.resolve("203.0.113.100"), r.connect("203.0.113.100"), r.tls(), r.page())
    side = _verdict(
        Label.QUIC_BLOCKING, "quic.endpoint", sure=Confidence.LIKELY, layer=Layer.QUIC, action=Action.DROP
    )
    cells.append(_cell(r, _verdict(Label.OK, "http.works", *seen), True, seconds=0.61, findings=(side,)))

    r = record("spotify", "open.spotify.com")
    seen = (r.resolve("203.0.113.110"), r.connect("203.0.113.110"), r.tls(), r.page(451, b"not available"))
    refused = _verdict(
        Label.GEO_BLOCK, "http.geo_block", *seen, locus=Locus.SERVICE, layer=Layer.HTTP, action=Action.REFUSE,
        host="open.spotify.com", status="451", got="451",
    )  # fmt: skip
    cells.append(_cell(r, refused, False))
    return cells


def _target(role: Role, host: str, works: bool, verdict: Verdict) -> TargetResult:
    return TargetResult(
        target=f"{role}:{host}:443",
        role=role,
        host=host,
        address="203.0.113.30",
        family=4,
        leg="tcp",
        required=True,
        works=works,
        verdict=verdict,
    )


def _down(host: str, seen: tuple[str, ...]) -> Verdict:
    return _verdict(
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
        return _cell(r, _down(host, seen), False)
    return _cell(r, _verdict(Label.OK, "http.works", *seen, locus=Locus.PATH), True, seconds=seconds)


def _special_cells(ids: "count[int]") -> list[Cell]:
    seen: tuple[str, ...]
    cells = []
    r = Recorder(ids, "tor", BERLIN, "www.torproject.org")
    seen = (r.connect(""), r.tls(), r.page(403, b"challenge"))
    asks = _verdict(
        Label.ACCESS_CHALLENGE, "http.challenge", *seen, locus=Locus.PATH_EXIT, layer=Layer.HTTP, status="403"
    )
    cells.append(_cell(r, asks, True, seconds=0.9))

    r = Recorder(ids, "signal", OFFICE, "chat.signal.org")
    seen = (r.connect(""), r.tls(_TIMEOUT, leaf=None))
    mixed = _verdict(
        Label.INCONCLUSIVE,
        "tcp.mixed",
        *seen,
        sure=Confidence.NONE,
        locus=Locus.PATH_EXIT,
        reason="mixed",
        tries=(2, 3),
    )
    cells.append(_cell(r, mixed, None))

    r = Recorder(ids, "tor", OFFICE, "www.torproject.org")
    seen = (r.connect("", Failure(kind=FailureKind.PROXY_DENIED, code=2)),)
    denied = _verdict(
        Label.PATH_FAILURE, "path.request", *seen, locus=Locus.PATH, layer=Layer.PATH, stage=Stage.REQUEST,
        reason="proxy_denied", qualifier="this_target", failure="proxy_denied", reply="2",
    )  # fmt: skip
    cells.append(_cell(r, denied, False))

    for platform in ("telegram", "instagram", "x", "signal", "whatsapp"):
        r = Recorder(ids, platform, FREE, f"www.{platform}.example")
        seen = (
            r.connect(""),
            r.tls(Failure(kind=FailureKind.CERT_UNKNOWN_ISSUER, code=20), leaf=_FOREIGN_LEAF),
        )
        read = _verdict(
            Label.TLS_MITM, "tls.interception", *seen, locus=Locus.PATH_EXIT, layer=Layer.TLS,
            action=Action.INTERCEPT, tries=(2, 2), issuer=_FOREIGN_LEAF.issuer,
        )  # fmt: skip
        cells.append(_cell(r, read, False))
    return cells


def _dead_cell(platform: str) -> Cell:
    verdict = PATHS[4].verdict
    assert verdict is not None
    return Cell(
        platform_id=platform,
        path_id=OLD,
        status=CellStatus.INFERRED,
        works=False,
        verdict=verdict,
        started=BEGAN,
    )


def sample_run() -> Run:
    """The run. Its platform and path order is the order of the columns and rows."""
    ids = count(1)
    cells: dict[tuple[str, str], Cell] = {}
    for made in _direct_cells(ids):
        cells[made.key] = made
    for number, (platform, *_) in enumerate(PLATFORMS):
        for path, pace in ((BERLIN, 0.35), (OFFICE, 0.8), (FREE, 1.9)):
            cells[platform, path] = _through(ids, platform, path, pace + number * 0.02)
        cells[platform, OLD] = _dead_cell(platform)
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
            _verdict(
                Label.NETWORK_TROUBLE, "ip.unsteady", sure=Confidence.LIKELY, layer=Layer.IP, tries=(2, 5)
            ),
        ),
        recommendation=recommend([platform.id for platform in platforms], PATHS, cells),
        bytes_sent=140_000,
        bytes_received=1_200_000,
        country="",
    )


def _names(english: str, persian: str) -> Mapping[str, str]:
    return MappingProxyType({"en": english, **({"fa": persian} if persian else {})})

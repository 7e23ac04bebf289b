"""Makes the observations, verdicts and cells of invented runs."""

from itertools import count

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
from waythrough.model.run import Cell, CellStatus, TargetResult
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Action, Confidence, Label, Layer, Locus, Stage, Tries, Verdict

BEGAN = 1_795_339_200.0  # 2026-11-22 08:00:00 UTC
OWN_PUBLIC = "198.51.100.23"
OWN_LOCAL = "192.168.178.42"
OWN_MAC = "3c:52:82:aa:bb:cc"
ROUTER = "192.168.178.1"
PROXY_HOST = "gate7.friends-proxy.example"
PROXY_USER = "samira"
HOME_USER = "samira.k"

RESET = Failure(kind=FailureKind.RESET, code=104, text="Connection reset by peer")
TIMEOUT = Failure(kind=FailureKind.TIMEOUT)

GOOD_LEAF = Certificate(
    subject="CN=service.example",
    issuer="C=US, O=Let's Encrypt, CN=R11",
    names=("service.example",),
    not_before=BEGAN - 86400 * 30,
    not_after=BEGAN + 86400 * 60,
    fingerprint="ab" * 32,
    key_fingerprint="cd" * 32,
)
FOREIGN_LEAF = Certificate(
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

    def tls(self, failure: Failure | None = None, leaf: Certificate | None = GOOD_LEAF) -> str:
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


def make_verdict(
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


def make_cell(
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
        started=2.0,
        finished=4.0,
        bytes_sent=2_400,
        bytes_received=18_000,
    )


def make_target(role: Role, host: str, works: bool, verdict: Verdict) -> TargetResult:
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

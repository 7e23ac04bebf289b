"""Observations told as a story: what the line's resolver said, what each try met, and what the A/B pairs showed."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from tests.core.verdict.facts_details import FOREIGN as FOREIGN
from tests.core.verdict.facts_details import GENUINE as GENUINE
from tests.core.verdict.facts_details import HOST as HOST
from tests.core.verdict.facts_details import NEUTRAL_HOST as NEUTRAL_HOST
from tests.core.verdict.facts_details import NEUTRAL_LEAF as NEUTRAL_LEAF
from tests.core.verdict.facts_details import URL as URL
from tests.core.verdict.facts_details import Ends as Ends
from tests.core.verdict.facts_details import Page as Page
from tests.core.verdict.facts_details import cert as cert
from tests.core.verdict.facts_details import failed as failed
from tests.core.verdict.facts_details import http_detail, tls_detail
from tests.core.verdict.facts_moves import NEUTRAL as NEUTRAL
from tests.core.verdict.facts_moves import SITE as SITE
from tests.core.verdict.facts_moves import Moves
from waythrough.model.failure import Failure, FailureKind
from waythrough.model.network import AddressPlan
from waythrough.model.observation import (
    Certificate,
    ConnectDetail,
    Detail,
    Observation,
    PathDetail,
    ResolveDetail,
)
from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import FlowKind, PassRule, Platform, Role, Target
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Stage, Verdict
from waythrough.verdict.facts import NetworkFacts, TargetFacts
from waythrough.verdict.judge import Judged, PathFacts, judge_cell, judge_target, row_facts

PLAIN_URL = f"http://{HOST}/"
OTHER_SITE = "203.0.113.8"  # another address of it
SOMEBODY = "198.51.100.66"  # a public address that is not the target's
FALSE = "10.10.34.35"  # no public name lives there

PLAN = AddressPlan(public=(ip_network("203.0.113.0/24"), ip_network("198.51.100.0/24")))
NETWORK = NetworkFacts(address_plan=PLAN)
WAY = "way"
HELLOS = (
    Purpose.NEUTRAL_NAME,
    Purpose.TARGET_NAME,
    Purpose.NEUTRAL,
    Purpose.BASELINE_BEFORE,
    Purpose.BASELINE_AFTER,
)
"""Looks that end with the handshake unless a page is told."""

_ids = itertools.count(1)


def target(url: str = URL, **more: Any) -> Target:
    """A target of the web flow, by default with a pass rule that nobody has seen live."""
    secure = url.startswith("https://")
    values: dict[str, Any] = {
        "role": Role.WEB,
        "flow": FlowKind.WEB,
        "host": urlsplit(url).hostname or HOST,
        "port": 443 if secure else 80,
        "url": url,
        "rule": PassRule(),
    }
    return Target(**(values | more))


def tcp_target(**more: Any) -> Target:
    """A target of the tcp flow."""
    return target("", **({"flow": FlowKind.TCP, "host": HOST, "port": 5222} | more))


@dataclass
class Story(Moves):
    """What was seen of one target over one path, in the order of telling."""

    about: Target = field(default_factory=target)
    path: str = DIRECT_ID
    healthy: bool | None = True
    safe: bool = True
    seconds: float | None = None
    found: Verdict | None = None
    hops: int = 1
    on_line: bool = False
    resolver: str = "udp:line"
    seen: list[Observation] = field(default_factory=list)
    clock: float = 0.0

    # Names --------------------------------------------------------------------------------------------

    def line(self, *addresses: str, fails: Ends = None, attempt: int = 1, **more: Any) -> "Story":
        """The line's own resolver answers."""
        return self._answer(self.resolver, Purpose.TARGET, addresses, fails, attempt, more)

    def asked(
        self, resolver: str, *addresses: str, fails: Ends = None, attempt: int = 1, **more: Any
    ) -> "Story":
        """Another resolver answers: "doh:a.test" or "udp:9.9.9.9"."""
        return self._answer(resolver, Purpose.COMPARE, addresses, fails, attempt, more)

    def doh(self, *addresses: str) -> "Story":
        """Two DoH resolvers of unlike operators say the same."""
        return self.asked("doh:a.test", *addresses).asked("doh:b.test", *addresses, attempt=2)

    def _answer(
        self,
        resolver: str,
        purpose: Purpose,
        addresses: tuple[str, ...],
        fails: Ends,
        attempt: int,
        more: dict[str, Any],
    ) -> "Story":
        name = str(more.pop("name", self.about.host))
        detail = ResolveDetail(resolver=resolver, name=name, addresses=addresses, **more)
        self.add(purpose, Step.RESOLVE, name, attempt=attempt, failure=failed(fails), detail=detail)
        return self

    # Tries --------------------------------------------------------------------------------------------

    def tried(
        self,
        address: str = SITE,
        *,
        connect: Ends = None,
        tls: Ends = None,
        leaf: Certificate | None = None,
        http: Ends = None,
        page: Page | None = None,
        exchange: Ends | bool = False,
        purpose: Purpose = Purpose.TARGET,
        attempt: int = 1,
        host: str = "",
        server: str = "",
        secure: bool | None = None,
        took: float = 0.1,
        alert: int | None = None,
        hop: int = 0,
        os_trusted: bool | None = None,
        chain: tuple[Certificate, ...] = (),
    ) -> "Story":
        """One walk from the connection to the page; it ends with the first failure that is told."""
        host = host or self.about.host
        secure = self._secure(purpose) if secure is None else secure

        def add(step: Step, end: Ends, detail: Detail = None, name: str = host, received: int = 0) -> bool:
            self.add(
                purpose,
                step,
                name,
                attempt=attempt,
                address=address,
                failure=failed(end),
                detail=detail,
                took=took,
                received=received,
                hop=hop,
            )
            return end is None

        if not add(Step.CONNECT, connect, ConnectDetail(family=6 if ":" in address else 4)):
            return self
        if secure:
            detail = tls_detail(server or host, tls, leaf, alert, os_trusted, chain)
            if not add(Step.TLS, tls, detail, server or host):
                return self
        if self.about.flow is FlowKind.TCP:
            if exchange is not False:
                add(Step.EXCHANGE, None if exchange is True else exchange)
            return self
        if purpose in HELLOS and http is None and page is None:
            return self
        page = page or Page()
        shown = http_detail(self.about.url or URL, page, secure) if http is None else None
        if add(Step.HTTP, http, shown) and (page.body or page.cut is not None):
            stopped = len(page.body) if page.stopped_at is None else page.stopped_at
            add(Step.BODY, page.cut, received=stopped)
        return self

    def _secure(self, purpose: Purpose) -> bool:
        if purpose in (Purpose.OTHER_HOST, Purpose.TARGET_HOST):
            return False
        return self.about.tls or self.about.url.startswith("https://")

    def tries(self, count: int, address: str = SITE, **ends: Any) -> "Story":
        """The same try `count` times, the line's resolver asked each time when it has been asked before."""
        for number in range(1, count + 1):
            self.tried(address, attempt=number, **ends)
        return self

    def at_address(self, address: str, **ends: Any) -> "Story":
        """The target's own name at an address that somebody else gave."""
        return self.tried(address, purpose=Purpose.ADDRESS, **ends)

    def neutral_name(self, count: int = 2, address: str = SITE, **ends: Any) -> "Story":
        """An uncensored name at the target's address; by default the server shows its own certificate."""
        shown: dict[str, Any] = {"tls": FailureKind.CERT_NAME_MISMATCH, "leaf": GENUINE, **ends}
        for number in range(1, count + 1):
            self.tried(
                address,
                purpose=Purpose.NEUTRAL_NAME,
                attempt=number,
                server=NEUTRAL_HOST,
                secure=True,
                **shown,
            )
        return self

    def target_name(self, count: int = 2, address: str = NEUTRAL, **ends: Any) -> "Story":
        """The target's name at a neutral address; by default that server shows its own certificate."""
        if not ends:
            ends = {"tls": FailureKind.CERT_NAME_MISMATCH, "leaf": NEUTRAL_LEAF}
        for number in range(1, count + 1):
            self.tried(
                address,
                purpose=Purpose.TARGET_NAME,
                attempt=number,
                host=NEUTRAL_HOST,
                server=self.about.host,
                secure=True,
                **ends,
            )
        return self

    def baseline(self, count: int = 2, *, after: bool = False, **ends: Any) -> "Story":
        """Another uncensored name at the neutral address, before or after the target's was sent there."""
        shown: dict[str, Any] = ends or {"tls": FailureKind.CERT_NAME_MISMATCH, "leaf": NEUTRAL_LEAF}
        purpose = Purpose.BASELINE_AFTER if after else Purpose.BASELINE_BEFORE
        for number in range(1, count + 1):
            self.tried(NEUTRAL, purpose=purpose, attempt=number, host=NEUTRAL_HOST, server="c.test", **shown)
        return self

    def other_host(self, count: int = 2, address: str = SITE, **ends: Any) -> "Story":
        """The plain request with an uncensored Host at the target's address."""
        for number in range(1, count + 1):
            self.tried(address, purpose=Purpose.OTHER_HOST, attempt=number, **ends)
        return self

    def target_host(self, count: int = 2, address: str = NEUTRAL, **ends: Any) -> "Story":
        """The plain request with the target's Host at a neutral server."""
        for number in range(1, count + 1):
            self.tried(
                address,
                purpose=Purpose.TARGET_HOST,
                attempt=number,
                host=NEUTRAL_HOST,
                **ends,
            )
        return self

    def still_there(self, **ends: Any) -> "Story":
        """A neutral host under its own name, asked when all else was done."""
        shown: dict[str, Any] = {"leaf": NEUTRAL_LEAF, **ends}
        return self.tried(
            NEUTRAL,
            purpose=Purpose.NEUTRAL,
            host=NEUTRAL_HOST,
            secure=True,
            **shown,
        )

    def entry(
        self,
        stage: Stage,
        end: Ends,
        *,
        attempt: int = 1,
        reply: int | None = None,
        agreed: bool | None = None,
        purpose: Purpose = Purpose.TARGET,
    ) -> "Story":
        """A stage of the way's own life."""
        detail = PathDetail(hop=0, kind="socks5", reply=reply, agreed=agreed)
        self.add(
            purpose,
            Step.PATH,
            self.about.host,
            attempt=attempt,
            stage=stage,
            failure=failed(end),
            detail=detail,
        )
        return self

    def add(
        self,
        purpose: Purpose,
        step: Step,
        host: str,
        *,
        attempt: int = 1,
        address: str = "",
        failure: Failure | None = None,
        detail: Detail = None,
        stage: Stage | None = None,
        took: float = 0.1,
        received: int = 0,
        sent: int = 0,
        hop: int = 0,
    ) -> None:
        """One observation."""
        self.seen.append(
            Observation(
                id=f"t{next(_ids)}",
                platform_id="news",
                path_id=self.path,
                target=self.about.key,
                purpose=purpose,
                step=step,
                host=host,
                started=self.clock,
                duration=took,
                attempt=attempt,
                hop=hop,
                port=self.about.port,
                address=address,
                stage=stage,
                failure=failure,
                bytes_sent=sent,
                bytes_received=received,
                detail=detail,
            )
        )
        self.clock += took


def way(*, about: Target | None = None, path: str = WAY, **more: Any) -> Story:
    """A story over a proxy."""
    return Story(about or target(), path, **more)


def open_way(about: Target | None = None, path: str = WAY) -> Story:
    """A proxy over which the target opens: the control."""
    return way(about=about, path=path).tried("")


def facts(story: Story, *others: Story, network: NetworkFacts = NETWORK) -> TargetFacts:
    """The facts of a story, the others known to it."""
    row = _row(Platform(id="news", names={"en": "News"}, targets=(story.about,)), (story, *others), network)
    return row[story.path][0]


def judged(story: Story, *others: Story, network: NetworkFacts = NETWORK) -> Verdict:
    """What the rules say of a story."""
    return judge_target(facts(story, *others, network=network))[0]


def cell(*stories: Story, platform: Platform | None = None, network: NetworkFacts = NETWORK) -> Judged:
    """The cell of the first story's path; several stories of one path are several targets."""
    first = stories[0].path
    targets = tuple(each.about for each in stories if each.path == first)
    platform = platform or Platform(id="news", names={"en": "News"}, targets=targets)
    return judge_cell(platform, _row(platform, stories, network)[first])


def _row(
    platform: Platform, stories: Sequence[Story], network: NetworkFacts
) -> dict[str, tuple[TargetFacts, ...]]:
    paths: dict[str, PathFacts] = {}
    seen: dict[str, list[Observation]] = {}
    for each in stories:
        paths[each.path] = PathFacts(
            path_id=each.path,
            direct=each.path == DIRECT_ID,
            healthy=each.healthy,
            safe=each.safe,
            seconds=each.seconds,
            found=each.found,
            hops=each.hops,
            on_line=each.on_line,
        )
        seen.setdefault(each.path, []).extend(each.seen)
    return row_facts(platform, tuple(paths.values()), seen, network)

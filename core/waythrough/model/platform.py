"""What a person names (Telegram) and the endpoints that must work for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a target does for its platform."""

    WEB = "web"
    API = "api"
    MEDIA = "media"
    CHAT = "chat"
    PUSH = "push"


class FlowKind(StrEnum):
    """Which sequence of steps measures a target."""

    WEB = "web"
    TCP = "tcp"


class RollUp(StrEnum):
    """How parts are combined."""

    ALL_OF = "all_of"
    ANY_OF = "any_of"


class Sensitivity(StrEnum):
    """Whether contacting the platform may itself endanger somebody."""

    ORDINARY = "ordinary"
    SENSITIVE = "sensitive"  # tested only after an opt-in


@dataclass(frozen=True, slots=True, kw_only=True)
class PassRule:
    """When an answer counts as the service working; empty conditions are not asked.

    `status`: accepted HTTP statuses as (low, high) ranges; `text`: phrases of the body; `headers`: (name, part of
    the value) pairs, compared without case; `certificate_name`: a DNS name that the leaf must carry;
    `min_bytes`: least length of the body read. `match` says whether all or any of the asked conditions must hold
    (within one condition with several values, any value suffices).
    `seen_live`: whether somebody has seen the rule hold on an open line; until then any validated, non-refusing
    answer of the right host counts as working.
    """

    status: tuple[tuple[int, int], ...] = ((200, 399),)
    text: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    certificate_name: str = ""
    min_bytes: int = 0
    match: RollUp = RollUp.ALL_OF
    seen_live: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One endpoint to measure.

    `url` for the web flow (http or https); `host` and `port` always. `tls`: whether the tcp flow opens TLS.
    `send` are bytes that the tcp flow writes after connecting, and `expect` the bytes that an answer must begin
    with. Targets with the same non-empty `group` stand for each other: any one of them suffices.
    `required`: a target that is not required leaves findings but does not decide.
    `sample` is the address of a large object that does the target's work (256 KiB or more, over https), for
    measurements of speed and volume; "" = its own page is fetched again and again instead.
    """

    role: Role
    flow: FlowKind
    host: str
    port: int
    url: str = ""
    tls: bool = False
    send: bytes = b""
    expect: bytes = b""
    group: str = ""
    required: bool = True
    roots: str = ""
    rule: PassRule = PassRule()
    sample: str = ""

    @property
    def key(self) -> str:
        """Stable name of the target inside its platform, for rows of a report: role and host."""
        return f"{self.role}:{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A service that a person asks for.

    `names` maps language codes to names, "en" always present. `roll_up` combines the groups and the ungrouped
    required targets. `reviewed` is the ISO date of the last review of the facts, `sources` where they come from.
    """

    id: str
    names: Mapping[str, str]
    targets: tuple[Target, ...]
    category: str = "other"
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    roll_up: RollUp = RollUp.ALL_OF
    reviewed: str = ""
    sources: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def name(self, language: str = "en") -> str:
        """The name in a language ("fa" or "fa_IR"), else in its base language, else in English."""
        return self.names.get(language) or self.names.get(language.split("_")[0]) or self.names["en"]

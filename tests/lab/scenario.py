"""What a scenario is: servers, rules and line, the truth about every cell, and raw checks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from waythrough.model.path import PathSpec
from waythrough.model.platform import Platform
from waythrough.model.run import Depth
from waythrough.model.verdict import Label, Locus, Stage

from .local import UNTOUCHED, Local
from .rules import GOOD_LINE, Line, Rule
from .spec import CLIENT, CLIENT6, Internet

if TYPE_CHECKING:
    from .world import Lab

DIRECT = "direct"
ESCAPE = "escape"


class Variant(StrEnum):
    """What the client has at hand: nothing but its own ways, or the escaping SOCKS5 proxy as well."""

    ALONE = "alone"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What honest evidence allows to say about one cell.

    `works` is what the engine must say (None: it must not claim to know); `label` is the best answer and
    `alternatives` are answers that are as true but say less. Everything else is wrong.
    `network`: the label that the whole line must get, None when it must get none that masks.
    `locus`: where it happened, None where the label leaves that open. `qualifier` and `stage` must be the
    verdict's when given and when its label is `label`. Each of `findings` must be the label of some finding of
    the cell; others may be there too (in an honest scenario none that accuses).
    """

    works: bool | None
    label: Label
    alternatives: tuple[Label, ...] = ()
    network: Label | None = None
    locus: Locus | None = None
    findings: tuple[Label, ...] = ()
    qualifier: str = ""
    stage: Stage | None = None

    def allows(self, label: Label) -> bool:
        """Whether a label is right."""
        return label is self.label or label in self.alternatives

    def widened(self, *labels: Label) -> "Truth":
        """The same truth with more labels that are acceptable."""
        return replace(self, alternatives=tuple(dict.fromkeys((*self.alternatives, *labels))))

    def stacked(self) -> "Truth":
        """The same truth on a lossy line: it may also stay unclear, and legs beside it need not be seen."""
        return replace(self.widened(Label.NETWORK_TROUBLE, Label.INCONCLUSIVE), findings=())


OK = Truth(works=True, label=Label.OK)
SLOW_OK = Truth(works=True, label=Label.OK, alternatives=(Label.NETWORK_TROUBLE,))
FAULT = Truth(works=False, label=Label.SERVER_FAULT, locus=Locus.SERVICE)
EITHER = FAULT.widened(Label.INCONCLUSIVE)
"""What only a control can tell stays unclear without one."""
GEO = Truth(works=False, label=Label.GEO_BLOCK, locus=Locus.SERVICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A platform and what is true of it.

    The platform is one page at `url`, or `platform` with targets, groups and roll-up of its own (its id is then
    that of the row).
    `alone`: the direct cell when there is no other way; `beside`: the direct cell beside the escaping proxy;
    `through`: the cell of that proxy, or of several ways by their names (ESCAPE among them; missing: OK).
    `through_alone`: cells of the scenario's own ways where they differ without the escaping proxy.
    """

    id: str
    url: str = ""
    platform: Platform | None = None
    alone: Truth = OK
    beside: Truth = OK
    through: Truth | Mapping[str, Truth] = OK
    through_alone: Mapping[str, Truth] = field(default_factory=dict)

    def over(self, way: str, variant: Variant) -> Truth:
        """The truth of one cell of this row."""
        if way == DIRECT:
            return self.beside if variant is Variant.BESIDE else self.alone
        if variant is Variant.ALONE and way in self.through_alone:
            return self.through_alone[way]
        if isinstance(self.through, Truth):
            return self.through if way == ESCAPE else OK
        return self.through.get(way, OK)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWay:
    """A way that the client has: `link` as `waythrough.paths.importing.links.parse_spec` takes it, or its fields.

    For example "socks5://user:pass@proxy.maple.example:1080" or "http://203.0.113.201:8080 -> socks5://...".
    """

    name: str
    link: str | PathSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """One proof without the engine: `probe` runs inside the client and must return `expect`."""

    what: str
    probe: Callable[["Lab"], object]
    expect: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the client is told about the world it lives in.

    `more` are further fields of `NetworkProfile` by name.
    """

    resolvers: tuple[str, ...]
    doh: tuple[str, ...]
    canaries: tuple[Mapping[str, object], ...] = field(default=())
    neutral_hosts: tuple[str, ...] = ()
    domestic_hosts: tuple[str, ...] = ()
    more: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One world with its truth.

    `cause` is what really happens, whether or not it can be proven from inside. `acts` are the counters (of
    the middlebox or the servers) that must have moved for the scenario to have happened at all. `honest`:
    nobody interferes, so no label of `CENSOR_LABELS` may appear anywhere.

    `rows` are the ids of the rows of `rows.csv` that it stands for, `twin` the id of the benign scenario that
    looks like it. `depth` is how deep it is measured. `random` states the odds of a random scenario ("": the
    same every time), which is run `repeats` times with other seeds. `variants` are those that make sense.
    `raw_in_turn`: its raw looks are made one after the other (see `at_a_time`).
    `ways` are the client's own ways, there in every variant; `local` is its own machine; `offer` replaces what
    it is told (None: the standard offer). `lossy_too`: whether it also makes sense on a lossy line.
    `notes` are labels that what is said of the whole line must hold (not on a lossy line stacked onto it).
    `client` are the addresses of the client, of one family or both.
    """

    id: str
    title: str
    cause: Label
    internet: Internet
    platforms: tuple[Row, ...]
    raw: tuple[Raw, ...]
    raw_in_turn: bool = False
    rows: tuple[str, ...] = ()
    twin: str = ""
    rules: tuple[Rule, ...] = ()
    line: Line = GOOD_LINE
    client: tuple[str, ...] = (CLIENT, CLIENT6)
    cable: bool = True
    acts: tuple[str, ...] = ()
    honest: bool = False
    depth: Depth = Depth.STANDARD
    random: str = ""
    repeats: int = 1
    variants: tuple[Variant, ...] = (Variant.ALONE, Variant.BESIDE)
    ways: tuple[OwnWay, ...] = ()
    local: Local = UNTOUCHED
    offer: Offer | None = None
    lossy_too: bool = True
    notes: tuple[Label, ...] = ()

    @property
    def at_a_time(self) -> int:
        """How many proofs may run side by side: one, in their order, where a trigger changes what comes later."""
        lingering = any(rule.residual or rule.match.parallel or rule.match.chance < 1 for rule in self.rules)
        return 1 if lingering or self.raw_in_turn else max(1, len(self.raw))

    def truths(self, *, paths: bool, stacked: bool = False) -> Mapping[tuple[str, str], Truth]:
        """The truth by (platform, way): with the escaping proxy beside the line or without.

        On a lossy line stacked onto the scenario a cell may also stay unclear, never say something else.
        """
        variant = Variant.BESIDE if paths else Variant.ALONE
        ways = (DIRECT, *((ESCAPE,) if paths else ()), *(way.name for way in self.ways))
        cells = {(row.id, way): row.over(way, variant) for row in self.platforms for way in ways}
        return {key: cell.stacked() if stacked else cell for key, cell in cells.items()}

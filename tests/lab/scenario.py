"""What a scenario is: servers, rules and line, the truth about every cell, and raw checks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from waythrough.model.verdict import Label, Locus

from .rules import GOOD_LINE, Line, Rule
from .spec import Internet

if TYPE_CHECKING:
    from .world import Lab

DIRECT = "direct"
ESCAPE = "escape"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What honest evidence allows to say about one cell.

    `works` is what the engine must say (None: it must not claim to know); `label` is the best answer and
    `alternatives` are answers that are as true but say less. Everything else is wrong.
    `network`: the label that the whole line must get, None when it must get none that masks.
    `locus`: where it happened, None where the label leaves that open.
    """

    works: bool | None
    label: Label
    alternatives: tuple[Label, ...] = ()
    network: Label | None = None
    locus: Locus | None = None

    def allows(self, label: Label) -> bool:
        """Whether a label is right."""
        return label is self.label or label in self.alternatives

    def widened(self, *labels: Label) -> "Truth":
        """The same truth with more labels that are acceptable."""
        return replace(self, alternatives=tuple(dict.fromkeys((*self.alternatives, *labels))))


OK = Truth(works=True, label=Label.OK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A platform and what is true of it.

    `alone`: the direct cell when there is no other way; `beside`: the direct cell beside the escaping proxy;
    `through`: the cell of that proxy.
    """

    id: str
    url: str
    alone: Truth = OK
    beside: Truth = OK
    through: Truth = OK


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """One proof without the engine: `probe` runs inside the client and must return `expect`."""

    what: str
    probe: Callable[["Lab"], object]
    expect: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One world with its truth.

    `cause` is what really happens, whether or not it can be proven from inside. `acts` are the counters (of
    the middlebox or the servers) that must have moved for the scenario to have happened at all. `honest`:
    nobody interferes, so no label of `CENSOR_LABELS` may appear anywhere.
    """

    id: str
    title: str
    cause: Label
    internet: Internet
    platforms: tuple[Row, ...]
    raw: tuple[Raw, ...]
    rules: tuple[Rule, ...] = ()
    line: Line = GOOD_LINE
    cable: bool = True
    acts: tuple[str, ...] = ()
    honest: bool = False

    def truths(self, *, paths: bool, stacked: bool = False) -> Mapping[tuple[str, str], Truth]:
        """The truth by (platform, path): with the escaping proxy beside the line or without.

        On a lossy line stacked onto the scenario a cell may also stay unclear, never say something else.
        """
        cells: dict[tuple[str, str], Truth] = {}
        for one in self.platforms:
            cells[one.id, DIRECT] = one.beside if paths else one.alone
            if paths:
                cells[one.id, ESCAPE] = one.through
        if stacked:
            return {
                key: cell.widened(Label.NETWORK_TROUBLE, Label.INCONCLUSIVE) for key, cell in cells.items()
            }
        return cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the client is told about the world it lives in; the same in every scenario."""

    resolvers: tuple[str, ...]
    doh: tuple[str, ...]
    canaries: tuple[Mapping[str, object], ...] = field(default=())
    neutral_hosts: tuple[str, ...] = ()
    domestic_hosts: tuple[str, ...] = ()

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, make_dataclass
from enum import StrEnum
from types import MappingProxyType

import pytest

from tests.core.verdict.facts_factory import FOREIGN, SITE, Story, open_way
from waythrough.model.observation import (
    ConnectDetail,
    Detail,
    HttpDetail,
    Observation,
    PathDetail,
    ResolveDetail,
    ServiceDetail,
    TlsDetail,
    TransferDetail,
)
from waythrough.model.plain import PlainError, from_plain, to_plain
from waythrough.model.run import Cell, CellStatus, Depth, Run
from waythrough.model.secret import Secret
from waythrough.model.step import Purpose, Step
from waythrough.model.verdict import Confidence, Label, Locus, Verdict

DETAILS = [
    None,
    ResolveDetail(resolver="system", name="a.test", addresses=("9.9.9.9",), late=(("1.1.1.1",), ())),
    ConnectDetail(family=4, local_port=5),
    PathDetail(hop=0, kind="socks5", reply=2, agreed=True),
    TlsDetail(server_name="a.test", chain=(FOREIGN,), plaintext=b"\x00HTTP"),
    HttpDetail(method="GET", url="https://a.test/", headers=(("a", "b"),), body=b"\xff\x00"),
    TransferDetail(server_name="a.test", requests=2, status=200, marks=((0.5, 20_000), (1.0, 65_536))),
    ServiceDetail(resolver="system", name="a.test", found=True, alpn=("h3",), ech=True),
]


def observed(detail: Detail) -> Observation:
    return Observation(
        id="o1",
        platform_id="p",
        path_id="direct",
        target="t",
        purpose=Purpose.TARGET,
        step=Step.TLS,
        host="a.test",
        started=1,
        duration=0.5,
        detail=detail,
    )


@pytest.mark.parametrize("detail", DETAILS, ids=lambda each: type(each).__name__)
def test_every_detail_survives_the_journey_through_json(detail: Detail) -> None:
    told = json.loads(json.dumps(to_plain(observed(detail))))
    assert from_plain(Observation, told) == observed(detail)


def test_a_whole_run_survives() -> None:
    verdict = Verdict(label=Label.OK, rule_id="a.b", confidence=Confidence.LIKELY, locus=Locus.DIRECT)
    seen = (*Story().line(SITE).tried().seen, *open_way().seen)
    cell = Cell(
        platform_id="news",
        path_id="direct",
        status=CellStatus.DONE,
        works=True,
        verdict=verdict,
        observations=seen,
    )
    run = Run(
        id="r",
        version="1",
        started=0.0,
        finished=1.0,
        profile="x",
        practice=True,
        depth=Depth.QUICK,
        platforms=(),
        paths=(),
        cells={cell.key: cell},
    )
    assert from_plain(Run, json.loads(json.dumps(to_plain(run)))) == run


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Leaf:
    number: int
    share: float = 0.0
    colour: Colour = Colour.RED
    pair: tuple[int, str] = (1, "a")
    names: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    maybe: int | None = None
    raw: bytes = b""

    @property
    def key(self) -> int:
        return self.number


@dataclass(frozen=True)
class Tree:
    leaves: tuple[Leaf, ...] = ()
    by_key: Mapping[int, Leaf] = field(default_factory=lambda: MappingProxyType({}))
    detail: ResolveDetail | ConnectDetail | None = None


def test_unknown_keys_are_passed_over_and_missing_ones_take_their_default() -> None:
    assert from_plain(Leaf, {"number": 3, "later": "yes"}) == Leaf(3)
    assert from_plain(Leaf, {"number": 3, "share": 2}) == Leaf(3, share=2.0)


def test_collections_by_key_become_lists_and_come_back() -> None:
    tree = Tree(leaves=(Leaf(1),), by_key={7: Leaf(7, names={"a": 1})})
    assert from_plain(Tree, to_plain(tree)) == tree


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({}, "Leaf: 'number' is missing"),
        ([], "Leaf: an object is due"),
        ({"number": "3"}, "number: int is due, not str"),
        ({"number": True}, "number: int is due, not bool"),
        ({"number": 1, "share": "x"}, "share: float is due"),
        ({"number": 1, "share": True}, "share: float is due"),
        ({"number": 1, "colour": "blue"}, "colour: 'blue' is not one of red"),
        ({"number": 1, "pair": [1]}, "pair: 2 entries are due, not 1"),
        ({"number": 1, "pair": "ab"}, "pair: a list is due"),
        ({"number": 1, "pair": [1, 2]}, r"pair\[1\]: str is due"),
        ({"number": 1, "names": []}, "names: not a collection"),
        ({"number": 1, "names": {"a": "b"}}, "names.a: int is due"),
        ({"number": 1, "raw": "%%"}, "raw: not base64"),
        ({"number": 1, "raw": 5}, "raw: bytes is due"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(data: object, place: str) -> None:
    with pytest.raises(PlainError, match=place):
        from_plain(Leaf, data)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"leaves": [{"number": 1}, {}]}, r"leaves\[1\]: 'number' is missing"),
        ({"by_key": {"7": {}}}, "by_key: not a collection"),
        ({"detail": {"type": "tls"}}, "detail: of no known kind"),
        ({"detail": {}}, "detail: of no known kind"),
        ({"detail": "x"}, "detail: of no known kind"),
    ],
)
def test_the_place_is_told_deep_inside_as_well(data: object, place: str) -> None:
    with pytest.raises(PlainError, match=place):
        from_plain(Tree, data)


@pytest.mark.parametrize("value", [Secret("hunter2"), object(), {1, 2}, Leaf])
def test_what_is_no_value_of_the_model_is_refused_unseen(value: object) -> None:
    with pytest.raises(TypeError) as caught:
        to_plain({"a": value})
    assert "hunter2" not in str(caught.value)


def test_a_required_nothing_is_told() -> None:
    kind = make_dataclass("Empty", [("nothing", type(None))], frozen=True)
    assert to_plain(from_plain(kind, {"nothing": None})) == {"nothing": None}

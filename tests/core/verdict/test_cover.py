"""The recommendation: fewest ways, never an unsafe one, encrypted ones first, and the line itself when it opens all."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import Role
from waythrough.model.run import Advice, Cell, CellStatus, PathInfo, Recommendation, TargetResult, WayFacts
from waythrough.model.verdict import Confidence, Label, Locus, Verdict
from waythrough.verdict.cover import recommend
from waythrough.verdict.rules_tls import SAME_LINE

OK = Verdict(label=Label.OK, rule_id="http.works", confidence=Confidence.CONFIRMED, locus=Locus.DIRECT)
MITM = Verdict(
    label=Label.TLS_MITM, rule_id="tls.interception", confidence=Confidence.LIKELY, locus=Locus.PATH_EXIT
)
DIRECT = PathInfo(id=DIRECT_ID, kind="direct", name="Direct")


def vpn(name: str, *, safe: bool = True) -> PathInfo:
    return PathInfo(id=name, kind="https_proxy", name=name, encrypts_to_exit=True, safe=safe)


def socks(name: str) -> PathInfo:
    return PathInfo(id=name, kind="socks5", name=name)


def opened(
    table: dict[str, str], platforms: str = "", seconds: dict[str, float] | None = None
) -> dict[tuple[str, str], Cell]:
    """Cells from {path: letters of the platforms that it opens}; capital letters are masked."""
    names = platforms or "".join(sorted(set("".join(table.values()))))
    return {
        (platform, path): Cell(
            platform_id=platform,
            path_id=path,
            status=CellStatus.DONE,
            works=platform in letters,
            verdict=OK,
            seconds=(seconds or {}).get(path, 1.0) if platform in letters else None,
        )
        for path, letters in table.items()
        for platform in names
    }


def advise(
    paths: list[PathInfo],
    table: dict[str, str],
    platforms: str = "abc",
    seconds: dict[str, float] | None = None,
) -> Recommendation:
    return recommend(list(platforms), paths, opened(table, platforms, seconds))


def test_the_line_itself_when_it_opens_everything() -> None:
    told = advise([vpn("v"), DIRECT], {"direct": "abc", "v": "abc"})
    assert (told.advice, told.cover, told.direct_fails) == (Advice.DIRECT_OPENS_ALL, ("direct",), ())
    assert (told.opened, told.total, told.visible) == (3, 3, ())


def test_one_way_that_opens_everything() -> None:
    told = advise([DIRECT, vpn("v"), vpn("w")], {"direct": "a", "v": "abc", "w": "ab"})
    assert (told.advice, told.cover) == (Advice.ONE_WAY_OPENS_ALL, ("v",))
    assert told.direct_fails == ("b", "c")


def test_the_fewest_ways_together() -> None:
    told = advise([DIRECT, vpn("v"), vpn("w"), vpn("x")], {"direct": "", "v": "ab", "w": "bc", "x": "c"})
    assert told.advice is Advice.WAYS_TOGETHER_OPEN_ALL
    assert set(told.cover) in ({"v", "w"}, {"v", "x"})


def test_what_no_way_opens_is_said() -> None:
    told = advise([DIRECT, vpn("v")], {"direct": "a", "v": "ab"})
    assert (told.advice, told.unopened, told.cover) == (Advice.SOME_OPEN, ("c",), ("v",))
    none = advise([DIRECT], {"direct": ""})
    assert (none.advice, none.cover, none.unopened) == (Advice.NONE_OPENS, (), ("a", "b", "c"))


def test_nothing_is_advised_before_anything_was_finished() -> None:
    told = recommend(["a"], [DIRECT], {})
    assert (told.advice, told.unopened, told.direct_fails) == (Advice.NOT_TESTED, (), ())
    assert told.choices[0].first == ""
    assert recommend([], [], {}).advice is Advice.NOT_TESTED


def test_an_unsafe_way_is_never_advised() -> None:
    told = advise([DIRECT, vpn("v", safe=False), vpn("w")], {"direct": "", "v": "abc", "w": "a"})
    assert (told.unsafe, told.cover, told.unopened) == (("v",), ("w",), ("b", "c"))
    assert all("v" not in (each.first, each.second) for each in told.choices)


@pytest.mark.parametrize("where", ["cell", "target"])
def test_a_way_that_intercepts_one_platform_is_unsafe_for_all(where: str) -> None:
    cells = opened({"v": "bc", "w": "b"}, "abc")
    part = TargetResult(
        target="web:a:443",
        role=Role.WEB,
        host="a",
        address="",
        family=None,
        leg="tcp",
        required=True,
        works=False,
        verdict=MITM,
    )
    cells["a", "v"] = Cell(
        platform_id="a",
        path_id="v",
        status=CellStatus.DONE,
        works=False,
        verdict=MITM if where == "cell" else OK,
        targets=(part,) if where == "target" else (),
    )
    told = recommend(list("abc"), [vpn("v"), vpn("w")], cells)
    assert (told.unsafe, told.cover) == (("v",), ("w",))


def test_an_encrypted_way_goes_before_a_quicker_open_one() -> None:
    table = {"direct": "", "s": "abc", "v": "abc"}
    told = advise([DIRECT, socks("s"), vpn("v")], table, seconds={"s": 0.1, "v": 2.0})
    assert (told.cover, told.visible) == (("v",), ())
    assert {(each.first, each.second) for each in told.choices} == {("v", "s")}


def test_among_equally_few_ways_those_that_hide_more() -> None:
    paths = [DIRECT, vpn("e"), socks("s"), vpn("f"), vpn("g")]
    table = {"direct": "", "e": "abc", "s": "def", "f": "bcd", "g": "aef"}
    told = advise(paths, table, "abcdef")
    assert told.visible == ()
    assert set(told.cover) == {"f", "g"}


def test_open_ways_come_last_in_the_cover_and_are_named() -> None:
    told = advise([socks("s"), vpn("v")], {"s": "abc", "v": "d"}, "abcd")
    assert (told.cover, told.visible) == (("v", "s"), ("s",))


def test_open_ways_whose_server_is_not_checked_are_told_apart() -> None:
    lax = replace(socks("l"), facts=WayFacts(unchecked=True))
    told = advise([socks("s"), lax], {"s": "ab", "l": "c"})
    assert (set(told.visible), told.unchecked) == ({"s", "l"}, ("l",))
    hidden = replace(vpn("v"), facts=WayFacts(unchecked=True))
    assert advise([hidden], {"v": "abc"}).unchecked == (), "another server of the chain hides it"


def test_the_quicker_of_two_alike() -> None:
    told = advise([vpn("v"), vpn("w")], {"v": "abc", "w": "abc"}, seconds={"v": 2.0, "w": 1.0})
    assert told.cover == ("w",)
    assert (told.choices[0].first, told.choices[0].second) == ("w", "v")


def test_the_line_is_the_first_choice_where_it_works() -> None:
    told = advise([vpn("v"), DIRECT], {"direct": "a", "v": "abc"}, seconds={"direct": 3.0, "v": 0.1})
    assert [(each.first, each.second) for each in told.choices] == [("direct", "v"), ("v", ""), ("v", "")]


def test_a_run_without_the_line_does_not_speak_of_it() -> None:
    assert advise([vpn("v")], {"v": "a"}).direct_fails == ()


def test_what_was_not_judged_directly_is_not_said_to_fail() -> None:
    cells = opened({"direct": "", "v": "abc"}, "abc")
    cells["b", DIRECT_ID] = replace(cells["b", DIRECT_ID], works=None, status=CellStatus.INTERRUPTED)
    assert recommend(["a", "b", "c"], [DIRECT, vpn("v")], cells).direct_fails == ("a", "c")


def test_very_many_ways_are_still_covered() -> None:
    letters = "abcdefghijklmnop"
    paths = [DIRECT, *(vpn(f"v{each}") for each in letters)]
    table = {"direct": ""} | {f"v{each}": each for each in letters}
    told = advise(paths, table, letters)
    assert len(told.cover) == len(letters)
    table["direct"] = letters
    quick = {path.id: 0.1 for path in paths} | {"direct": 9.0}
    table |= {f"v{each}": letters for each in letters}
    assert advise(paths, table, letters, quick).cover == ("direct",)


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(st.frozensets(st.sampled_from("abcde")), st.booleans(), st.booleans()),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
)
def test_the_cover_is_as_good_as_trying_everything(
    ways: list[tuple[frozenset[str], bool, bool]], with_direct: bool
) -> None:
    paths, table = [], {}
    for number, (opens, encrypts, safe) in enumerate(ways):
        direct = with_direct and number == 0
        name = DIRECT_ID if direct else f"w{number}"
        paths.append(
            PathInfo(
                id=name, kind="any", name=name, encrypts_to_exit=encrypts and not direct, safe=safe or direct
            )
        )
        table[name] = "".join(sorted(opens))
    told = advise(paths, table, "abcde")
    allowed = [each for each in paths if each.safe]
    wanted = set().union(*(table[each.id] for each in allowed)) if allowed else set()
    hidden = {each.id for each in allowed if each.encrypts_to_exit or each.id == DIRECT_ID}
    covers = [
        {each.id for each in chosen}
        for size in range(len(allowed) + 1)
        for chosen in combinations(allowed, size)
        if set().union(*(table[each.id] for each in chosen)) == wanted
    ]
    fewest = min(len(each) for each in covers)
    assert set(told.cover) in covers
    assert len(told.cover) == fewest
    if wanted and set(table.get(DIRECT_ID, "")) == wanted:
        assert told.cover == (DIRECT_ID,)
    else:
        least = min(len(each - hidden) for each in covers if len(each) == fewest)
        assert len(set(told.cover) - hidden) == least
    open_ones = [each not in hidden for each in told.cover]
    assert open_ones == sorted(open_ones), "open ways after encrypted ones"
    assert set(told.visible) == set(told.cover) - hidden
    assert set(told.unsafe) == {each.id for each in paths if not each.safe}
    for choice in told.choices:
        order = [each for each in (choice.first, choice.second) if each]
        assert all(choice.platform_id in table[each] for each in order)
        assert not set(order) & set(told.unsafe)
        assert [each not in hidden for each in order] == sorted(each not in hidden for each in order)


# Tricks on the direct line --------------------------------------------------------------------------------

TRICK = PathInfo(id="t", kind="tricks", name="t")


def test_a_trick_is_advised_only_where_it_opens_something() -> None:
    same = advise([DIRECT, TRICK, vpn("v")], {"direct": "ab", "t": "ab", "v": "c"})
    assert (set(same.cover), same.tricks) == ({"direct", "v"}, ("t",))
    assert [(each.first, each.second) for each in same.choices[:2]] == [("direct", ""), ("direct", "")]
    alone = advise([DIRECT, TRICK], {"direct": "ab", "t": "ab"})
    assert alone.cover == ("direct",)
    helps = advise([DIRECT, TRICK], {"direct": "a", "t": "abc"})
    assert (helps.cover, helps.visible) == (("t",), ("t",))
    hidden = advise([DIRECT, TRICK, vpn("v")], {"direct": "a", "t": "abc", "v": "abc"})
    assert hidden.cover == ("v",), "a way that hides what is opened goes before one that does not"


def test_a_way_on_the_same_line_is_not_accused_nor_one_on_an_unconfirmed_word() -> None:
    cells = opened({"direct": "a", "v": "ab"}, "abc")
    shown = replace(cells["c", "v"], works=False, verdict=replace(MITM, qualifier=SAME_LINE))
    for spared in (shown, replace(shown, verdict=MITM, preliminary=True)):
        told = recommend(list("abc"), [DIRECT, vpn("v")], {**cells, ("c", "v"): spared})
        assert (told.unsafe, told.cover) == ((), ("v",))
    accused = recommend(list("abc"), [DIRECT, vpn("v")], {**cells, ("c", "v"): replace(shown, verdict=MITM)})
    assert accused.unsafe == ("v",)

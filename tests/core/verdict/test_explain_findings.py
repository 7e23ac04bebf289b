"""What is noted beside a word: short, calm, and never more than was seen."""

from dataclasses import replace

import pytest

from tests.core.verdict.making import cell, part, verdict
from waythrough.model.platform import Role
from waythrough.model.run import Cell, TargetResult
from waythrough.model.verdict import Label, Verdict
from waythrough.verdict.explain_findings import finding_lines

OPEN = replace(part(Role.WEB, True, verdict(Label.OK)), family=4)
QUIC = replace(verdict(Label.QUIC_BLOCKING, qualifier="sni"), rule_id="quic.by_name")


def _other(works: bool | None, of: Verdict, family: int = 6) -> TargetResult:
    return replace(OPEN, family=family, required=False, works=works, verdict=of)


def _lines(of: Cell) -> list[str]:
    return [str(each) for each in finding_lines(of)]


def test_a_side_leg_that_is_stopped_leaves_pages_alone() -> None:
    (line,) = _lines(cell(verdict(Label.OK), True, findings=(QUIC,)))
    assert line.startswith("The newer kind of connection (QUIC) does not get through. With another name")
    assert line.endswith(" Pages come all the same.")


def test_nothing_is_said_of_pages_that_do_not_come() -> None:
    lines = _lines(cell(verdict(Label.SNI_FILTERING), False, findings=(QUIC,)))
    assert "Pages" not in lines[0]


def test_the_same_for_several_targets_is_said_once() -> None:
    again = replace(QUIC, evidence=("o9",))
    assert len(_lines(cell(verdict(Label.OK), True, findings=(QUIC, again)))) == 1


@pytest.mark.parametrize("of", [verdict(Label.IP_BLOCKING), verdict(Label.INCONCLUSIVE)])
def test_the_other_family_is_noted_whether_or_not_somebody_is_accused(of: Verdict) -> None:
    findings = (of,) if of.accuses else ()
    noted = cell(verdict(Label.OK), True, targets=(OPEN, _other(False, of)), findings=findings)
    assert _lines(noted) == ["IPv6 to this service does not get through here; IPv4 does."]


def test_a_family_that_nobody_carries_is_said_of_the_line_and_not_of_the_service() -> None:
    dead = _other(None, verdict(Label.NETWORK_TROUBLE, qualifier="ipv6"))
    assert _lines(cell(verdict(Label.OK), True, targets=(OPEN, dead))) == []


def test_the_word_of_a_cell_is_not_noted_once_more() -> None:
    closed = _other(False, verdict(Label.IP_BLOCKING), family=4)
    opened = replace(OPEN, family=6)
    partly = replace(verdict(Label.PARTIAL, qualifier="ip_blocking"), rule_id="ip.one_family")
    of = cell(partly, True, targets=(opened, closed), findings=(closed.verdict, QUIC))
    assert len(_lines(of)) == 1
    assert "QUIC" in _lines(of)[0]
    free = cell(verdict(Label.OK), True, targets=(opened, closed), findings=(closed.verdict,))
    assert _lines(free) == ["IPv4 to this service does not get through here; IPv6 does."]


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (part(Role.MEDIA, False, verdict(Label.SERVER_FAULT)), "which does not decide: pictures and videos (media"),
        (part(Role.MEDIA, True, verdict(Label.OK, qualifier="flaky", tries=(2, 3))), "opened in 2 of 3 tries."),
        (part(Role.MEDIA, True, verdict(Label.ACCESS_CHALLENGE)), "videos (media.example): The service is"),
    ],
)  # fmt: skip
def test_parts_that_do_not_decide(result: TargetResult, told: str) -> None:
    noted = cell(verdict(Label.OK), True, targets=(OPEN, result), findings=(result.verdict,))
    assert told in _lines(noted)[0]


def test_a_record_without_its_target_still_says_why() -> None:
    assert _lines(cell(verdict(Label.OK), True, findings=(verdict(Label.SNI_FILTERING),)))


def test_several_servers_that_do_not_decide_are_counted() -> None:
    shut = [
        replace(
            part(Role.CHAT, False, verdict(Label.IP_BLOCKING, evidence=(f"o{n}",))), target=f"chat:{n}:443"
        )
        for n in range(2)
    ]
    findings = tuple(each.verdict for each in shut)
    open_all = cell(verdict(Label.OK), True, targets=(OPEN, *shut), findings=findings)
    assert _lines(open_all) == ["2 of its 3 servers do not open, which does not decide."]
    partly = cell(verdict(Label.PARTIAL), True, targets=(OPEN, *shut), findings=findings)
    assert _lines(partly) == []  # its word and its parts say it

"""The parts of a cell as a table."""

from dataclasses import replace

import pytest

from tests.core.verdict.making import cell, part, verdict
from waythrough.model.platform import Role
from waythrough.model.run import TargetResult
from waythrough.model.verdict import Label
from waythrough.verdict.explain_parts import parts

OPEN = part(Role.WEB, True, verdict(Label.OK))


def test_one_server_needs_no_table() -> None:
    assert parts(cell(verdict(Label.OK), True, targets=(OPEN,))) == ()
    missing = replace(OPEN, leg="quic", works=None, verdict=verdict(Label.INCONCLUSIVE, reason="not_offered"))
    assert parts(cell(verdict(Label.OK), True, targets=(OPEN, missing))) == ()


def test_a_messenger_shows_every_server() -> None:
    chat = replace(
        part(Role.CHAT, False, verdict(Label.IP_BLOCKING)),
        target="chat:203.0.113.50:5222",
        host="203.0.113.50",
        address="203.0.113.50",
        family=None,
    )
    rows = parts(cell(verdict(Label.PARTIAL), False, targets=(OPEN, chat)))
    assert [(each.place, each.kind, str(each.state)) for each in rows] == [
        ("web.example", "IPv4", "opens"),
        ("203.0.113.50:5222", "", "does not open"),
    ]
    assert [each.address for each in rows] == ["203.0.113.7", ""]
    assert [str(each.part) for each in rows] == ["pages", "messages"]


@pytest.mark.parametrize(
    ("result", "kind", "state"),
    [
        (replace(OPEN, leg="quic"), "QUIC", "gets through"),
        (replace(OPEN, leg="ech", works=False), "ECH", "does not get through"),
        (replace(OPEN, leg="quic", works=None, verdict=verdict(Label.INCONCLUSIVE, reason="no_client")),
         "QUIC", "cannot be tried here"),
        (replace(OPEN, leg="ech", works=None, verdict=verdict(Label.INCONCLUSIVE, reason="mixed")), "ECH", "unclear"),
        (replace(OPEN, family=6, works=None, verdict=verdict(Label.NETWORK_TROUBLE, qualifier="ipv6")),
         "IPv6", "not carried by this network"),
        (replace(OPEN, works=None, verdict=verdict(Label.INCONCLUSIVE)), "IPv4", "unclear"),
        (replace(OPEN, verdict=verdict(Label.THROTTLING)), "IPv4", "slow"),
    ],
)  # fmt: skip
def test_states(result: TargetResult, kind: str, state: str) -> None:
    row = parts(cell(verdict(Label.OK), True, targets=(OPEN, result)))[1]
    assert (row.kind, str(row.state), row.works) == (kind, state, result.works)

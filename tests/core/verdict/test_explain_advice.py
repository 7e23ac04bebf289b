"""What to do next."""

from dataclasses import replace

import pytest

from tests.core.verdict.making import cell, verdict
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Advice, Cell, CellStatus, Choice, Recommendation
from waythrough.model.verdict import Label, Locus, Stage
from waythrough.verdict.explain_advice import advice
from waythrough.verdict.explain_names import Naming

NAMES = Naming(paths={"p": "Berlin", "q": "Office", DIRECT_ID: "Direct"})


def _recommended(first: str = "", second: str = "", **more: tuple[str, ...]) -> Recommendation:
    choice = Choice(platform_id="a", first=first, second=second)
    return Recommendation(advice=Advice.SOME_OPEN, choices=(choice,), **more)  # type: ignore[arg-type]


def _told(of: Cell, recommendation: Recommendation | None = None, *, has_ways: bool = True) -> str:
    return str(advice(of, recommendation, NAMES, has_ways=has_ways))


def test_a_blocked_service_is_led_to_the_way_that_opens_it() -> None:
    blocked = cell(verdict(Label.SNI_FILTERING))
    assert _told(blocked, _recommended("p")) == "It opens with Berlin: use that."
    assert _told(blocked).startswith("None of your ways opens it now.")
    assert _told(blocked, has_ways=False).startswith("Only the direct line was tested. Add a VPN")
    assert _told(blocked, _recommended(unopened=("a",))).startswith("None of your ways opens it now.")


def test_a_way_that_fails_is_not_recommended_for_itself() -> None:
    failing = cell(verdict(Label.SNI_FILTERING), path="p")
    assert _told(failing, _recommended("p", "q")) == "It opens with Office: use that."
    assert _told(failing, _recommended(DIRECT_ID)) == "It opens directly, without a VPN or proxy."


def test_what_only_a_browser_reaches_is_left_to_the_browser() -> None:
    blocked = verdict(Label.PROTOCOL_BLOCKING, qualifier="fingerprint")
    assert _told(cell(blocked, works=True)).startswith("Use it in your browser.")


def test_an_unsafe_way_is_never_recommended() -> None:
    blocked = cell(verdict(Label.SNI_FILTERING))
    assert "Berlin" not in _told(blocked, _recommended("p", unsafe=("p",)))
    opens = cell(verdict(Label.OK), True, path="p")
    assert _told(opens, _recommended("p", unsafe=("p",))).startswith("Do not use this way although it opens")


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (cell(verdict(Label.TLS_MITM)), "Do not log in here"),
        (cell(verdict(Label.GEO_BLOCK)), "A way that ends in another country"),
        (cell(verdict(Label.PATH_FAILURE, stage=Stage.AUTH), path="p"), "Check user name and password."),
        (cell(verdict(Label.SNI_FILTERING, locus=Locus.PATH_EXIT), path="p"), "may not meet this block"),
        (cell(verdict(Label.OK), None, status=CellStatus.ERROR), "send the details below to support"),
    ],
)
def test_own_step_comes_with_another_way(of: Cell, told: str) -> None:
    assert told in _told(of)
    assert told in _told(of, _recommended("q"))
    assert "It opens with Office" in _told(of, _recommended("q"))


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (cell(verdict(Label.SERVER_FAULT)), "Wait and check again later; another way is not likely to help."),
        (cell(verdict(Label.LOCAL_INTERCEPTION)), "Look at antivirus"),
        (cell(verdict(Label.INCONCLUSIVE), None), "Check again in a few minutes."),
        (cell(verdict(Label.OK), None, status=CellStatus.INTERRUPTED), "Start the check again."),
        (
            cell(verdict(Label.NO_INTERNET), None, status=CellStatus.MASKED),
            "First mend what concerns the whole line",
        ),
    ],
)
def test_where_no_way_would_help(of: Cell, told: str) -> None:
    assert _told(of).startswith(told)


def test_a_service_that_is_down_here_but_opens_there() -> None:
    assert _told(cell(verdict(Label.SERVER_FAULT)), _recommended("p")) == "It opens with Berlin: use that."


def test_what_opens() -> None:
    works = cell(verdict(Label.OK), True, path="p")
    assert _told(works) == "You can use it."
    assert _told(works, _recommended("p", visible=("p",))).endswith("which services you open with this way.")
    lax = _told(works, _recommended("p", visible=("p",), unchecked=("p",)))
    assert lax.endswith("certificate is not checked: whoever sits in between can read along.")
    assert "provider" not in lax
    asks = cell(verdict(Label.ACCESS_CHALLENGE), True)
    assert _told(asks).startswith("Open it in your browser")
    slow = cell(verdict(Label.NETWORK_TROUBLE), True)
    assert _told(slow) == "Be patient with it, or try again at another time."
    assert _told(slow, _recommended("p")) == "It opens with Berlin: use that."


def test_a_service_outside_of_the_recommendation() -> None:
    empty = Recommendation(advice=Advice.NOT_TESTED)
    assert _told(cell(verdict(Label.SNI_FILTERING)), empty).startswith("None of your ways")


def test_another_name_server_where_the_service_proved_itself_elsewhere() -> None:
    lied = replace(verdict(Label.DNS_TAMPERING), rule_id="dns.lie")
    assert "Encrypted DNS (DoH)" in _told(cell(lied), has_ways=False)
    assert "Encrypted DNS (DoH)" in _told(cell(lied), _recommended("p"))
    assert "DNS" not in _told(cell(lied, path="p"))
    unproven = replace(lied, rule_id="dns.lie_against_control")
    assert "DNS" not in _told(cell(unproven), has_ways=False)


def test_a_part_that_fails_is_not_the_whole() -> None:
    told = _told(cell(verdict(Label.PARTIAL, qualifier="sni_filtering")))
    assert told.startswith("None of your ways opens all of it now.")


def test_a_portal_is_opened_by_any_page() -> None:
    portal = cell(verdict(Label.CAPTIVE_PORTAL), None, status=CellStatus.MASKED)
    assert _told(portal).startswith("Open any web page in your browser")


def test_one_family_that_opens_is_used_by_itself() -> None:
    partly = replace(verdict(Label.PARTIAL, works="6"), rule_id="ip.one_family")
    assert _told(cell(partly, True), has_ways=False).startswith("Browsers choose the open one by themselves.")
    assert "Only the direct line" not in _told(cell(partly, True), has_ways=False)
    assert _told(cell(partly, True), _recommended("p")).endswith("It opens with Berlin: use that.")


def test_a_list_that_is_out_of_date_calls_for_a_newer_one() -> None:
    stale = replace(verdict(Label.INCONCLUSIVE, reason="stale"), rule_id="local.stale_part")
    assert "A newer version of this program" in _told(cell(stale, None))


def test_a_way_whose_entry_is_blocked_gets_advice_of_its_own() -> None:
    blocked = replace(verdict(Label.IP_BLOCKING, locus=Locus.PATH_ENTRY), rule_id="path.control_reaches")
    assert "for a server at another address" in _told(cell(blocked, False, path="p"))


def test_what_opens_in_part_is_used() -> None:
    assert _told(cell(verdict(Label.PARTIAL), True)) == "You can use it; it may take longer to connect."


def test_a_service_that_is_slowed_down_may_be_quicker_by_another_way() -> None:
    slow = cell(verdict(Label.THROTTLING), True)
    assert _told(slow, has_ways=False).startswith("Another way may be quicker")
    assert _told(slow).startswith("Be patient with it")
    weak = cell(verdict(Label.NETWORK_TROUBLE, qualifier="slow"), True)
    assert _told(weak, has_ways=False).startswith("Be patient with it")

"""The figures of a matrix from results made by hand."""

from tests.lab.matrix import plan
from tests.lab.matrix.figures import confusion, figures, flaps, missed, peer
from tests.lab.matrix.job import CellResult, Job, Kind, Result
from tests.lab.matrix.known import BY_ID, chosen, table
from tests.lab.matrix.show import details, line_of
from tests.lab.matrix.show import table as lines
from tests.lab.scenario import Variant
from waythrough.model.verdict import CENSOR_LABELS, Label


def cell(label: Label, true: Label, *, works: bool = True, **more: object) -> CellResult:
    told: dict[str, object] = {
        "platform": "target",
        "way": "direct",
        "works": works,
        "true_works": works,
        "label": label,
        "true_label": true,
        "allowed": (true,),
        "findings": (),
        "works_right": True,
        "label_right": label is true,
        "findings_right": True,
        "locus_right": True,
        "accuses": label in CENSOR_LABELS,
        "answered": True,
        "rule": "layer.rule",
        "confidence": "likely",
        "detail": "all that was seen",
        **more,
    }
    return CellResult(**told)  # type: ignore[arg-type]


def result(
    scenario: str, *cells: CellResult, kind: Kind = Kind.CLEAN, seed: int = 1, problem: str = ""
) -> Result:
    job = Job(scenario=scenario, kind=kind, variant=Variant.BESIDE, seed=seed)
    return Result(job=job, seconds=2.5, cells=cells, problem=problem)


SNI, OK = Label.SNI_FILTERING, Label.OK
RIGHT = result("sni_rst", cell(SNI, SNI, works=False, curl=True), cell(OK, OK, platform="fine", curl=True))


def test_all_right_passes_the_gates() -> None:
    sums = figures([RIGHT], Kind.CLEAN)
    assert (sums.cells, sums.works, sums.label, sums.scenarios_label) == (2, 100.0, 100.0, 100.0)
    assert (sums.random_works, sums.accused, sums.unanswered) == (None, 0, 0)
    assert missed([RIGHT]) == ()
    assert peer([RIGHT]) == (2, 1, 2)


def test_each_fault_misses_its_gate() -> None:
    unclear = result("sni_rst", cell(Label.INCONCLUSIVE, SNI, works_right=False))
    misnamed = result("sni_rst", cell(Label.IP_BLOCKING, SNI))
    accused = result("cert_expired", cell(OK, OK, accuses=True))
    silent = result("sni_rst", problem="it broke down")
    unproven = result("sni_rst", kind=Kind.RAW, problem="443 is closed: open, not silent")
    idle = result("sni_rst", cell(SNI, SNI), problem="nothing was counted under 'sni'")
    lossy = result("lossy", cell(Label.THROTTLING, OK, works_right=False), kind=Kind.LOSSY)
    for fault, words in (
        (unclear, ("works is right in 0.00 %", "label is right in 0.00 %")),
        (misnamed, ("label is right", "1 cells with a wrong censor label")),
        (accused, ("1 accusations of honest troubles",)),
        (silent, ("1 without an answer",)),
        (unproven, ("1 scenarios do not prove themselves",)),
        (idle, ("1 worlds in which the scenario did not happen",)),
        (lossy, ("works is right in 0.00 % of lossy cells", "2 false censor labels on the lossy line")),
    ):
        told = missed([fault])
        assert [any(part in each for each in told) for part in words] == [True] * len(words), told
        assert len(told) == len(words)


def test_flaps_and_confusion_name_what_changed() -> None:
    other = result(
        "sni_rst", cell(Label.INCONCLUSIVE, SNI, works=False), cell(OK, OK, platform="fine"), seed=2
    )
    assert flaps([RIGHT]) == {}
    key = "sni_rst beside: target over direct"
    assert len(flaps([RIGHT, other])[key]) >= 2
    (pairs,) = confusion([RIGHT, other]).values()
    assert pairs[SNI, Label.INCONCLUSIVE] == 1
    assert pairs[SNI, SNI] == 1


def test_the_text_names_what_is_wrong() -> None:
    wrong = result("sni_rst", cell(Label.INCONCLUSIVE, SNI))
    assert "DIFF" in line_of(wrong)
    assert "DIFF" not in line_of(RIGHT)
    assert "NO ANSWER" in line_of(result("sni_rst", problem="it broke down"))
    assert "all that was seen" in list(details([wrong, RIGHT]))
    assert any(line.startswith("MISSED") for line in lines([wrong], 1.0))


def test_plans_hold_every_scenario_and_the_bounded_one_a_sample_of_lossy_lines() -> None:
    scenarios = chosen(())
    full = plan.whole(scenarios, seeds=range(1, 4), lossy=True, raw=True)
    bounded = plan.bounded(scenarios, 1)
    for jobs in (full, bounded):
        assert {job.scenario for job in jobs if job.kind is Kind.CLEAN} == set(BY_ID)
        assert {job.scenario for job in jobs if job.kind is Kind.RAW} == set(BY_ID)
        assert len(set(jobs)) == len(jobs)
    assert 0 < sum(job.kind is Kind.LOSSY for job in bounded) <= plan.LOSSY_SAMPLE
    assert {job.seed for job in full if job.kind is Kind.LOSSY} == {1, 2, 3}


def test_every_row_of_the_table_has_a_true_verdict() -> None:
    assert len({row.id for row in table()}) == 142
    assert {row.expected for row in table()} <= set(Label)

"""Which worlds a run of the matrix makes."""

import random
from collections.abc import Sequence

from tests.lab.matrix.job import Job, Kind
from tests.lab.scenario import Scenario, Variant
from waythrough.model.run import Depth

LOSSY_SAMPLE = 30
SEEDS_FULL = 3


def whole(scenarios: Sequence[Scenario], *, seeds: Sequence[int], lossy: bool, raw: bool) -> list[Job]:
    """Every scenario in each of its variants, clean and (with `lossy`) on a lossy line, with each seed."""
    jobs = [Job(scenario=each.id, kind=Kind.RAW) for each in scenarios] if raw else []
    for number, seed in enumerate(seeds):
        for each in scenarios:
            jobs += _clean(each, seed, curl=not number)
            if lossy and each.lossy_too:
                jobs += [_job(each, Kind.LOSSY, variant, seed) for variant in each.variants]
    return _longest_first(jobs, scenarios)


def bounded(scenarios: Sequence[Scenario], seed: int) -> list[Job]:
    """What continuous integration can afford: all once, clean, and a sample on a lossy line.

    The variants take turns from scenario to scenario, so that each is seen often; random ones are not repeated.
    """
    jobs = [Job(scenario=each.id, kind=Kind.RAW) for each in scenarios]
    for number, each in enumerate(scenarios):
        variant = each.variants[number % len(each.variants)]
        jobs.append(_job(each, Kind.CLEAN, variant, seed, curl=True))
    able = [each for each in scenarios if each.lossy_too and each.depth is not Depth.THOROUGH]
    for each in random.Random(seed).sample(able, min(LOSSY_SAMPLE, len(able))):
        jobs.append(_job(each, Kind.LOSSY, each.variants[-1], seed))
    return _longest_first(jobs, scenarios)


def _clean(scenario: Scenario, seed: int, *, curl: bool) -> list[Job]:
    """A random scenario is measured as often as it says, each time with a seed of its own."""
    return [
        _job(
            scenario,
            Kind.CLEAN,
            variant,
            seed + 100 * turn,
            curl=curl and not turn and variant is scenario.variants[0],
        )
        for variant in scenario.variants
        for turn in range(scenario.repeats)
    ]


def _job(scenario: Scenario, kind: Kind, variant: Variant, seed: int, *, curl: bool = False) -> Job:
    return Job(scenario=scenario.id, kind=kind, variant=variant, seed=seed, curl=curl)


def _longest_first(jobs: list[Job], scenarios: Sequence[Scenario]) -> list[Job]:
    """So that the last worlds to end are short ones."""
    thorough = {each.id for each in scenarios if each.depth is Depth.THOROUGH}
    return sorted(jobs, key=lambda job: (job.scenario not in thorough, job.kind is not Kind.LOSSY))

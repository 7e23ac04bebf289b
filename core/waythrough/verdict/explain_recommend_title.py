"""The one sentence of the recommendation, and its tone."""

from waythrough.model.run import Advice
from waythrough.verdict.explain_recommend_case import Case
from waythrough.verdict.words import Names, Text, msg, plural


def title_and_tone(case: Case) -> tuple[Text, str]:
    """The title and its colour token."""
    advice = case.advice.advice
    if advice is Advice.NOT_TESTED:
        return msg("Nothing could be judged"), "blue"
    if advice is Advice.NONE_OPENS:
        return _none_opens(case)
    if not case.ways:
        return _directly(case), "green" if case.complete else "amber"
    paths = case.names.path_row(case.ways)
    if len(case.ways) < len(case.advice.cover):
        return _beside_direct(
            case, paths
        ), "green"  # a way to use is good news, also where it does not open all
    return _with_ways(case, paths), "green"


def _none_opens(case: Case) -> tuple[Text, str]:
    total = case.advice.total
    if case.partly:
        return plural(
            "It opens only in part now", "None of the {count} services opens fully now", total
        ), "amber"
    if case.only_direct:
        return plural(
            "It does not open directly", "None of the {count} services opens directly", total
        ), "red"
    return plural("None of your ways opens it now", "None of the {count} services opens now", total), "red"


def _directly(case: Case) -> Text:
    total, opened = case.advice.total, case.advice.opened
    if case.complete:
        return plural("It opens directly", "All {count} services open directly", total)
    return plural(
        "{opened} of {count} service opens directly",
        "{opened} of {count} services open directly",
        total,
        opened=opened,
    )


def _beside_direct(case: Case, paths: Names) -> Text:
    total, opened = case.advice.total, case.advice.opened
    if case.complete:
        return plural(
            "Use {paths} where the direct line fails – then it opens",
            "Use {paths} where the direct line fails – then all {count} services open",
            total,
            paths=paths,
        )
    return plural(
        "Use {paths} where the direct line fails – then {opened} of {count} service opens",
        "Use {paths} where the direct line fails – then {opened} of {count} services open",
        total,
        paths=paths,
        opened=opened,
    )


def _with_ways(case: Case, paths: Names) -> Text:
    total, opened = case.advice.total, case.advice.opened
    if not case.complete:
        return plural(
            "Use {paths} – opens {opened} of {count} service",
            "Use {paths} – opens {opened} of {count} services",
            total,
            paths=paths,
            opened=opened,
        )
    if len(paths.items) > 1:
        return plural(
            "Use {paths} – together they open it",
            "Use {paths} – together they open all {count} services",
            total,
            paths=paths,
        )
    return plural("Use {paths} – it opens", "Use {paths} – it opens all {count} services", total, paths=paths)

"""What may be said while a check goes on or after it was stopped: counts of what opened, nothing of what did not."""

from collections.abc import Sequence
from dataclasses import dataclass

from waythrough.verdict.explain import RecommendationText
from waythrough_desktop.i18n import Span, _, plural, say
from waythrough_desktop.presenters.state import Act, Card
from waythrough_desktop.theme import ToneName


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The safe way that has opened most services until now; `name` "" stands for the line itself."""

    name: str
    opened: int
    total: int

    @property
    def sentence(self) -> str:
        """The tally in words."""
        if not self.name:
            return plural(
                "So far: {opened} of {count} service opens directly",
                "So far: {opened} of {count} services open directly",
                self.total,
                opened=self.opened,
            )
        return plural(
            "So far: {path} opens {opened} of {count} service",
            "So far: {path} opens {opened} of {count} services",
            self.total,
            path=self.name,
            opened=self.opened,
        )


def running(best: Tally | None, warnings: Sequence[str], *, stopping: bool = False) -> Card:
    """The card of a check that goes on; it keeps its height, so that no row of the table moves."""
    if stopping:
        title, rest = (_("Stopping…"), "") if best is None else (best.sentence, _("Stopping…"))
    elif best is None:
        title, rest = _("Checking which way gets through…"), _("The first results come within seconds.")
    else:
        title, rest = best.sentence, _("The check is still going on, this may change.")
    return Card(
        tone=ToneName.BLUE, icon="ring_progress", title=title, text=" ".join((rest, *warnings[:1])).strip()
    )


def stopped(text: RecommendationText | None, done: int, total: int, elapsed: float) -> Card:
    """The card of a check that was stopped: how far it came; `text` is what history and report say of it as well."""
    if not done:
        return Card(
            tone=ToneName.GREY,
            icon="minus_disc",
            title=_("The check was stopped"),
            text=_("Nothing was finished before that."),
            acts=(Act.CHECK,),
        )
    title = plural(
        "Stopped after {span}, {done} of {count} checked",
        "Stopped after {span}, {done} of {count} checked",
        total,
        span=Span(max(1, elapsed)),
        done=done,
    )
    unknown = _("Nothing is said of what was not checked.")
    found = (f"{say(text.title)}.", *map(say, text.told)) if text is not None else ()
    sentences = (*found[:1], unknown, *found[1:])
    return Card(
        tone=ToneName.GREY,
        icon="minus_disc",
        title=title,
        text=" ".join(sentence for sentence in sentences if sentence),
        acts=(Act.CHECK, Act.SAVE_REPORT),
    )


def warnings_of(text: RecommendationText | None, unsafe: int) -> tuple[str, ...]:
    """Warnings of ways that read along, which are said at once; others wait for the end."""
    return tuple(say(warning) for warning in text.warnings[:unsafe]) if text is not None else ()

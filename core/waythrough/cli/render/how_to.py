"""The steps of a way on the terminal: numbered, values on lines of their own, secrets as dots unless asked for."""

from dataclasses import dataclass

from rich.text import Text as Line

from waythrough.cli.render.screen import Screen, sentence
from waythrough.model.secret import MASK
from waythrough.paths.howto.base import SYSTEM_NAMES, Guide, Step, Take
from waythrough.verdict.words import Text, msg


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for: the way's name, the command that it was asked with, and whether secrets are shown."""

    name: str
    command: str
    show_secrets: bool = False


def show_guide(made: Guide, asked: Asked, screen: Screen) -> None:
    """The whole guide."""
    translate = screen.translate
    title = translate("How to use {way} on {system}", way=asked.name, system=SYSTEM_NAMES[made.system])
    sentence(screen, Line(title, style="bold"))
    for number, step in enumerate(made.steps, start=1):
        _step(f"{translate.number(number)}. ", step, asked, screen)
    for step in made.also:
        _step("", step, asked, screen)
    _part(msg("To see that it works"), made.test, screen)
    _part(msg("What it does not protect"), made.limits, screen)
    if not asked.show_secrets and any(value.secret for step in made.steps for value in step.values):
        sentence(screen, Line(translate("To see passwords and keys, add {option}.", option="--show-secrets")))


def _step(head: str, step: Step, asked: Asked, screen: Screen) -> None:
    sentence(screen, Line(head + screen.translate.render(step.text)))
    for value in step.values:
        text = MASK if value.secret and not asked.show_secrets else value.text
        label = f"{value.label}: " if value.label else ""
        for line in text.splitlines():
            screen.console.print(Line(f"     {label}{line}"), soft_wrap=True)
    for take in step.takes:
        output = "" if take is Take.LINK else " --output ."
        screen.console.print(Line(f"     {asked.command} --take {take}{output}"), soft_wrap=True)


def _part(title: Text, texts: tuple[Text, ...], screen: Screen) -> None:
    if not texts:
        return
    sentence(screen, Line(screen.translate.render(title), style="bold"))
    for text in texts:
        sentence(screen, Line(f"- {screen.translate.render(text)}"))

"""What changed between two runs, on the terminal."""

from rich.text import Text as Line

from waythrough.cli.render.look import sign, word_style
from waythrough.cli.render.screen import Screen, sentence
from waythrough.verdict.explain_compare import ComparisonText


def show_comparison(text: ComparisonText, screen: Screen) -> None:
    """The headline, a line for each change, then what is the same and what to bear in mind."""
    render = screen.translate.render
    sentence(screen, Line(f"{render(text.headline)}.", style="bold"))
    for line in text.lines:
        mark = f"{sign(line.shown, fancy=screen.fancy)} "
        drawn = Line("  ").append(mark, style=word_style(line.shown))
        sentence(screen, drawn.append(render(line.text), style="default"), hanging=4)
    if text.same.template:
        sentence(screen, Line(f"  {render(text.same)}", style="dim"), hanging=4)
    for note in text.notes:
        sentence(screen, Line(render(note), style="dim"), hanging=2)

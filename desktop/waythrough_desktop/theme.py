"""The colours of the window as named tokens, light and dark, without Qt."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

LEAST_CONTRAST = 4.8
"""Least WCAG contrast of any text on its ground; the standard's AA asks for 4.5."""

LEAST_MARK_CONTRAST = 3.0
"""Least WCAG contrast of icons, focus rings and the edges of fields (WCAG 1.4.11)."""

GROUNDS = ("faint", "sheet", "sunken", "hover", "accent_ground")
"""What controls lie on, and what fills them; no control lies on the ground of DARK."""


class ToneName(StrEnum):
    """The moods that a cell, card or banner may have; shape and word always say the same as the tone."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    ROSE = "rose"
    DARK = "dark"
    GREY = "grey"
    BLUE = "blue"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """Ground, text, border, and the colour of the cut-out inside a filled icon."""

    ground: str
    ink: str
    edge: str
    cut: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """All colours of the window. `faint` grounds lie under whole areas, `sheet` under cards and tables."""

    name: str
    dark: bool
    faint: str
    sheet: str
    sunken: str
    hover: str
    text: str
    soft_text: str
    line: str
    field_line: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_ground: str
    accent_ink: str
    focus: str
    main_ring: str
    progress: str
    track: str
    tones: Mapping[ToneName, Tone]

    def text_pairs(self) -> Iterator[tuple[str, str, str]]:
        """Every (what, text colour, ground) that the window draws words with."""
        for ground in ("faint", "sheet", "sunken", "hover"):
            yield f"text on {ground}", self.text, getattr(self, ground)
            yield f"soft text on {ground}", self.soft_text, getattr(self, ground)
        yield "accent button", self.on_accent, self.accent
        yield "accent button, hovered", self.on_accent, self.accent_hover
        yield "chosen item", self.accent_ink, self.accent_ground
        yield "link on sheet", self.accent_ink, self.sheet
        yield "link on faint", self.accent_ink, self.faint
        for name, tone in self.tones.items():
            yield f"{name} words", tone.ink, tone.ground
            if name is not ToneName.DARK:
                yield f"{name} word in the legend", tone.ink, self.sheet
        green = self.tones[ToneName.GREEN]
        yield "badge", green.cut, green.ink

    def mark_pairs(self) -> Iterator[tuple[str, str, str]]:
        """Every (what, colour, ground) of marks that carry meaning without being text."""
        for ground in ("faint", "sheet"):
            yield f"field edge on {ground}", self.field_line, getattr(self, ground)
        for name, tone in self.tones.items():
            yield f"{name} icon", tone.ink, tone.ground
            yield f"{name} cut", tone.cut, tone.ink
        yield "progress", self.progress, self.track
        yield from self.ring_pairs()

    def ring_pairs(self) -> Iterator[tuple[str, str, str]]:
        """Every (what, ring, neighbour) of rings round what has the cursor, with all that lies in and around them."""
        grounds = {ground: getattr(self, ground) for ground in GROUNDS}
        cards = {
            f"{name} card": tone.ground for name, tone in self.tones.items() if name is not ToneName.DARK
        }
        for name, ground in {**grounds, **cards}.items():
            yield f"ring beside {name}", self.focus, ground
            yield f"ring of the main button beside {name}", self.main_ring, ground
        yield "ring of the main button round its fill", self.main_ring, self.main_fill

    @property
    def main_fill(self) -> str:
        """What fills the main button while it has the cursor."""
        return self.sheet if self.name == "high_contrast" else self.accent


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two "#rrggbb" colours as WCAG 2.2 defines it, 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


LIGHT = Theme(
    name="light",
    dark=False,
    faint="#f5f6f9",
    sheet="#ffffff",
    sunken="#eef0f4",
    hover="#f0f3f9",
    text="#111827",
    soft_text="#4b5565",
    line="#dfe3ea",
    field_line="#7f8a9b",
    accent="#1d4ed8",
    accent_hover="#1a44bd",
    on_accent="#ffffff",
    accent_ground="#e6eefd",
    accent_ink="#1b47c4",
    focus="#1d4ed8",
    main_ring="#000000",
    progress="#1d4ed8",
    track="#dde2ea",
    tones={
        ToneName.GREEN: Tone(ground="#e3f4e8", ink="#14602f", edge="#a5d8b5", cut="#ffffff"),
        ToneName.AMBER: Tone(ground="#fdf1d3", ink="#7a4a00", edge="#ecd08f", cut="#ffffff"),
        ToneName.RED: Tone(ground="#fde5e4", ink="#a3191c", edge="#efb4b2", cut="#ffffff"),
        ToneName.ROSE: Tone(ground="#fff4f3", ink="#a3191c", edge="#f3c9c7", cut="#fff4f3"),
        ToneName.DARK: Tone(ground="#401027", ink="#ffffff", edge="#401027", cut="#401027"),
        ToneName.GREY: Tone(ground="#eceff3", ink="#454f5f", edge="#cfd5de", cut="#ffffff"),
        ToneName.BLUE: Tone(ground="#e6eefd", ink="#1b47c4", edge="#b9cdf8", cut="#ffffff"),
        ToneName.NONE: Tone(ground="#ffffff", ink="#5a6474", edge="#e3e7ed", cut="#ffffff"),
    },
)

DARK = Theme(
    name="dark",
    dark=True,
    faint="#13161c",
    sheet="#1b1f27",
    sunken="#242933",
    hover="#252b36",
    text="#f1f4f8",
    soft_text="#b3bcc9",
    line="#303744",
    field_line="#7c8799",
    accent="#3566d9",
    accent_hover="#2f5dcb",
    on_accent="#ffffff",
    accent_ground="#1f2f55",
    accent_ink="#a9c4ff",
    focus="#8fb2ff",
    main_ring="#f1f4f8",
    progress="#7aa2ff",
    track="#2a313d",
    tones={
        ToneName.GREEN: Tone(ground="#14301f", ink="#86e0a5", edge="#27583a", cut="#0c2014"),
        ToneName.AMBER: Tone(ground="#35280c", ink="#f3c969", edge="#5e4917", cut="#2a1f06"),
        ToneName.RED: Tone(ground="#431b1d", ink="#ffa8a3", edge="#71302f", cut="#331011"),
        ToneName.ROSE: Tone(ground="#2a1b1f", ink="#ffa8a3", edge="#58292b", cut="#2a1b1f"),
        ToneName.DARK: Tone(ground="#ffd9e8", ink="#4b0a2a", edge="#ffd9e8", cut="#ffd9e8"),
        ToneName.GREY: Tone(ground="#292f3a", ink="#c3cbd7", edge="#3c4553", cut="#1c2129"),
        ToneName.BLUE: Tone(ground="#1f2f55", ink="#a9c4ff", edge="#345086", cut="#14203c"),
        ToneName.NONE: Tone(ground="#1b1f27", ink="#a4aebc", edge="#303744", cut="#1b1f27"),
    },
)

HIGH_CONTRAST = Theme(
    name="high_contrast",
    dark=True,
    faint="#000000",
    sheet="#000000",
    sunken="#1a1a1a",
    hover="#262626",
    text="#ffffff",
    soft_text="#f0f0f0",
    line="#a8a8a8",
    field_line="#ffffff",
    accent="#ffe14d",
    accent_hover="#fff09a",
    on_accent="#000000",
    accent_ground="#332d00",
    accent_ink="#ffe866",
    focus="#4de1ff",
    main_ring="#4de1ff",
    progress="#ffe14d",
    track="#333333",
    tones={
        ToneName.GREEN: Tone(ground="#00210d", ink="#7dffa8", edge="#7dffa8", cut="#000000"),
        ToneName.AMBER: Tone(ground="#2b1e00", ink="#ffd75e", edge="#ffd75e", cut="#000000"),
        ToneName.RED: Tone(ground="#2e0000", ink="#ffb3ad", edge="#ffb3ad", cut="#000000"),
        ToneName.ROSE: Tone(ground="#000000", ink="#ffb3ad", edge="#ffb3ad", cut="#000000"),
        ToneName.DARK: Tone(ground="#ffffff", ink="#000000", edge="#ffffff", cut="#ffffff"),
        ToneName.GREY: Tone(ground="#1f1f1f", ink="#f0f0f0", edge="#c8c8c8", cut="#000000"),
        ToneName.BLUE: Tone(ground="#001a2e", ink="#9fd8ff", edge="#9fd8ff", cut="#000000"),
        ToneName.NONE: Tone(ground="#000000", ink="#e6e6e6", edge="#808080", cut="#000000"),
    },
)
"""Nothing between dark and bright: for eyes that lose soft greys."""

THEMES: Mapping[str, Theme] = {theme.name: theme for theme in (LIGHT, DARK, HIGH_CONTRAST)}

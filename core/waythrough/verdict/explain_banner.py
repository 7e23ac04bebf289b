"""What a banner over the whole table consists of."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from waythrough.verdict.words import Text, msg


class BannerAction(StrEnum):
    """What the one button of a banner does."""

    CHECK_AGAIN = "check_again"
    OPEN_SIGN_IN = "open_sign_in"
    SET_CLOCK = "set_clock"
    ADD_WAY = "add_way"


ACTION_TEXT: Final = MappingProxyType(
    {
        BannerAction.CHECK_AGAIN: msg("Check again"),
        BannerAction.OPEN_SIGN_IN: msg("Open the sign-in page"),
        BannerAction.SET_CLOCK: msg("Set the clock, then check again"),
        BannerAction.ADD_WAY: msg("Add a way"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """Title, sentence and one action; `tone` is a colour token, `masks` whether nothing else was judged."""

    title: Text
    sentence: Text
    action: BannerAction
    tone: str = "amber"
    masks: bool = False

    @property
    def mere_note(self) -> bool:
        """Whether it only explains something and asks for nothing."""
        return self.tone == "blue"

    @property
    def action_text(self) -> Text:
        """The words of the action."""
        return ACTION_TEXT[self.action]

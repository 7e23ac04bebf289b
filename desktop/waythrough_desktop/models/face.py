"""What is drawn for one cell, one row head and one column head: words and tones, nothing of the engine."""

from dataclasses import dataclass

from waythrough_desktop.theme import ToneName


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One cell as it looks.

    `icon` names the drawing; `text` is the word; `line` and `detail` are the second line in the simple and in
    the detailed view ("" = none); `speech` is the whole cell as one spoken sentence.
    """

    icon: str
    tone: ToneName
    text: str
    line: str = ""
    detail: str = ""
    speech: str = ""


EMPTY = Face(icon="empty", tone=ToneName.NONE, text="")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowHead:
    """One service, and what it comes to: `line` ("opens with Berlin"), the way `way` it tells of and its `face`."""

    id: str
    name: str
    line: str = ""
    way: str = ""
    face: Face = EMPTY

    @property
    def speech(self) -> str:
        """The service with what it comes to, as one sentence."""
        return ", ".join(part for part in (self.name, self.line, self.face.speech or self.face.text) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnHead:
    """One way: its name, what kind it is, and what it opens or why it does not."""

    id: str
    name: str
    kind: str = ""
    state: str = ""
    best: str = ""
    tone: ToneName = ToneName.NONE

    @property
    def speech(self) -> str:
        return ", ".join(part for part in (self.name, self.best, self.kind, self.state) if part)

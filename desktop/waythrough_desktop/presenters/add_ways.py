"""Reading links of ways while they are pasted: what each line is, or why it cannot be used."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from waythrough.model.path import PathSpec
from waythrough.paths.importing.base import Imported, Rejected, content_of
from waythrough.paths.importing.prose import conf_block, is_conf_start
from waythrough.paths.importing.proxies import SCHEMES
from waythrough.paths.importing.recognise import recognise
from waythrough.paths.registry import chain, holds_secret, kind
from waythrough_desktop.i18n import _, facts, ltr, plural, say, translated
from waythrough_desktop.presenters.way_words import seen_by_provider, server
from waythrough_desktop.theme import ToneName

_TWICE = "path.twice"
_PROXIES = frozenset(kind_id for kind_id, _port in SCHEMES.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFace:
    """One line of the pasted text as it was understood; nothing secret is in it."""

    icon: str
    tone: ToneName
    title: str
    text: str
    warnings: tuple[str, ...] = ()
    spec_id: str = ""
    """The way that it stands for, "" for a line that cannot be used."""
    there: bool = False
    """Whether the same way is there already; it is added a second time only if that is wished."""

    @property
    def key(self) -> str:
        """What stays the same when the same text is read again."""
        return f"{self.title}\n{self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text holds."""

    specs: tuple[PathSpec, ...] = ()
    faces: tuple[LineFace, ...] = ()
    refused: tuple[int, ...] = ()
    """Numbers of the lines that cannot be used, from 1."""

    @property
    def summary(self) -> str:
        """How many lines were understood and how many not; "" for an empty text."""
        if not self.faces:
            return ""
        bad = sum(not face.spec_id for face in self.faces)
        good = plural("{count} understood", "{count} understood", len(self.specs))
        return facts(good, plural("{count} not", "{count} not", bad) if bad else "")

    def rest(self, text: str) -> str:
        """The lines that could not be used, to be mended."""
        lines = text.splitlines()
        kept = dict.fromkeys(number for number in self.refused if number <= len(lines))
        return "\n".join(lines[number - 1] for number in kept)

    def instead_of(self, spec: PathSpec, name: str) -> PathSpec:
        """The way with another name, and with another link where one was pasted, under its old id."""
        fresh = self.specs[0] if self.specs else spec
        return replace(fresh, id=spec.id, name=name.strip())

    @property
    def button(self) -> str:
        """What the button that adds them says."""
        count = len(self.specs)
        return plural("Add {count} way", "Add {count} ways", count) if count > 1 else _("Add this way")

    def without(self, keys: Set[str]) -> "Reading":
        """What is left of it when the ways with these keys are not wanted."""
        gone = {face.spec_id for face in self.faces if face.key in keys}
        return replace(self, specs=tuple(spec for spec in self.specs if spec.id not in gone))

    def named(self, name: str) -> tuple[PathSpec, ...]:
        """The ways, a single one by the name that was typed."""
        if len(self.specs) == 1 and name.strip():
            return (replace(self.specs[0], name=name.strip()),)
        return self.specs


def read(data: str | bytes, source: str = "") -> Reading:
    """Understand a pasted text or a file. Never raises: what cannot be used is told by its face."""
    items = recognise(data, source)
    lines = data.splitlines() if isinstance(data, str) else []
    taken = [each for each in items if isinstance(each, Imported)]
    refused = [each for each in items if isinstance(each, Rejected)]
    return Reading(
        specs=tuple(each.spec for each in taken),
        faces=(*(_refused(each, source) for each in refused), *(_way(each, lines, source) for each in taken)),
        refused=tuple(_to_mend(refused, lines)),
    )


def _to_mend(refused: list[Rejected], lines: list[str]) -> Iterator[int]:
    """The lines that stay to be mended; of a WireGuard file among other text all of it."""
    numbered = list(enumerate(lines, start=1))
    for each in refused:
        block = each.line <= len(lines) and is_conf_start(lines[each.line - 1])
        end = conf_block(numbered, each.line - 1) if block else each.line
        yield from range(each.line, end + 1) if each.message_id != _TWICE else ()


def joined(readings: Sequence[Reading]) -> Reading:
    """Several readings as one: a way that stands in two of them is taken once. The lines are those of the first."""
    specs: dict[object, PathSpec] = {}
    for reading in readings:
        for spec in reading.specs:
            specs.setdefault(content_of(spec), spec)
    kept = {spec.id for spec in specs.values()}
    faces = [
        face for reading in readings for face in reading.faces if not face.spec_id or face.spec_id in kept
    ]
    faces.sort(key=lambda face: bool(face.spec_id))
    return Reading(specs=tuple(specs.values()), faces=tuple(faces), refused=readings[0].refused)


def beside(reading: Reading, known: Iterable[PathSpec]) -> Reading:
    """The same; what is there already among the `known` ways says so."""
    there = {content_of(spec): spec.name for spec in known}
    twice = {spec.id: there[content_of(spec)] for spec in reading.specs if content_of(spec) in there}
    return replace(
        reading, faces=tuple(_there(each, twice) if each.spec_id in twice else each for each in reading.faces)
    )


def _there(face: LineFace, twice: Mapping[str, str]) -> LineFace:
    name = twice[face.spec_id]
    told = _("This way is there already, as {name}.", name=name) if name else _("This way is there already.")
    icon, tone = ("info", ToneName.BLUE) if not face.warnings else (face.icon, face.tone)
    return replace(face, icon=icon, tone=tone, warnings=(told, *face.warnings), there=True)


def _assumed(item: Imported, lines: list[str]) -> str:
    """What the link itself did not tell."""
    spec, port = item.spec, item.spec.fields.get("port", "")
    line = lines[item.line - 1].strip() if item.line <= len(lines) else ""
    if spec.via is not None or spec.kind not in _PROXIES or (len(line.split()) != 1 and "#" not in line):
        return ""
    if "://" not in line:
        return _("its kind is assumed") if ":" in line else ""
    return "" if f":{port}" in line else _("port {port} assumed", port=ltr(str(port)))


def _way(item: Imported, lines: list[str], source: str) -> LineFace:
    spec, hops, secret = item.spec, chain(item.spec), holds_secret(item.spec)
    warnings = [say(each) for each in item.warnings]
    return LineFace(
        icon="triangle" if warnings else "tick_disc",
        tone=ToneName.AMBER if warnings else ToneName.GREEN,
        title=item.name,
        text=facts(
            " → ".join(translated(kind(hop.kind).label) for hop in hops),
            "" if spec.private else server(spec),
            _assumed(item, lines),
            _("with a password") if secret else _("without a password"),
            seen_by_provider(spec),
            _("from {file}", file=ltr(source)) if source else "",
        ),
        warnings=tuple(warnings),
        spec_id=spec.id,
    )


def _refused(line: Rejected, source: str) -> LineFace:
    reason = _said(line)
    return LineFace(
        icon="octagon_outline",
        tone=ToneName.RED,
        title=_(
            "{file}, line {number} cannot be used: {reason}",
            file=ltr(source),
            number=line.line,
            reason=reason,
        )
        if source
        else _("Line {number} cannot be used: {reason}", number=line.line, reason=reason),
        text=translated(line.todo),
    )


def _said(line: Rejected) -> str:
    first = re.fullmatch(r"the same way stands in line (\d+)", line.reason)
    if first is not None:
        return _("the same way stands in line {number}", number=int(first[1]))
    return translated(line.reason)

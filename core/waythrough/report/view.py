"""What the HTML report shows, as finished strings in one language; the template only places them."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Cell, CellStatus, PathInfo, Run
from waythrough.report.document import Document
from waythrough.verdict.explain import (
    LOOK,
    OPENS,
    WORD_MEANING,
    WORD_TEXT,
    Naming,
    StepLine,
    Word,
    advice,
    cause,
    detail_lines,
    headline,
    naming,
    network_banners,
    path_advice,
    path_opens,
    path_short,
    path_state,
    run_recommendation,
    steps,
    sureness,
    verdict_cause,
    verdict_line,
    word,
)
from waythrough.verdict.words import Span, Translator, translator


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A word with its shape and tone."""

    text: str
    shape: str
    tone: str
    meaning: str = ""
    seconds: str = ""
    path: str = ""
    off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A way."""

    name: str
    kind: str
    state: str
    short: str
    opens: str
    advice: str
    safe: bool
    best: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A service with its cells in the order of the columns."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A plain step."""

    title: str
    state: str
    shape: str
    tone: str
    sentence: str
    seconds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One cell explained."""

    headline: str
    mark: Mark
    cause: str
    advice: str
    sure: str
    steps: tuple[Walk, ...] = ()
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service explained: the cell that matters most in full, the others in a line each."""

    name: str
    anchor: str
    first: Why
    others: tuple[Why, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A banner: title, sentence, what to do."""

    title: str
    sentence: str
    action: str
    tone: str
    masks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Technical lines of one cell."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The whole page."""

    language: str
    direction: str
    practice: bool
    interrupted: bool
    title: str
    sentence: str
    tone: str
    warnings: tuple[str, ...]
    date: str
    duration: str
    amount: str
    notes: tuple[Note, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    services: tuple[Service, ...]
    open_everywhere: str
    legend: tuple[Mark, ...]
    masked: int
    evidence: tuple[Evidence, ...]
    run_id: str
    version: str
    schema: int
    names_included: bool


_STEP_LOOK = {
    "ok": ("tick_disc", "green"),
    "warning": ("triangle", "amber"),
    "problem": ("octagon_filled", "red"),
    "stopped": ("minus_disc", "rose"),
    "not_tried": ("empty", "none"),
}


def make_view(document: Document) -> View:
    """The page of a document, in its language."""
    run = document.run
    translate = translator(document.language)
    names = naming(run, document.language)
    card = run_recommendation(run, document.language)
    explained = [_service(run, info.id, names, translate) for info in run.platforms]
    services = tuple(service for service in explained if service is not None)
    silent = [info.id for info, service in zip(run.platforms, explained, strict=True) if service is None]
    return View(
        language=translate.language,
        direction=translate.direction,
        practice=run.practice,
        interrupted=run.interrupted,
        title=translate.render(card.title),
        sentence=translate.render(card.sentence),
        tone=card.tone,
        warnings=tuple(translate.render(warning) for warning in card.warnings),
        date=_date(run.started, translate),
        duration=translate.value(Span(run.finished - run.started)),
        amount=translate.size(run.bytes_sent + run.bytes_received),
        notes=_notes(run, translate),
        columns=tuple(_column(run, info, names, translate) for info in run.paths),
        rows=tuple(_row(run, info.id, names, translate) for info in run.platforms),
        services=services,
        open_everywhere=translate.value(names.platform_row(tuple(silent))) if silent else "",
        legend=_legend(run, translate),
        masked=sum(cell.status is CellStatus.MASKED for cell in run.cells.values()),
        evidence=_evidence(run, names, translate),
        run_id=run.id,
        version=run.version,
        schema=document.version,
        names_included=document.names_included,
    )


def _date(seconds: float, translate: Translator) -> str:
    """Date and time in UTC, which is the same for sender and reader."""
    text = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")
    return translate.isolate(f"{text} UTC")


def _mark(shown: Word, translate: Translator) -> Mark:
    look = LOOK[shown]
    return Mark(text=translate.render(WORD_TEXT[shown]), shape=look.shape, tone=look.tone)


def _cell_mark(cell: Cell | None, path: str, translate: Translator, *, safe: bool = True) -> Mark:
    """The word of a cell; what opens by a way that reads along is drawn faint (`off`)."""
    shown = Word.NOT_CHECKED if cell is None else word(cell)
    seconds = "" if cell is None or cell.seconds is None else translate.seconds(cell.seconds)
    return replace(_mark(shown, translate), path=path, seconds=seconds, off=not safe and shown in OPENS)


def _notes(run: Run, translate: Translator) -> tuple[Note, ...]:
    return tuple(
        Note(
            title=translate.render(banner.title),
            sentence=translate.render(banner.sentence),
            action=translate.render(banner.action_text),
            tone=banner.tone,
            masks=banner.masks,
        )
        for banner in network_banners(run.network)
    )


def _column(run: Run, info: PathInfo, names: Naming, translate: Translator) -> Column:
    opened = [cell for (_, path), cell in run.cells.items() if path == info.id and word(cell) in OPENS]
    total = sum(path == info.id for _, path in run.cells)
    shown = info.safe and info.usable is not False and total > 0
    return Column(
        name=names.path(info.id),
        kind="" if info.id == DIRECT_ID else info.kind_name or info.kind,
        state=translate.render(path_state(info)),
        short=translate.render(path_short(info)),
        opens=translate.render(path_opens(len(opened), total)) if shown else "",
        advice=translate.render(path_advice(info)),
        safe=info.safe,
        best=info.id in run.recommendation.cover,
    )


def _row(run: Run, platform_id: str, names: Naming, translate: Translator) -> Row:
    marks = tuple(
        _cell_mark(run.cells.get((platform_id, info.id)), names.path(info.id), translate, safe=info.safe)
        for info in run.paths
    )
    return Row(name=names.platform(platform_id), marks=marks)


def _service(run: Run, platform_id: str, names: Naming, translate: Translator) -> Service | None:
    """A service whose cells are not all open; None when there is nothing to explain."""
    cells = [run.cells[platform_id, info.id] for info in run.paths if (platform_id, info.id) in run.cells]
    usable = [cell for cell in cells if word(cell) is not Word.NOT_CONNECTED]
    troubled = [cell for cell in usable if word(cell) is not Word.WORKS or cell.findings]
    if not troubled:
        return None
    first = next((cell for cell in troubled if cell.path_id == DIRECT_ID), troubled[0])
    others = [cell for cell in troubled if cell is not first and word(cell) is not Word.WORKS]
    if word(first) is Word.SERVICE_DOWN:  # it is the same everywhere: said once
        others = [cell for cell in others if word(cell) is not Word.SERVICE_DOWN]
    return Service(
        name=names.platform(platform_id),
        anchor=f"s-{platform_id}",
        first=_why(run, first, names, translate, full=True),
        others=tuple(_why(run, cell, names, translate, full=False) for cell in others),
    )


def _why(run: Run, cell: Cell, names: Naming, translate: Translator, *, full: bool) -> Why:
    platform, path = names.platform(cell.platform_id), names.path(cell.path_id)
    has_ways = any(info.id != DIRECT_ID for info in run.paths)
    lines = steps(cell, path) if full and word(cell) is not Word.WORKS else ()
    next_step = advice(cell, run.recommendation, names, has_ways=has_ways)
    return Why(
        headline=translate.render(headline(cell, platform, path)),
        mark=_cell_mark(cell, path, translate),
        cause=translate.render(cause(cell)),
        advice=translate.render(next_step),
        sure=translate.render(sureness(cell)),
        steps=tuple(_walk(line, translate) for line in lines),
        findings=tuple(translate.render(verdict_cause(finding)) for finding in cell.findings),
    )


def _walk(line: StepLine, translate: Translator) -> Walk:
    shape, tone = _STEP_LOOK[line.state]
    return Walk(
        title=translate.render(line.title),
        state=translate.render(line.state_text),
        shape=shape,
        tone=tone,
        sentence=translate.render(line.sentence),
        seconds="" if line.seconds is None else translate.seconds(line.seconds),
    )


def _legend(run: Run, translate: Translator) -> tuple[Mark, ...]:
    present = {word(cell) for cell in run.cells.values()}
    ordered = sorted(present, key=lambda shown: LOOK[shown].severity)
    return tuple(
        replace(_mark(shown, translate), meaning=translate.render(WORD_MEANING[shown])) for shown in ordered
    )


def _evidence(run: Run, names: Naming, translate: Translator) -> tuple[Evidence, ...]:
    """Technical lines: the whole line first, then every cell that was measured or judged by itself."""
    found = []
    if run.network:
        title = translate("The whole line")
        found.append(Evidence(title=title, lines=tuple(verdict_line(verdict) for verdict in run.network)))
    for cell in run.cells.values():
        if cell.status in {CellStatus.INFERRED, CellStatus.MASKED}:
            continue
        title = f"{names.platform(cell.platform_id)} – {names.path(cell.path_id)}"
        plain = word(cell) is Word.WORKS and not cell.findings
        lines = (verdict_line(cell.verdict),) if plain else detail_lines(cell)
        found.append(Evidence(title=title, lines=lines))
    return tuple(found)

"""What the HTML report shows, as finished strings in one language; the template only places them."""

from dataclasses import replace

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import CellStatus, PathInfo, Run
from waythrough.report.document import Document
from waythrough.report.marks import cell_mark, date_of, mark
from waythrough.report.services import explained, is_slow_way
from waythrough.report.shown import Column, Evidence, Mark, Note, Row, View
from waythrough.report.way_names import kind_in_words, with_spoken_names
from waythrough.verdict.explain import (
    LOOK,
    WORD_MEANING,
    Naming,
    Word,
    detail_lines,
    fact_lines,
    naming,
    network_banners,
    opens,
    path_advice,
    path_opens,
    path_short,
    path_state,
    run_recommendation,
    taken_over,
    verdict_line,
    word,
)
from waythrough.verdict.words import Span, Text, Translator, msg, plural, translator

_UNTRIED = frozenset({CellStatus.MASKED, CellStatus.INTERRUPTED})


def make_view(document: Document) -> View:
    """The page of a document, in its language."""
    translate = translator(document.language)
    run = document.run if document.names_included else with_spoken_names(document.run, translate)
    names = naming(run, document.language)
    card = run_recommendation(run, document.language)
    judged = [info.id for info in run.platforms if _is_judged(run, info.id)]
    found = {name: explained(run, name, names, translate) for name in judged}
    services = tuple(service for service in found.values() if service is not None)
    silent = [name for name, service in found.items() if service is None and _is_whole(run, name)]
    unjudged = tuple(info.id for info in run.platforms if info.id not in found)
    return View(
        language=translate.language,
        direction=translate.direction,
        brand=translate("Connection notes") if document.neutral else translate("Waythrough report"),
        made_by=_made_by(run, translate, neutral=document.neutral),
        practice=run.practice,
        interrupted=run.interrupted,
        title=translate.render(card.title),
        sentence=translate.render(card.sentence),
        tone=card.tone,
        warnings=tuple(translate.render(warning) for warning in card.warnings),
        taken_over=tuple(
            translate.render(each) for each in taken_over(run, lambda when: date_of(when, translate))
        ),
        date=translate.isolate(date_of(run.started, translate)),
        scope=translate.render(_scope(run)),
        duration=translate.value(Span(max(1.0, run.finished - run.started))),
        amount=translate.size(run.bytes_sent + run.bytes_received),
        notes=_notes(run, translate),
        columns=tuple(_column(run, info, names, translate) for info in run.paths),
        rows=tuple(_row(run, info.id, names, translate) for info in run.platforms),
        services=services,
        open_everywhere=translate.value(names.platform_row(tuple(silent))) if silent else "",
        unjudged=translate.value(names.platform_row(unjudged)) if unjudged else "",
        legend=_legend(run, translate),
        masked=sum(cell.status is CellStatus.MASKED for cell in run.cells.values()),
        evidence=_evidence(run, names, translate),
        run_id=run.id,
        version=run.version,
        schema=document.version,
        names_included=document.names_included,
    )


def _made_by(run: Run, translate: Translator, *, neutral: bool) -> str:
    if neutral:
        return translate("Nothing was sent to anybody; this file was saved by its user.")
    return translate(
        "Made by Waythrough {version}. Nothing was sent to anybody; this file was saved by its user.",
        version=run.version,
    )


def _is_judged(run: Run, platform_id: str) -> bool:
    """Whether anything can be said of a service by itself; what concerns the whole line is said once."""
    cells = (run.cells.get((platform_id, info.id)) for info in run.paths)
    return any(cell is not None and cell.status not in _UNTRIED for cell in cells)


def _is_whole(run: Run, platform_id: str) -> bool:
    """Whether a service has a result by every way that is connected: a check that was cut short has gaps."""
    return all((platform_id, info.id) in run.cells for info in run.paths if info.usable is not False)


def _scope(run: Run) -> Text:
    """How much was tested; the direct line is no way, here as everywhere."""
    services = plural("{count} service", "{count} services", len(run.platforms))
    ways = sum(info.id != DIRECT_ID for info in run.paths)
    if not ways:
        return msg("{services}, directly", services=services)
    if ways == len(run.paths):
        return plural("{services}, by {count} way", "{services}, by {count} ways", ways, services=services)
    return plural(
        "{services}, directly and by {count} way",
        "{services}, directly and by {count} ways",
        ways,
        services=services,
    )


def _notes(run: Run, translate: Translator) -> tuple[Note, ...]:
    return tuple(
        Note(
            title=translate.render(banner.title),
            sentence=translate.render(banner.sentence),
            action="" if banner.mere_note else translate.render(banner.action_text),
            tone=banner.tone,
            masks=banner.masks,
        )
        for banner in network_banners(run.network)
    )


def _column(run: Run, info: PathInfo, names: Naming, translate: Translator) -> Column:
    opened = [cell for (_, path), cell in run.cells.items() if path == info.id and opens(cell)]
    total = sum(path == info.id for _, path in run.cells)
    shown = info.safe and info.usable is not False and total > 0
    shape, tone = _look(info, len(opened) / total if shown else None)
    return Column(
        name=names.path(info.id),
        kind="" if info.id == DIRECT_ID else kind_in_words(info, translate),
        state=translate.render(path_state(info, run.network)),
        short=translate.render(path_short(info, run.network)),
        opens=translate.render(path_opens(len(opened), total)) if shown else "",
        advice=translate.render(path_advice(info, run.network)),
        proof=_proof(run, info, translate),
        facts=tuple(translate.render(each) for each in fact_lines(info)),
        shape=shape,
        tone=tone,
        safe=info.safe,
        best=info.id in run.recommendation.cover,
    )


def _look(info: PathInfo, share: float | None) -> tuple[str, str]:
    """Shape and colour of a way: of what it opens, where that is known."""
    if share is not None:
        good = share == 1 or (share and info.id != DIRECT_ID)  # a way that opens something is good news
        shown = Word.WORKS if good else Word.PARTLY if share else Word.DOES_NOT_OPEN
    elif info.usable or info.id == DIRECT_ID:
        shown = Word.WORKS
    else:
        shown = Word.NOT_CHECKED if info.usable is None else Word.NOT_CONNECTED
    look = LOOK[shown if info.safe else Word.NOT_SAFE]
    return look.shape, look.tone


def _proof(run: Run, info: PathInfo, translate: Translator) -> str:
    """What makes a way unsafe or slow, once for all services."""
    slow = sum(path == info.id and is_slow_way(cell) for (_, path), cell in run.cells.items())
    if info.safe and slow:
        return translate.render(
            plural("{count} service opened, but slowly.", "{count} services opened, but slowly.", slow)
        )
    foreign = sum(path == info.id and word(cell) is Word.NOT_SAFE for (_, path), cell in run.cells.items())
    if info.safe or not foreign:
        return ""
    return translate.render(
        plural(
            "{count} service showed a foreign certificate there.",
            "{count} services showed a foreign certificate there.",
            foreign,
        )
    )


def _row(run: Run, platform_id: str, names: Naming, translate: Translator) -> Row:
    marks = tuple(
        cell_mark(run.cells.get((platform_id, info.id)), names.path(info.id), translate, safe=info.safe)
        for info in run.paths
    )
    return Row(name=names.platform(platform_id), marks=marks)


def _legend(run: Run, translate: Translator) -> tuple[Mark, ...]:
    present = {word(cell) for cell in run.cells.values()}
    ordered = sorted(present, key=lambda shown: LOOK[shown].severity)
    return tuple(
        replace(mark(shown, translate), meaning=translate.render(WORD_MEANING[shown])) for shown in ordered
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
        plain = word(cell) is Word.WORKS and len(cell.targets) < 2 and not cell.findings
        lines = (verdict_line(cell.verdict),) if plain else detail_lines(cell)
        found.append(Evidence(title=title, lines=lines))
    return tuple(found)

from waythrough.model.path import DIRECT_ID
from waythrough.model.verdict import CENSOR_LABELS, Label
from waythrough.practice import truth
from waythrough.practice.proxies import PROXIES
from waythrough.practice.services import SERVICES
from waythrough.verdict.explain_word import Word

TABLE = truth.table()
RUN_STATES = {Word.CHECKING, Word.WAITING, Word.NOT_CHECKED}


def test_every_word_of_the_results_appears() -> None:
    # Slow is left out: a slow service is slow for everyone here, and throttling needs minutes of measuring.
    assert {cell.word for cell in TABLE.values()} == set(Word) - RUN_STATES


def test_no_cell_is_missing() -> None:
    ways = {DIRECT_ID, *(proxy.id for proxy in PROXIES)}
    assert set(TABLE) == {(service.id, way) for service in SERVICES for way in ways}
    assert len(SERVICES) >= 14


def test_only_the_direct_line_and_the_proxy_that_opens_tls_are_accused() -> None:
    accused = {way for (_, way), cell in TABLE.items() if cell.label in CENSOR_LABELS}
    assert accused == {DIRECT_ID, "free-proxy"}
    through = {cell.label for (_, way), cell in TABLE.items() if way == "free-proxy"}
    assert through == {Label.TLS_MITM, Label.PATH_FAILURE}


def test_every_service_that_the_censor_holds_opens_by_some_way_but_one() -> None:
    held = {p for (p, way), cell in TABLE.items() if way == DIRECT_ID and cell.label in CENSOR_LABELS}
    opened = {p for (p, way), cell in TABLE.items() if way == "zurich" and cell.works}
    assert held <= opened
    nowhere = {service.id for service in SERVICES} - {p for (p, _), cell in TABLE.items() if cell.works}
    assert nowhere == {"quillpad", "parceltrack", "pigeon"}


def test_honest_troubles_are_not_the_censors() -> None:
    for service in ("quillpad", "parceltrack", "streamhall", "askwise", "tortoise", "playfield"):
        assert TABLE[service, DIRECT_ID].label not in CENSOR_LABELS


def test_behind_a_portal_nothing_is_said() -> None:
    cells = truth.behind_portal()
    assert set(cells) == set(TABLE)
    assert {(cell.works, cell.word) for cell in cells.values()} == {(None, Word.NOT_CHECKED)}


def test_a_way_that_does_not_serve_one_target_is_not_called_broken() -> None:
    assert TABLE["pigeon", "berlin"].word is Word.DOES_NOT_OPEN
    assert TABLE["pigeon", "riga"].word is Word.NOT_CONNECTED

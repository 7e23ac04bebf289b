from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.core.cli.helpers import masked, sample_run
from waythrough.cli.render.explained import show_cell
from waythrough.cli.render.screen import text_screen
from waythrough.model.run import Run
from waythrough.model.verdict import Label
from waythrough.verdict.words import translator

DEAD = sample_run().paths[4].id


def _shown(run: Run, key: tuple[str, str], language: str = "en") -> str:
    screen, out = text_screen(translator(language), width=200)
    show_cell(run, key, screen)
    return out.getvalue()


def test_words_then_steps_then_the_wire() -> None:
    shown = _shown(sample_run(), ("whatsapp", "direct"))
    parts = (
        "WhatsApp is blocked on this network",
        "⬢ Blocked",
        "It opens with",
        "Confirmed",
        "Step by step",
        "What was seen",
    )
    places = [shown.index(part) for part in parts]
    assert places == sorted(places)
    assert "tls       web.whatsapp.com:443" in shown


def test_rules_tell_why_they_did_not_speak() -> None:
    run = sample_run()
    cell = run.cells["whatsapp", "direct"]
    heard = (("dns.lie", "the answers agree"), ("tls.sni_matrix", ""))
    targets = tuple(replace(target, heard=heard) for target in cell.targets)
    cells = MappingProxyType({**run.cells, cell.key: replace(cell, targets=targets)})
    shown = _shown(replace(run, cells=cells), cell.key)
    assert "dns.lie         the answers agree" in shown
    assert "tls.sni_matrix  spoke as tls.sni_matrix: sni_filtering, confirmed" in shown


def test_a_cell_that_was_not_measured_rests_on_its_way() -> None:
    run = sample_run()
    seen = replace(run.cells["whatsapp", "direct"].observations[1], path_id=DEAD, platform_id="")
    shown = _shown(replace(run, network_observations=(seen,)), ("whatsapp", DEAD))
    assert "SOCKS5 1 did not connect" in shown
    assert "What was seen of the line or the way itself" in shown
    assert "connect   web.whatsapp.com" in shown


def test_a_masked_cell_rests_on_the_line() -> None:
    shown = _shown(masked(sample_run(), Label.NO_INTERNET), ("whatsapp", "direct"))
    assert "WhatsApp was not checked" in shown
    assert "network   no_internet confirmed" in shown


@pytest.mark.parametrize("key", list(sample_run().cells))
def test_every_cell_can_be_explained_in_persian(key: tuple[str, str]) -> None:
    assert any("\u0600" <= letter <= "\u06ff" for letter in _shown(sample_run(), key, "fa"))

from dataclasses import replace

from tests.core.cli.helpers import way
from waythrough.cli.render.kept_ways import show_ways
from waythrough.cli.render.screen import text_screen
from waythrough.model.path import FieldValue, PathSpec
from waythrough.model.secret import Secret
from waythrough.verdict.words import translator


def test_ways_without_anything_secret() -> None:
    screen, out = text_screen(translator("en"))
    front = way("Front", "front.example")
    show_ways((front, replace(way("Back", "back.example", "word-7"), via=front)), screen)
    shown = out.getvalue()
    assert "with a password" in shown
    assert "through Front" in shown
    assert "does not encrypt" in shown
    for secret in ("front.example", "back.example", "word-7", "me"):
        assert secret not in shown.split()
        assert f"{secret}:" not in shown


def test_an_unchecked_certificate_is_not_called_plain() -> None:
    screen, out = text_screen(translator("en"))
    fields: dict[str, FieldValue] = {"host": "a.example", "port": 443, "insecure": True}
    show_ways((PathSpec(id="h", kind="hysteria2", name="H", fields=fields),), screen)
    shown = " ".join(out.getvalue().split())
    assert "encrypts, certificate not checked" in shown
    assert "does not encrypt" not in shown


def test_a_key_is_not_called_a_password() -> None:
    screen, out = text_screen(translator("en"))
    fields: dict[str, FieldValue] = {"private_key": Secret("word-8")}
    show_ways((PathSpec(id="w", kind="wireguard", name="W", fields=fields),), screen)
    assert "with a key" in out.getvalue()
    assert "password" not in out.getvalue()

from tests.core.paths.howto.ways import words
from waythrough.paths.howto.base import System
from waythrough.paths.howto.guide import guide
from waythrough.paths.importing.links import parse_spec
from waythrough.verdict.words import translator


def test_an_unchecked_certificate_is_told_first() -> None:
    spec = parse_spec("trojan://p@b.test:443?allowInsecure=1")
    made = guide(spec, "Berlin", System.ANDROID)
    assert "read along" in translator("en").render(made.limits[0])
    assert "v2rayNG" not in words(made)

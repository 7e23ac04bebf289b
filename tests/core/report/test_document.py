"""Documents of runs."""

from types import MappingProxyType

from tests.core.report.recorder import PROXY_HOST
from tests.core.report.samples import sample_run
from waythrough.model.path import DIRECT, PathSpec
from waythrough.model.secret import Secret
from waythrough.report.document import Redaction, make_document, private_words


def test_redacted_unless_asked() -> None:
    run = sample_run()
    assert make_document(run).run.paths[1].name == "HTTPS proxy 1"
    assert make_document(run, include_names=True).names_included
    whole = make_document(run, redaction=Redaction.NONE, language="fa")
    assert whole.run == run
    assert (whole.names_included, whole.language, whole.version) == (True, "fa", 1)


def test_private_words_of_ways_and_those_in_front_of_them() -> None:
    front = PathSpec(id="p1", kind="socks5", fields=MappingProxyType({"host": PROXY_HOST, "port": 1080}))
    spec = PathSpec(
        id="p2",
        kind="http_proxy",
        fields=MappingProxyType(
            {"host": "b.example", "user": "u", "password": Secret("hush"), "port": 80, "x": ""}
        ),
        via=front,
    )
    assert private_words((DIRECT, spec)) == ("b.example", "u", "hush", PROXY_HOST)

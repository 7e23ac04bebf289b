from tests.core.cli.helpers import sample_run
from waythrough.cli.report_names import report_names
from waythrough.report.document import make_document


def test_they_are_those_of_a_report() -> None:
    run = sample_run()
    told = make_document(run).run
    assert report_names(run) == {info.id: info.name for info in told.paths}
    assert report_names(run)["p-91c2"] == "SOCKS5 2"

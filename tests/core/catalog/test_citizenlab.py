import pytest

from waythrough.catalog.category import Category
from waythrough.catalog.citizenlab import columns_of
from waythrough.catalog.hosts import HostError
from waythrough.model.platform import Sensitivity

HEADER = "url,category_code,category_description,date_added,source,notes"


@pytest.mark.parametrize(
    "header", [HEADER, HEADER.replace(",", ";"), HEADER.replace(",", "\t"), HEADER.upper()]
)
def test_columns(header: str) -> None:
    columns = columns_of(header)
    assert columns is not None
    line = columns.delimiter.join(["https://a.example/", "news", "News Media"])
    assert columns.read(line) == ("https://a.example/", "NEWS")


def test_a_header_in_quotes() -> None:
    columns = columns_of('"url","category_code"')
    assert columns is not None
    assert columns.read('"https://a.example/","NEWS"') == ("https://a.example/", "NEWS")


def test_other_order_of_columns() -> None:
    columns = columns_of("category_code,notes,url")
    assert columns is not None
    assert columns.read('LGBT,"a, b",https://a.example/') == ("https://a.example/", "LGBT")


@pytest.mark.parametrize("line", ["https://a.example/", "", "# list", "domain,code"])
def test_no_header(line: str) -> None:
    assert columns_of(line) is None


@pytest.mark.parametrize(
    "code",
    [
        "PORN",
        "LGBT",
        "REL",
        "ALDR",
        "HUMR",
        "MILX",
        "GMB",
        "DATE",
        "HATE",
        "XED",
        "POLR",
        "ANON",
        "NEWCODE",
        "",
    ],
)
def test_sensitive_codes_and_unknown_ones(code: str) -> None:
    columns = columns_of(HEADER)
    assert columns is not None
    assert columns.sensitivity(code) is Sensitivity.SENSITIVE


@pytest.mark.parametrize(
    ("code", "category"), [("NEWS", Category.NEWS), ("COMT", Category.MESSENGER), ("MISC", Category.OTHER)]
)
def test_ordinary_codes(code: str, category: Category) -> None:
    columns = columns_of(HEADER)
    assert columns is not None
    assert columns.sensitivity(code) is Sensitivity.ORDINARY
    assert columns.category(code) is category


def test_a_list_without_codes_is_ordinary() -> None:
    columns = columns_of("url,notes")
    assert columns is not None
    assert columns.read("https://a.example/,hello") == ("https://a.example/", "")
    assert columns.sensitivity("") is Sensitivity.ORDINARY


@pytest.mark.parametrize("line", [",NEWS", " ,NEWS,x"])
def test_a_line_without_address(line: str) -> None:
    columns = columns_of(HEADER)
    assert columns is not None
    with pytest.raises(HostError, match="no address"):
        columns.read(line)


def test_a_cell_beyond_all_measure() -> None:
    columns = columns_of(HEADER)
    assert columns is not None
    with pytest.raises(HostError, match="no line of a table"):
        columns.read("x" * 200_000)

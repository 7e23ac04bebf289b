"""Known notices: where their words are looked for, and where not."""

import pytest

from tests.core.verdict.facts_factory import cert
from waythrough.model.notice import Notice, Place, Scope
from waythrough.model.observation import HttpDetail, TlsDetail
from waythrough.verdict.notices import LONGEST, known_issuer, known_notice, notice_address


def notice(where: Place, pattern: str = "by order") -> Notice:
    return Notice(id=where.value, scope=Scope.COUNTRY, where=where, pattern=pattern)


def page(body: bytes = b"", size: int | None = None, title: str = "", to: str = "") -> HttpDetail:
    return HttpDetail(
        method="GET",
        url="http://a.test/",
        body=body,
        body_bytes=len(body) if size is None else size,
        title=title,
        headers=(("location", to),) if to else (),
    )


@pytest.mark.parametrize(
    ("where", "answer", "found"),
    [
        (Place.BODY, page(b"Closed BY ORDER"), True),
        (Place.BODY, page(b"Closed BY ORDER", size=LONGEST + 1), False),
        (Place.TITLE, page(title="By order"), True),
        (Place.LOCATION, page(to="http://a.test/by order"), True),
        (Place.BODY, page(title="by order"), False),
        (Place.ADDRESS, page(b"by order"), False),
    ],
)
def test_where_words_are_looked_for(where: Place, answer: HttpDetail, found: bool) -> None:
    assert (known_notice(answer, (notice(where),)) is not None) is found


def test_addresses_of_notices() -> None:
    known = (notice(Place.BODY), notice(Place.ADDRESS, "10.10.34."))
    assert notice_address("10.10.34.36", known) is known[1]
    assert notice_address("192.0.2.1", known) is None


def test_issuers_by_any_certificate_of_the_chain() -> None:
    known = (notice(Place.BODY, "shield"), notice(Place.ISSUER, "web shield"))
    chain = (cert("a.test", issuer="CN=one"), cert("one", issuer="CN=Some Web Shield Root"))
    assert known_issuer(TlsDetail(server_name="a.test", chain=chain), known) is known[1]
    assert known_issuer(TlsDetail(server_name="a.test", chain=chain[:1]), known) is None
    assert known_issuer(None, known) is None

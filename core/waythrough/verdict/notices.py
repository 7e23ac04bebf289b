"""Whether an answer, an address or an issuer of certificates is known by its words."""

from collections.abc import Iterable

from waythrough.model.notice import Notice, Place
from waythrough.model.observation import HttpDetail, TlsDetail
from waythrough.verdict.facts import issuer_key

LONGEST = 6 * 1024
"""Bytes of the longest page that may be a notice; longer ones may well write about notices."""


def known_notice(page: HttpDetail, notices: Iterable[Notice]) -> Notice | None:
    """The known notice that an answer is, None when it is none."""
    said = {
        Place.BODY: page.body.decode("utf-8", "replace").lower() if page.body_bytes <= LONGEST else "",
        Place.TITLE: page.title.lower(),
        Place.LOCATION: page.header("location").lower(),
    }
    return next((each for each in notices if each.pattern in said.get(each.where, "")), None)


def notice_address(address: str, notices: Iterable[Notice]) -> Notice | None:
    """The known notice to which an answered address belongs, None when it is none."""
    return next(
        (each for each in notices if each.where is Place.ADDRESS and address.startswith(each.pattern)), None
    )


def known_issuer(detail: TlsDetail | None, notices: Iterable[Notice]) -> Notice | None:
    """The known interceptor that signed a chain, None when it is none."""
    issuers = " ".join(each.issuer.lower() for each in detail.chain) if detail else ""
    return next((each for each in notices if each.where is Place.ISSUER and each.pattern in issuers), None)


def signer(detail: TlsDetail) -> tuple[str, str]:
    """Who signed a leaf: the name, and the fingerprint of the key as far as the peer showed it ("" each)."""
    if not detail.chain:
        return "", ""
    return detail.chain[0].issuer, issuer_key(detail) if len(detail.chain) > 1 else ""

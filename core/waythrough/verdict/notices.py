"""Whether an answer is a notice that is known by its words."""

from collections.abc import Iterable

from waythrough.model.notice import Notice, Place
from waythrough.model.observation import HttpDetail

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

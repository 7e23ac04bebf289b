"""The notices that ship: what block pages and notice addresses are known by."""

from datetime import date
from functools import cache

import msgspec

import waythrough_resources as resources
from waythrough.catalog.toml_file import decode, parse
from waythrough.model.notice import Notice, Place, Scope

NOTICE_LIST = "lists/blockpages.toml"


class _NoticeTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    id: str
    scope: Scope
    countries: list[str]
    where: Place
    pattern: str
    reason: str
    reviewed: date


class _NoticesTable(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    notice: list[_NoticeTable]


@cache
def bundled_notices() -> tuple[Notice, ...]:
    """The notices of the list that ships."""
    table = decode(parse(resources.read_bytes(NOTICE_LIST), NOTICE_LIST), _NoticesTable)
    return tuple(
        Notice(
            id=each.id,
            scope=each.scope,
            where=each.where,
            pattern=each.pattern,
            countries=tuple(each.countries),
        )
        for each in table.notice
    )

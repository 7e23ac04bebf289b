"""What a known notice looks like: words of its own, whose they are, and where they are said."""

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """Who puts a notice in: by order or on the line, or on the user's own side."""

    COUNTRY = "country"
    PROVIDER = "provider"
    PRODUCT = "product"
    COMPANY = "company"


class Place(StrEnum):
    """Where the words of a notice are found."""

    BODY = "body"
    TITLE = "title"
    LOCATION = "location"
    ADDRESS = "address"
    ISSUER = "issuer"  # of a certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One known notice; `pattern` is in small letters, `countries` are ISO 3166 codes in small letters."""

    id: str
    scope: Scope
    where: Place
    pattern: str
    countries: tuple[str, ...] = ()

    @property
    def own_side(self) -> bool:
        """Whether it belongs to a device or an employer of the user's."""
        return self.scope in (Scope.PRODUCT, Scope.COMPANY)

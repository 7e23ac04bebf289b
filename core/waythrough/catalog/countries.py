"""In which country an address is registered, by a table that comes with an optional package; nobody is asked."""

from typing import Final

UNKNOWN: Final = ""


def country_of(address: str) -> str:
    """The ISO 3166 code of an address in small letters; "" where the table is not installed or does not know it.

    Registries say to whom a network was given, not where its machines stand, and some networks span the world.
    """
    try:
        import iptocc
    except ImportError:  # the extra "country"
        return UNKNOWN
    try:
        found = iptocc.country_code(address)
    except ValueError:
        return UNKNOWN
    return found.lower() if isinstance(found, str) else UNKNOWN

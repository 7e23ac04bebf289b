"""How a web server ends its answers."""

from enum import StrEnum


class Ending(StrEnum):
    """How an HTTP/1.1 answer tells its end; the pages of HTTP/2 and HTTP/3 do not mind it."""

    LENGTH = "length"
    CHUNKED = "chunked"
    GZIP = "gzip"  # chunked and packed, whatever the client accepts
    CLOSE = "close"  # by the end of the connection alone
    RESET = "reset"  # the whole body by its length, then RST instead of FIN
    HANG_UP = "hang_up"  # by its length; then the connection ends although nobody announced it

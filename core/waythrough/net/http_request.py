"""What is asked of a web server, worded like a common browser."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from waythrough.net.url import Url

USER_AGENT: Final = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/152.0.0.0 Safari/537.36"
)
# What a page load of a common browser says; the body must come unpacked, so that a rule can read it.
_BROWSER: Final = {
    "upgrade-insecure-requests": "1",
    "user-agent": USER_AGENT,
    "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "accept-encoding": "identity",
    "accept-language": "en-US,en;q=0.9",
}
_TOKEN: Final = re.compile(r"[-!#$%&'*+.^_`|~0-9a-zA-Z]+")
_VALUE: Final = re.compile(r"[\t\x20-\x7e\x80-\xff]*")  # anything else could break out of the line


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to ask for. `headers` replace the browser-like ones of the same name; "host" the URL's own."""

    url: str
    method: Literal["GET", "HEAD", "POST"] = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def all_headers(self, url: Url) -> dict[str, str]:
        """Every header by its name in lower case, "host" first. Raises ValueError for one that is unsafe."""
        headers = {"host": url.authority, **_BROWSER}
        for name, value in self.headers:
            if not _TOKEN.fullmatch(name) or not _VALUE.fullmatch(value):
                raise ValueError(f"header {name!r} cannot be written")
            headers[name.lower()] = value
        if self.body or self.method == "POST":
            headers["content-length"] = str(len(self.body))
        return headers


def h1_request(request: Request, url: Url) -> bytes:
    """The request as HTTP/1.1. Raises ValueError."""
    headers = request.all_headers(url)
    lines = [
        f"{request.method} {url.target} HTTP/1.1",
        f"Host: {headers.pop('host')}",
        "Connection: keep-alive",
        *(f"{name.title()}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join((*lines, "", "")).encode("latin-1") + request.body

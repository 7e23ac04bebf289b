"""The pages that practice sites show: small, pleasant, and large enough that a speed means something."""

from functools import lru_cache
from html import escape

SIZE = 9_000
STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:42em;margin:3em auto;padding:0 1em;color:#222}"
    "h1{color:#14532d}article{border-top:1px solid #ddd;padding:.6em 0}"
)
ARTICLES = (
    ("The garden in March", "The first beds are open, and the tools are where last autumn left them."),
    ("A bridge is painted", "Four people, eleven days, and a green that everyone can live with."),
    ("Letters from readers", "One asks for longer nights, one for shorter winters, one for more cake."),
    ("How to repair a kettle", "Unplug it first. Then look at the lid, which is nearly always the reason."),
    ("The library lends ladders", "Bring them back dry, and tell us what you saw from up there."),
    ("A map of quiet streets", "Walkers have marked every place where birds are louder than engines."),
)


def notice_page() -> bytes:
    """The censor's notice: the same for every name."""
    return _document(
        "Access to this page is not permitted",
        "<p>Access to the requested page has been restricted in line with the regulations of the practice"
        " country. Reference: PRACTICE-NOTICE-0001.</p>",
    )


def portal_page() -> bytes:
    """What the captive portal shows."""
    return _document(
        "Guest network sign-in",
        "<p>Welcome to the guest network. Sign in to use the internet.</p><form><button>Sign in</button></form>",
    )


@lru_cache(maxsize=128)
def main_page(title: str) -> bytes:
    """The front page of a site, at least SIZE bytes."""
    parts = [f"<p>{greeting(title)}. This site exists only inside the practice network.</p>"]
    length = 0
    turn = 0
    while length < SIZE:
        heading, text = ARTICLES[turn % len(ARTICLES)]
        article = f"<article><h2>{heading}, part {turn // len(ARTICLES) + 1}</h2><p>{text}</p></article>"
        parts.append(article)
        length += len(article)
        turn += 1
    return _document(title, "\n".join(parts))


def greeting(title: str) -> str:
    """The words by which the true page of a site is known."""
    return f"Welcome to {escape(title)}"


def message_page(title: str, text: str) -> bytes:
    """A short page with one sentence."""
    return _document(title, f"<p>{escape(text)}</p>")


def _document(title: str, body: str) -> bytes:
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head>\n<body><h1>{escape(title)}</h1>\n{body}\n</body></html>\n"
    ).encode()

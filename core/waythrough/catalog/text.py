"""Words that people typed: safe to show, and comparable whatever the keyboard."""

import re
import unicodedata

# Overrides and isolates make a text look like another one; U+200C to U+200F are honest spelling.
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
_JOINERS = re.compile("[\u200b-\u200f\u0640]")
_SAME = str.maketrans("يىكةأإآٱؤئ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹ıё", "ییکهااااوی" + "01234567890123456789iе")


def is_clean(text: str) -> bool:
    """Whether a text says something and holds no control or override characters."""
    return bool(text.strip()) and not _HARMFUL.search(text)


def cleaned(text: str, limit: int = 80) -> str:
    """A text on one line without harmful characters, cut at `limit` characters with an ellipsis."""
    shown = " ".join(_HARMFUL.sub(" ", text).split())
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def folded(text: str) -> str:
    """The form in which names are compared: no case, accents, joiners; Arabic and Persian letters alike."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(_JOINERS.sub("", letters).translate(_SAME).split())

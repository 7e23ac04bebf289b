"""What a complete HTTP answer means for a user: the service, a refusal, a question, a fault."""

import re
from dataclasses import dataclass
from enum import StrEnum

from waythrough.model.observation import HttpDetail
from waythrough.model.platform import PassRule, RollUp, Target


class AnswerKind(StrEnum):
    """How an answer counts."""

    PASSES = "passes"
    CHALLENGE = "challenge"  # a person can pass it: bot check, rate limit
    GEO_REFUSED = "geo_refused"  # the answer itself says that it is about the country
    REFUSED = "refused"  # 401, 403, 407 without a word about the country
    FAULT = "fault"  # 5xx
    UNMET = "unmet"  # complete, but not what the rule asks for


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A read answer. `marker` quotes what decided (a header or a phrase)."""

    kind: AnswerKind
    status: int
    marker: str = ""


_REFUSING = frozenset({401, 403, 407})
_GEO_TEXT = re.compile(
    rb"error code: 1009|error 1009|cloudfront distribution is configured to block access from your country"
    rb"|not available in your (?:country|region|location)|(?:country|region) (?:is )?not supported"
    rb"|unavailable for legal reasons",
    re.IGNORECASE,
)
_CHALLENGE_TEXT = re.compile(rb"error code: 1015|error 1015|challenge-platform|captcha", re.IGNORECASE)


def read_answer(target: Target, page: HttpDetail) -> Answer:
    """Read an answer by status, header and text; status inside validated TLS is the service's own (RFC 9110)."""
    status = page.status or 0
    special = _special(page, status)
    if special is not None:
        return special
    if _holds(target.rule, page, status):
        return Answer(kind=AnswerKind.PASSES, status=status)
    if status >= 500:
        return Answer(kind=AnswerKind.FAULT, status=status)
    if status in _REFUSING:
        return Answer(kind=AnswerKind.REFUSED, status=status)
    if not target.rule.seen_live and page.validated:
        return Answer(kind=AnswerKind.PASSES, status=status, marker="rule not seen live")
    return Answer(kind=AnswerKind.UNMET, status=status)


def _special(page: HttpDetail, status: int) -> Answer | None:
    if page.header("cf-mitigated") == "challenge":
        return Answer(kind=AnswerKind.CHALLENGE, status=status, marker="cf-mitigated: challenge")
    if status == 451:
        return Answer(kind=AnswerKind.GEO_REFUSED, status=status, marker="451")
    if status == 429 or (status in (403, 503) and _CHALLENGE_TEXT.search(page.body)):
        marker = f"{status}" if status == 429 else _quote(_CHALLENGE_TEXT, page.body)
        return Answer(kind=AnswerKind.CHALLENGE, status=status, marker=marker)
    if status == 403 and _GEO_TEXT.search(page.body):
        return Answer(kind=AnswerKind.GEO_REFUSED, status=status, marker=_quote(_GEO_TEXT, page.body))
    return None


def _quote(pattern: "re.Pattern[bytes]", body: bytes) -> str:
    found = pattern.search(body)
    return found.group(0).decode("ascii", "replace")[:60] if found else ""


def _holds(rule: PassRule, page: HttpDetail, status: int) -> bool:
    asked: list[bool] = []
    if rule.status:
        asked.append(any(low <= status <= high for low, high in rule.status))
    if rule.text:
        asked.append(any(text.encode() in page.body for text in rule.text))
    if rule.headers:
        asked.append(any(part.lower() in page.header(name).lower() for name, part in rule.headers))
    if rule.min_bytes:
        asked.append(page.body_bytes >= rule.min_bytes)
    return (any if rule.match is RollUp.ANY_OF else all)(asked)
